import { Field, GraphQLISODateTime, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow, type RowData } from '#libs/eventing/read-models/projection.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { IncidentOutcome, IncidentStatus } from '#libs/incidents/incident-enums.js';
import { incidentEvents } from '#libs/incidents/incidents.events.js';

@ObjectType({ description: 'What those who handle the case have told the reporter (D8).' })
export class ReceiptMessage {
  @Field(() => String)
  message: string;

  @Field(() => String, { description: 'ISO 8601 in UTC.' })
  at: string;
}

@Entity('incident_receipt')
@ObjectType({ description: 'What a reporter sees of their own report: that it was received and what it came to (D8).' })
export class IncidentReceipt extends ReadModelRow {
  /** Whose receipt it is; nobody asks for another's. */
  @Column('text')
  reportedBy: string;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  reportedAt: Date;

  @Field(() => IncidentStatus)
  @Column('text')
  status: IncidentStatus;

  @Field(() => IncidentOutcome, { nullable: true, description: 'Null while it is not closed.' })
  @Column('text', { nullable: true })
  outcome: IncidentOutcome | null;

  @Field(() => [ReceiptMessage])
  @Column('jsonb')
  messages: ReceiptMessage[];

  /** The first report of the same event: what became of that one became of this one. */
  @Column('text', { nullable: true })
  mergedInto: string | null;
}

type Row = RowData<IncidentReceipt>;

export const incidentReceipts = projection({
  name: 'incident_receipt',
  version: 2,
  row: IncidentReceipt,
  from: { incident: incidentEvents },
}).on({
  incident: {
    IncidentRaised: (_, event) => ({
      reportedBy: event.by.actor,
      reportedAt: new Date(event.by.at),
      status: 'raised',
      outcome: null,
      messages: [],
      mergedInto: null,
    }),
    PersonLinked: 'ignored',
    PersonDescribed: 'ignored',
    DescribedPersonIdentified: 'ignored',
    DescribedPersonNotIdentified: 'ignored',
    RolesAlerted: 'ignored',
    IncidentEscalated: 'ignored',
    IncidentAcknowledged: (row, event) => ({ ...known(row, event), status: 'acknowledged' }),
    SeriousnessDecided: 'ignored',
    PersonOutcomeRecorded: 'ignored',
    SanctionRecorded: 'ignored',
    TechnicalStepRecorded: 'ignored',
    ActionRecorded: 'ignored',
    ActionPostponed: 'ignored',
    ActionReassigned: 'ignored',
    ActionReminded: 'ignored',
    ActionFellOverdue: 'ignored',
    ActionCompleted: 'ignored',
    MembershipLinkStated: 'ignored',
    ParentsInformed: 'ignored',
    ParentsNotInformed: 'ignored',
    ReporterTold: (row, event) => {
      const before = known(row, event);
      return { ...before, messages: [...before.messages, { message: event.data.message, at: event.by.at }] };
    },
    AddendumAdded: 'ignored',
    FactsCorrected: 'ignored',
    IncidentRecategorised: 'ignored',
    IncidentLinked: 'ignored',
    IncidentMerged: (row, event) => ({ ...known(row, event), status: 'merged', mergedInto: event.data.into }),
    DuplicateNoted: 'ignored',
    IncidentClosed: (row, event) => ({ ...known(row, event), status: 'closed', outcome: event.data.outcome }),
    IncidentReopened: (row, event) => ({
      ...known(row, event),
      status: 'acknowledged',
      outcome: null,
      mergedInto: null,
    }),
  },
});

function known(row: Row | undefined, { type }: RecordedEvent): Row {
  if (!row) throw new Error(`${type} without an incident before it`);
  return row;
}
