import { inWords } from '#libs/eventing/commands/in-words.js';
import { yearGroups } from '#libs/people/person-words.js';
import type { PolicyPack } from '#libs/policies/policy-pack.js';
import { otherCell } from '#libs/statistics/counts-by-term.js';
import { incidentOutcomes, incidentPlaces, notYetSorted, type IncidentPlace } from './incident-words.js';

/** The lists in which incidents are counted, each incident once in each. */
export const incidentTables = ['kind', 'seriousness', 'yearGroup', 'place', 'parents', 'outcome'] as const;
export type IncidentTable = (typeof incidentTables)[number];

/** One count of a list. */
export interface Cell {
  readonly code: string;
  readonly label: string;
}
export type Cells = Readonly<Record<IncidentTable, readonly Cell[]>>;

export const notAboutStaff = ({ about }: Pick<PolicyPack['incidentKinds'][number], 'about'>): boolean =>
  about !== 'staff';

/** What there may be, in the order of the policy: not what there was. */
export function cellsOf(policy: PolicyPack | undefined, kinds: typeof notAboutStaff): Cells {
  const known = (policy?.incidentKinds ?? []).filter(kinds);
  const ofThePolicy = known.filter(({ countedAs }) => countedAs === undefined);
  // The school's own are counted as what they stand for: a kind of the policy, or a risk alone.
  const risksAlone = known
    .flatMap(({ countedAs }) => countedAs ?? [])
    .filter(({ code }) => !ofThePolicy.some((kind) => kind.code === code));
  const distinct = [...new Map(risksAlone.map((cell) => [cell.code, cell])).values()];
  const coded = ({ code, label }: Cell): Cell => ({ code, label });
  return {
    kind: [...ofThePolicy, ...distinct, notYetSorted].map(coded),
    seriousness: [...(policy?.seriousness ?? []), { code: 'notDecided', label: 'not decided' }].map(coded),
    yearGroup: [...yearGroups, 'severalYearGroups', 'notRecorded'].map(inWordsToo),
    place: incidentPlaces.map(inWordsToo),
    parents: Object.values(parentsCells).map(inWordsToo),
    outcome: [...incidentOutcomes, 'notClosed'].map(inWordsToo),
  };
}

/** Cells that only incidents have which are not sorted yet, or turned out to be none: governors do not count those. */
const ofUnsorted = new Set(['notYetSorted', 'notDecided', 'unfounded']);

/** What stands after the cells of every list: what an earlier edition of the policy named. */
export const ofAnEarlierEdition: Cell = { code: otherCell, label: 'of an earlier edition of the policy' };

/** What governors count: incidents about pupils that are sorted. Whether the parents are told may be open all the same. */
export function cellsForGovernors(policy: PolicyPack): Cells {
  const { kind, seriousness, outcome, yearGroup, place, parents } = cellsOf(policy, notAboutStaff);
  const sorted = (cells: readonly Cell[]): Cell[] => cells.filter(({ code }) => !ofUnsorted.has(code));
  return {
    kind: [...sorted(kind), ofAnEarlierEdition],
    seriousness: [...sorted(seriousness), ofAnEarlierEdition],
    yearGroup: [...yearGroup, ofAnEarlierEdition],
    place: [...place, ofAnEarlierEdition],
    parents: [...parents, ofAnEarlierEdition],
    outcome: [...sorted(outcome), ofAnEarlierEdition],
  };
}

const parentsCells = { true: 'informed', false: 'notInformed', null: 'notDecided' } as const;
const inWordsToo = (code: string): Cell => ({ code, label: inWords(code) });

/** What an incident is counted by. */
export interface CountedBy {
  readonly kind: string;
  readonly seriousness: string | null;
  readonly place: IncidentPlace;
  readonly yearGroups: readonly string[];
  readonly parentsInformed: boolean | null;
  readonly outcome: string | null;
}

/** The cell of each list that an incident is in. */
export const cellsOfIncident = (incident: CountedBy): Readonly<Record<IncidentTable, string>> => ({
  kind: incident.kind,
  seriousness: incident.seriousness ?? 'notDecided',
  yearGroup: incident.yearGroups.length > 1 ? 'severalYearGroups' : (incident.yearGroups[0] ?? 'notRecorded'),
  place: incident.place,
  parents: parentsCells[`${incident.parentsInformed ?? 'null'}`],
  outcome: incident.outcome ?? 'notClosed',
});
