import { Field, GraphQLISODateTime, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow, type RowData } from '#libs/eventing/read-models/projection.js';
import {
  IntervalUnit,
  ResponsibleRole,
  TechnicalCheckBasis,
  TechnicalCheckKind,
  TechnicalCheckResult,
} from '#libs/technical/technical-check-enums.js';
import { technicalCheckEvents } from '#libs/technical/technical-check.events.js';

@ObjectType({ description: 'Every how often.' })
export class IntervalView {
  @Field(() => Int)
  count: number;

  @Field(() => IntervalUnit)
  unit: IntervalUnit;
}

@Entity('technical_check')
@ObjectType({ description: 'A kind of check, its plan and how it stands (SL11).' })
export class TechnicalCheckEntry extends ReadModelRow {
  @Field(() => TechnicalCheckKind)
  @Column('text')
  kind: TechnicalCheckKind;

  @Field(() => IntervalView)
  @Column('jsonb')
  every: IntervalView;

  @Field(() => ResponsibleRole)
  @Column('text')
  responsible: ResponsibleRole;

  @Field(() => TechnicalCheckBasis)
  @Column('text')
  basis: TechnicalCheckBasis;

  @Field(() => String, { description: 'The clause it follows from, and what of it is ours.' })
  @Column('text')
  clause: string;

  @Field(() => GraphQLISODateTime, { description: 'By when it is due next, or was due.' })
  @Column('timestamptz')
  dueBy: Date;

  @Field(() => GraphQLISODateTime, { nullable: true })
  @Column('timestamptz', { nullable: true })
  overdueSince: Date | null;

  @Field(() => [String], { description: 'The roles that were told of the delay.' })
  @Column('jsonb')
  alerted: string[];

  @Field(() => String, { nullable: true, description: 'The day of the last check; null where there was none yet.' })
  @Column('text', { nullable: true })
  lastCheckedOn: string | null;

  @Field(() => TechnicalCheckResult, { nullable: true })
  @Column('text', { nullable: true })
  lastResult: TechnicalCheckResult | null;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  lastCheckedBy: string | null;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  finding: string | null;

  @Field(() => String, { nullable: true, description: 'What is to be done since the last check failed.' })
  @Column('text', { nullable: true })
  action: string | null;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  actionBy: string | null;
}

type Row = RowData<TechnicalCheckEntry>;

const never = {
  lastCheckedOn: null,
  lastResult: null,
  lastCheckedBy: null,
  finding: null,
  action: null,
  actionBy: null,
} satisfies Partial<Row>;
const inTime = { overdueSince: null, alerted: [] } satisfies Partial<Row>;

export const technicalChecks = projection({
  name: 'technical_check',
  version: 1,
  row: TechnicalCheckEntry,
  from: { technicalCheck: technicalCheckEvents },
}).on({
  technicalCheck: {
    TechnicalCheckPlanned: (row, { data }) => ({
      ...(row ?? never),
      ...data,
      ...inTime,
      dueBy: new Date(data.dueBy),
    }),
    TechnicalCheckDone: (row, { data, by }) => ({
      ...known(row),
      ...inTime,
      dueBy: new Date(data.dueBy),
      lastCheckedOn: data.checkedOn,
      lastResult: data.result,
      lastCheckedBy: by.actor,
      finding: data.finding,
      action: data.action ?? null,
      actionBy: data.actionBy ?? null,
    }),
    TechnicalCheckOverdue: (row, { data }) => {
      const before = known(row);
      return {
        ...before,
        overdueSince: before.overdueSince ?? new Date(data.dueBy),
        alerted: [...new Set([...before.alerted, ...data.alert])],
      };
    },
  },
});

function known(row: Row | undefined): Row {
  if (!row) throw new Error('a technical check without a plan before it');
  return row;
}
