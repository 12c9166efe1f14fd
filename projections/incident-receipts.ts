import { Field, GraphQLISODateTime, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow, type RowData } from '#libs/eventing/projection.js';
import type { RecordedEvent } from '#libs/eventing/stored-event.js';
import { IncidentOutcome, IncidentStatus } from '#libs/incidents/incident-enums.js';
import { incidentEvents } from '#libs/incidents/incidents.events.js';

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
}

type Row = RowData<IncidentReceipt>;

export const incidentReceipts = projection({
  name: 'incident_receipt',
  version: 1,
  row: IncidentReceipt,
  from: { incident: incidentEvents },
}).on({
  incident: {
    IncidentRaised: (_, event) => ({
      reportedBy: event.by.actor,
      reportedAt: new Date(event.by.at),
      status: 'raised',
      outcome: null,
    }),
    PersonLinked: 'ignored',
    IncidentAcknowledged: (row, event) => ({ ...known(row, event), status: 'acknowledged' }),
    SeriousnessDecided: 'ignored',
    ActionRecorded: 'ignored',
    ActionCompleted: 'ignored',
    ParentsInformed: 'ignored',
    ParentsNotInformed: 'ignored',
    AddendumAdded: 'ignored',
    FactsCorrected: 'ignored',
    IncidentRecategorised: 'ignored',
    IncidentClosed: (row, event) => ({ ...known(row, event), status: 'closed', outcome: event.data.outcome }),
    IncidentReopened: (row, event) => ({ ...known(row, event), status: 'acknowledged', outcome: null }),
  },
});

function known(row: Row | undefined, { type }: RecordedEvent): Row {
  if (!row) throw new Error(`${type} without an incident before it`);
  return row;
}
