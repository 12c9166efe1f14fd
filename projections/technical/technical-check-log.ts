import { Field, GraphQLISODateTime, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { projection, ReadModelRow } from '#libs/eventing/read-models/projection.js';
import { TechnicalCheckKind } from '#libs/technical/technical-check-enums.js';
import { technicalCheckEvents } from '#libs/technical/technical-check.events.js';

export const TechnicalCheckOutcome = graphqlEnum(['passed', 'failed', 'missed']);
export type TechnicalCheckOutcome = keyof typeof TechnicalCheckOutcome;
registerEnumType(TechnicalCheckOutcome, {
  name: 'TechnicalCheckOutcome',
  description: 'missed: its day went by and it was not done.',
});

@Entity('technical_check_log')
@ObjectType({ description: 'A check that was done, or that was due and not done (SL11).' })
export class TechnicalCheckLogEntry extends ReadModelRow {
  @Field(() => TechnicalCheckKind)
  @Column('text')
  kind: TechnicalCheckKind;

  @Field(() => TechnicalCheckOutcome)
  @Column('text')
  outcome: TechnicalCheckOutcome;

  @Field(() => GraphQLISODateTime, { description: 'When it was recorded; of a missed one, when it was due.' })
  @Column('timestamptz')
  at: Date;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  checkedOn: string | null;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  checkedBy: string | null;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  checkedRole: string | null;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  finding: string | null;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  action: string | null;
}

/** Every check and every miss is a row of its own: a weekly check outgrows any list within a row. */
export const technicalCheckLog = projection({
  name: 'technical_check_log',
  version: 1,
  row: TechnicalCheckLogEntry,
  from: { technicalCheck: technicalCheckEvents },
  // Told once more to somebody else, it is still the same miss.
  keys: ({ eventId, data }) => (((data as { alarm?: number }).alarm ?? 1) === 1 ? [eventId] : []),
}).on({
  technicalCheck: {
    TechnicalCheckPlanned: 'ignored',
    TechnicalCheckDone: (_, { data, by }) => ({
      kind: data.kind,
      outcome: data.result,
      at: new Date(by.at),
      checkedOn: data.checkedOn,
      checkedBy: by.actor,
      checkedRole: by.role,
      finding: data.finding,
      action: data.action ?? null,
    }),
    TechnicalCheckOverdue: (_, { data }) => ({
      kind: data.kind,
      outcome: 'missed',
      at: new Date(data.dueBy),
      checkedOn: null,
      checkedBy: null,
      checkedRole: null,
      finding: null,
      action: null,
    }),
  },
});
