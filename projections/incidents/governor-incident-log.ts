import { createHash } from 'node:crypto';
import { Column, Entity } from 'typeorm';
import { londonDay } from '#libs/calendar/london-time.js';
import { projection, ReadModelRow, type RowData } from '#libs/eventing/read-models/projection.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import type { IncidentOutcome, IncidentPlace, IncidentStatus } from '#libs/incidents/incident-enums.js';
import { doorOf } from '#libs/incidents/incident-doors.js';
import { incidentEvents, type IncidentEvent } from '#libs/incidents/incidents.events.js';
import type { YearGroup } from '#libs/people/person-enums.js';
import { withYearGroup } from './year-groups.js';

/**
 * SW2, D25: no text that anybody wrote, no person; anonymous in the table itself, not by leaving fields out. No GraphQL
 * type: what governors may see of a row hangs on how many others there are in its term (D24).
 * The id is no record's id, so that nobody finds the case by it.
 */
@Entity('governor_incident_log')
export class GovernorIncidentLogEntry extends ReadModelRow {
  @Column('date')
  occurredOn: string;

  @Column('jsonb')
  yearGroups: YearGroup[];

  @Column('text')
  status: IncidentStatus;

  /** What it is counted as: the code of a kind of the policy, or a risk. */
  @Column('text')
  kind: string;

  @Column('text')
  kindLabel: string;

  /** Incidents about staff are left out of the answers: in a small school they would name themselves (D16). */
  @Column('text')
  about: string;

  /** A kind about anyone, and the alleged is an adult of the school: left out in the same way. */
  @Column('boolean')
  staffAlleged: boolean;

  @Column('text')
  place: IncidentPlace;

  /** As last decided. */
  @Column('text', { nullable: true })
  seriousness: string | null;

  /** Null until it is recorded whether the parents were informed. */
  @Column('boolean', { nullable: true })
  parentsInformed: boolean | null;

  /** Null while it is not closed. */
  @Column('text', { nullable: true })
  outcome: IncidentOutcome | null;
}

type Row = RowData<GovernorIncidentLogEntry>;

export const governorIncidentLog = projection({
  name: 'governor_incident_log',
  version: 4,
  row: GovernorIncidentLogEntry,
  from: { incident: incidentEvents },
  keys: ({ school, id }) => [createHash('sha256').update(`${school}/${id}`).digest('hex')],
}).on({
  incident: {
    IncidentRaised: (_, { data: { kind, occurredAt, place } }) => ({
      occurredOn: londonDay(new Date(occurredAt)),
      yearGroups: [],
      status: 'raised',
      ...columnsOfKind(kind),
      staffAlleged: false,
      place,
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

/** A kind of the school's own stands under the policy's name for it: the school's words are for those who handle it. */
function columnsOfKind({ countedAs, about, ...kind }: Kind): Pick<Row, 'kind' | 'kindLabel' | 'about'> {
  const { code, label } = countedAs ?? kind;
  return { kind: code, kindLabel: label, about };
}

function known(row: Row | undefined, { type }: RecordedEvent): Row {
  if (!row) throw new Error(`${type} without an incident before it`);
  return row;
}
