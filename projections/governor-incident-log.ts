import { Field, ObjectType } from '@nestjs/graphql';
import { createHash } from 'node:crypto';
import { Column, Entity } from 'typeorm';
import { londonDay } from '#libs/calendar/london-time.js';
import { projection, ReadModelRow, type RowData } from '#libs/eventing/projection.js';
import type { RecordedEvent } from '#libs/eventing/stored-event.js';
import { IncidentOutcome, IncidentPlace, IncidentRisk, IncidentStatus } from '#libs/incidents/incident-enums.js';
import { doorOf } from '#libs/incidents/incident-doors.js';
import { placesOutsideSchool } from '#libs/incidents/incident-words.js';
import { incidentEvents, type IncidentEvent } from '#libs/incidents/incidents.events.js';
import type { YearGroup } from '#libs/people/person-enums.js';
import { withYearGroup } from './year-groups.js';

/**
 * SW2, D25: no text that anybody wrote, no person; anonymous in the table itself, not by leaving fields out. Its only
 * moments are the day by which it is counted and since when a row reads so, which no answer shows.
 * The id is no record's id, so that nobody finds the case by it.
 */
@Entity('governor_incident_log')
@ObjectType({ description: 'An incident as governors see it: anonymous (SL3, SW2).' })
export class GovernorIncidentLogEntry extends ReadModelRow {
  @Field(() => String, { description: 'The month in which it happened, as 2026-03.' })
  @Column('text')
  month: string;

  /** Shown to nobody, nor are the year groups: they are counted by the term, and small counts are hidden (D24). */
  @Column('date')
  occurredOn: string;

  @Column('jsonb')
  yearGroups: YearGroup[];

  @Field(() => IncidentStatus)
  @Column('text')
  status: IncidentStatus;

  @Field(() => String, { description: 'The code of its kind in the adopted policy.' })
  @Column('text')
  kind: string;

  @Field(() => String, { description: 'How the policy in force worded that kind.' })
  @Column('text')
  kindLabel: string;

  /** Incidents about staff are left out of the answers: in a small school they would name themselves (D16). */
  @Column('text')
  about: string;

  /** A kind about anyone, and the alleged is an adult of the school: left out in the same way. */
  @Column('boolean')
  staffAlleged: boolean;

  @Field(() => IncidentRisk, { nullable: true })
  @Column('text', { nullable: true })
  risk: IncidentRisk | null;

  @Field(() => IncidentPlace)
  @Column('text')
  place: IncidentPlace;

  @Field(() => Boolean)
  @Column('boolean')
  outsideSchool: boolean;

  @Field(() => String, { nullable: true, description: 'As last decided; a code of the adopted policy.' })
  @Column('text', { nullable: true })
  seriousness: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Null until it is recorded whether the parents were informed.' })
  @Column('boolean', { nullable: true })
  parentsInformed: boolean | null;

  @Field(() => IncidentOutcome, { nullable: true, description: 'Null while it is not closed.' })
  @Column('text', { nullable: true })
  outcome: IncidentOutcome | null;
}

type Row = RowData<GovernorIncidentLogEntry>;

export const governorIncidentLog = projection({
  name: 'governor_incident_log',
  version: 3,
  row: GovernorIncidentLogEntry,
  from: { incident: incidentEvents },
  keys: ({ school, id }) => [createHash('sha256').update(`${school}/${id}`).digest('hex')],
}).on({
  incident: {
    IncidentRaised: (_, { data: { kind, occurredAt, place } }) => ({
      month: occurredAt.slice(0, 'yyyy-mm'.length),
      occurredOn: londonDay(new Date(occurredAt)),
      yearGroups: [],
      status: 'raised',
      ...columnsOfKind(kind),
      staffAlleged: false,
      place,
      outsideSchool: placesOutsideSchool.includes(place),
      seriousness: null,
      parentsInformed: null,
      outcome: null,
    }),
    PersonLinked: (row, event) => {
      const before = known(row, event);
      return {
        ...before,
        staffAlleged: before.staffAlleged || doorOf('anyone', [event.data]) !== 'safeguardingTeam',
        yearGroups: withYearGroup(before.yearGroups, event.data.yearGroup),
      };
    },
    RolesAlerted: 'ignored',
    IncidentEscalated: 'ignored',
    IncidentAcknowledged: (row, event) => ({ ...known(row, event), status: 'acknowledged' }),
    SeriousnessDecided: (row, event) => ({ ...known(row, event), seriousness: event.data.seriousness }),
    PersonOutcomeRecorded: 'ignored',
    SanctionRecorded: 'ignored',
    TechnicalStepRecorded: 'ignored',
    ActionRecorded: 'ignored',
    ActionPostponed: 'ignored',
    ActionReminded: 'ignored',
    ActionFellOverdue: 'ignored',
    ActionCompleted: 'ignored',
    MembershipLinkStated: 'ignored',
    ParentsInformed: (row, event) => ({ ...known(row, event), parentsInformed: true }),
    ParentsNotInformed: (row, event) => ({ ...known(row, event), parentsInformed: false }),
    ReporterTold: 'ignored',
    AddendumAdded: 'ignored',
    FactsCorrected: 'ignored',
    IncidentRecategorised: (row, event) => ({ ...known(row, event), ...columnsOfKind(event.data.kind) }),
    IncidentLinked: 'ignored',
    // A second report of the same event is not counted as another incident.
    IncidentMerged: (row, event) => ({ ...known(row, event), status: 'merged' }),
    DuplicateNoted: 'ignored',
    IncidentClosed: (row, event) => ({ ...known(row, event), status: 'closed', outcome: event.data.outcome }),
    IncidentReopened: (row, event) => ({ ...known(row, event), status: 'acknowledged', outcome: null }),
  },
});

type Kind = Extract<IncidentEvent, { type: 'IncidentRaised' }>['data']['kind'];

function columnsOfKind({ code, label, about, risk }: Kind): Pick<Row, 'kind' | 'kindLabel' | 'about' | 'risk'> {
  return { kind: code, kindLabel: label, about, risk: risk ?? null };
}

function known(row: Row | undefined, { type }: RecordedEvent): Row {
  if (!row) throw new Error(`${type} without an incident before it`);
  return row;
}
