import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow, type RowData } from '#libs/eventing/read-models/projection.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { ConcernDecision, ConcernStatus, ConcernSubject } from '#libs/incidents/staff-concern-enums.js';
import { staffConcernEvents } from '#libs/incidents/staff-concerns.events.js';

@ObjectType({ description: 'What was done about a concern, by whom and why; the last step last.' })
export class ConcernStep {
  @Field(() => String, { description: 'The name of the event, as ConcernAnswered.' })
  what: string;

  @Field(() => String, { description: 'The id of the person who recorded it.' })
  who: string;

  @Field(() => String)
  role: string;

  @Field(() => String, { description: 'ISO 8601 in UTC.' })
  at: string;

  @Field(() => ConcernDecision, { nullable: true })
  decision?: ConcernDecision | undefined;

  @Field(() => String, { nullable: true, description: 'The reasons, or what was added.' })
  text?: string | undefined;
}

@Entity('staff_concern')
@ObjectType({ description: 'A low-level concern about an adult of the school, as the one who holds it sees it (D16).' })
export class StaffConcernEntry extends ReadModelRow {
  @Field(() => ConcernStatus)
  @Column('text')
  status: ConcernStatus;

  @Field(() => ID, { description: 'The id of the adult.' })
  @Column('text')
  about: string;

  @Field(() => ConcernSubject)
  @Column('text')
  capacity: ConcernSubject;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  occurredAt: Date;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  recordedAt: Date;

  @Field(() => ID, { description: 'The id of the person who raised it.' })
  @Column('text')
  reportedBy: string;

  @Field(() => String)
  @Column('text')
  concern: string;

  @Field(() => ID, { nullable: true, description: 'The incident that it became.' })
  @Column('text', { nullable: true })
  incident: string | null;

  @Field(() => [ConcernStep])
  @Column('jsonb')
  steps: ConcernStep[];
}

type Row = RowData<StaffConcernEntry>;

export const staffConcerns = projection({
  name: 'staff_concern',
  version: 1,
  row: StaffConcernEntry,
  from: { staffConcern: staffConcernEvents },
}).on({
  staffConcern: {
    ConcernRaised: (_, { data, by }) => ({
      status: 'open',
      about: data.about,
      capacity: data.capacity,
      occurredAt: new Date(data.occurredAt),
      recordedAt: new Date(by.at),
      reportedBy: by.actor,
      concern: data.concern,
      incident: null,
      steps: [],
    }),
    ConcernAnswered: (row, event) => {
      const { decision, reasons } = event.data;
      return { ...after(row, event, { decision, text: reasons }), status: 'answered' };
    },
    ConcernAddendumAdded: (row, event) => after(row, event, { text: event.data.text }),
    ConcernPromoted: (row, event) => ({
      ...after(row, event, {}),
      status: 'promoted',
      incident: event.data.incident,
    }),
  },
});

function after(row: Row | undefined, event: RecordedEvent, detail: Pick<ConcernStep, 'decision' | 'text'>): Row {
  if (!row) throw new Error(`${event.type} without a concern before it`);
  const { actor: who, role, at } = event.by;
  return { ...row, steps: [...row.steps, { what: event.type, who, role, at, ...detail }] };
}
