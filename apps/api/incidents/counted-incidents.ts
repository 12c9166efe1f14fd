import type { SelectQueryBuilder } from 'typeorm';
import { londonDay } from '#libs/calendar/london-time.js';
import { schoolYearOf, type SchoolCalendar } from '#libs/calendar/school-calendar.js';
import { termPeriods, type TermPeriod } from '#libs/calendar/term-periods.js';
import { inWords } from '#libs/eventing/commands/in-words.js';
import { incidentOutcomes, incidentPlaces, notYetSorted } from '#libs/incidents/incident-words.js';
import { yearGroups } from '#libs/people/person-words.js';
import type { PolicyPack } from '#libs/policies/policy-pack.js';
import type { Counted } from '#libs/statistics/counts-by-term.js';
import type { IncidentLogEntry } from '#projections/incidents/incident-log-entry.js';
import type { Rule } from '../reading/rows.js';

export const tables = ['kind', 'seriousness', 'yearGroup', 'place', 'parents', 'outcome'] as const;
export type Table = (typeof tables)[number];
export interface Cell {
  readonly code: string;
  readonly label: string;
}
export type Cells = Readonly<Record<Table, readonly Cell[]>>;

export interface TermAsked {
  readonly term: TermPeriod;
  readonly termLastYear: TermPeriod | null;
  readonly year: readonly TermPeriod[];
  readonly lastYear: readonly TermPeriod[];
}

/** The term of a day, with what it is compared with; undefined where the school has not set the terms of that year. */
export function termAsked(calendar: SchoolCalendar, on = londonDay(new Date())): TermAsked | undefined {
  const begins = schoolYearOf(on);
  const [year, lastYear] = [termPeriods(calendar, begins), termPeriods(calendar, begins - 1)];
  const term = year.find(({ from, to }) => from <= on && on <= to);
  return term && { term, termLastYear: lastYear.find(({ name }) => name === term.name) ?? null, year, lastYear };
}

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
  return {
    kind: [...ofThePolicy, ...distinct, notYetSorted],
    seriousness: [...(policy?.seriousness ?? []), { code: 'notDecided', label: 'not decided' }],
    yearGroup: [...yearGroups, 'severalYearGroups', 'notRecorded'].map(inWordsToo),
    place: incidentPlaces.map(inWordsToo),
    parents: Object.values(parentsCells).map(inWordsToo),
    outcome: [...incidentOutcomes, 'notClosed'].map(inWordsToo),
  };
}

const parentsCells = { true: 'informed', false: 'notInformed', null: 'notDecided' } as const;
const inWordsToo = (code: string): Cell => ({ code, label: inWords(code) });

/** In a small school a case about staff would name them (a second report of an event is left out as no second incident). */
export const namesNobody: Rule = (entry) => `${entry}.about <> 'staff' and not ${entry}.staff_alleged`;

type Logged = Pick<
  IncidentLogEntry,
  'status' | 'kind' | 'seriousness' | 'place' | 'yearGroups' | 'parentsInformed' | 'outcome'
> & { id: string };

/** Where the two logs have the day and the kind by which an incident is counted. */
interface CountedBy {
  readonly day: string;
  readonly kind: string;
}
export const handled: CountedBy = {
  day: `(entry.occurred_at at time zone 'Europe/London')::date`,
  kind: 'entry.counted_as',
};
export const anonymous: CountedBy = { day: 'entry.occurred_on', kind: 'entry.kind' };

/** What is counted of both years. */
export async function counted<Row extends Logged>(
  query: SelectQueryBuilder<Row>,
  { day, kind }: CountedBy,
  { year, lastYear }: TermAsked,
): Promise<Counted<Table>[]> {
  const days = [...year, ...lastYear].flatMap(({ from, to }) => [from, to]).sort();
  const rows = await query
    .select(`${day}::text`, 'day')
    .addSelect(kind, 'kind')
    .addSelect('entry.seriousness', 'seriousness')
    .addSelect('entry.place', 'place')
    .addSelect('entry.year_groups', 'yearGroups')
    .addSelect('entry.parents_informed', 'parentsInformed')
    .addSelect('entry.outcome', 'outcome')
    .andWhere(`entry.status <> 'merged'`)
    .andWhere(`${day} between :first and :last`, { first: days[0], last: days.at(-1) })
    .getRawMany<Omit<Logged, 'id' | 'status'> & { day: string }>();
  return rows.map((row) => ({
    day: row.day,
    cells: {
      kind: row.kind,
      seriousness: row.seriousness ?? 'notDecided',
      yearGroup: row.yearGroups.length > 1 ? 'severalYearGroups' : (row.yearGroups[0] ?? 'notRecorded'),
      place: row.place,
      parents: parentsCells[`${row.parentsInformed ?? 'null'}`],
      outcome: row.outcome ?? 'notClosed',
    },
  }));
}
