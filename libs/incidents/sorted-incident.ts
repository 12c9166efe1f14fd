import { dayOf } from '#libs/calendar/london-time.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { governorRoles } from '#libs/people/roles.js';
import type { Counted } from '#libs/statistics/counts-by-term.js';
import { cellsOfIncident, type CountedBy, type IncidentTable } from './incident-cells.js';
import { doorOf } from './incident-guards.js';
import { notYetSorted, type IncidentStatus, type IncidentSubject } from './incident-words.js';
import type { IncidentEvent } from './incidents.events.js';

interface Described extends Pick<Part, 'yearGroup'> {
  readonly number: number;
  readonly staffAlleged: boolean;
}

type Part = Pick<Extract<IncidentEvent, { type: 'PersonLinked' }>['data'], 'role' | 'capacity' | 'yearGroup'>;

const isStaffAlleged = (part: Part): boolean => doorOf('anyone', [part]) !== 'safeguardingTeam';

/** What is known of an incident for the numbers of governors: no text, no person (D25). */
export interface Sorting extends CountedBy {
  readonly day: string;
  readonly status: IncidentStatus;
  readonly about: IncidentSubject;
  /** An adult of the school is the alleged: in a small school they would be named (D16). */
  readonly staffAlleged: boolean;
  /** Of whom it is described, not named, and not identified yet. */
  readonly described: readonly Described[];
  /** Who is shown the numbers must not be able to move them (D24). */
  readonly raisedByGovernor: boolean;
  /** When it first was one that governors count. */
  readonly sorted?: { readonly position: string; readonly at: string };
}

/** An incident that governors count, and since when. */
export interface SortedIncident extends Counted<IncidentTable> {
  /** The place in the log of what made it one; each incident is released once, by the first release after it. */
  readonly position: string;
  readonly at: string;
}

/** Before its first event. */
export const begun: Sorting = {
  day: '',
  status: 'raised',
  about: 'anyone',
  staffAlleged: false,
  described: [],
  raisedByGovernor: false,
  kind: notYetSorted.code,
  seriousness: null,
  place: 'inSchool',
  yearGroups: [],
  parentsInformed: null,
  outcome: null,
};

type Kind = Extract<IncidentEvent, { type: 'IncidentRaised' }>['data']['kind'];
/** A kind of the school's own is counted as what it stands for (D4). */
const ofKind = ({ code, about, countedAs }: Kind) => ({ kind: (countedAs ?? { code }).code, about });

function withLinked(before: Sorting, part: Part): Sorting {
  const { yearGroup } = part;
  const known = yearGroup === undefined || before.yearGroups.includes(yearGroup);
  return {
    ...before,
    staffAlleged: before.staffAlleged || isStaffAlleged(part),
    yearGroups: known ? before.yearGroups : [...before.yearGroups, yearGroup],
  };
}

function after(before: Sorting, event: RecordedEvent & IncidentEvent): Sorting {
  // Nothing else that happens to an incident changes how it is counted.
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check
  switch (event.type) {
    case 'IncidentRaised': {
      const { kind, occurredAt, place } = event.data;
      const raisedByGovernor = (governorRoles as readonly string[]).includes(event.by.role);
      return { ...before, ...ofKind(kind), place, raisedByGovernor, day: dayOf(occurredAt) };
    }
    case 'PersonLinked':
      return withLinked(before, event.data);
    case 'PersonDescribed': {
      const { number, yearGroup } = event.data;
      return {
        ...before,
        described: [...before.described, { number, yearGroup, staffAlleged: isStaffAlleged(event.data) }],
      };
    }
    case 'DescribedPersonIdentified': {
      const described = before.described.filter(({ number }) => number !== event.data.number);
      return withLinked({ ...before, described }, event.data);
    }
    case 'IncidentAcknowledged':
      return { ...before, status: 'acknowledged' };
    case 'SeriousnessDecided':
      return { ...before, seriousness: event.data.seriousness };
    case 'ParentsInformed':
      return { ...before, parentsInformed: true };
    case 'ParentsNotInformed':
      return { ...before, parentsInformed: false };
    case 'IncidentRecategorised':
      return { ...before, ...ofKind(event.data.kind) };
    case 'IncidentMerged':
      return { ...before, status: 'merged' };
    case 'IncidentClosed':
      return { ...before, status: 'closed', outcome: event.data.outcome };
    case 'IncidentReopened':
      return { ...before, status: 'acknowledged', outcome: null };
    default:
      return before;
  }
}

/** The next event of an incident. */
export function sortedIncident(before: Sorting, event: RecordedEvent & IncidentEvent): Sorting {
  const next = after(before, event);
  if (next.sorted || !isSorted(next)) return next;
  return { ...next, sorted: { position: String(event.position), at: event.by.at } };
}

/**
 * D24: what the safeguarding team has acknowledged, given a kind and found serious or not, and did not find to be a second
 * report or no incident at all.
 */
const isSorted = ({
  status,
  kind,
  seriousness,
  outcome,
  about,
  staffAlleged,
  described,
  raisedByGovernor,
}: Sorting): boolean =>
  (status === 'acknowledged' || status === 'closed') &&
  kind !== notYetSorted.code &&
  seriousness !== null &&
  outcome !== 'unfounded' &&
  about !== 'staff' &&
  !staffAlleged &&
  !described.some((one) => one.staffAlleged) &&
  !raisedByGovernor;

/** Undefined for what governors do not count. */
export function counted(incident: Sorting | null): SortedIncident | undefined {
  if (!incident?.sorted || !isSorted(incident)) return undefined;
  const groups = incident.described.flatMap(({ yearGroup }) => yearGroup ?? []);
  const yearGroups = [...new Set([...incident.yearGroups, ...groups])];
  return { ...incident.sorted, day: incident.day, cells: cellsOfIncident({ ...incident, yearGroups }) };
}
