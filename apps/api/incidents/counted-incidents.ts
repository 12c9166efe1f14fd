import type { SelectQueryBuilder } from 'typeorm';
import { londonDay } from '#libs/calendar/london-time.js';
import { schoolYearOf, type SchoolCalendar } from '#libs/calendar/school-calendar.js';
import { termPeriods, type TermPeriod } from '#libs/calendar/term-periods.js';
import { cellsOfIncident, type CountedBy, type IncidentTable } from '#libs/incidents/incident-cells.js';
import type { Counted } from '#libs/statistics/counts-by-term.js';
import type { IncidentLogEntry } from '#projections/incidents/incident-log-entry.js';

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

/** What is counted of both years. */
export async function counted(
  query: SelectQueryBuilder<IncidentLogEntry>,
  { year, lastYear }: TermAsked,
): Promise<Counted<IncidentTable>[]> {
  const day = `(entry.occurred_at at time zone 'Europe/London')::date`;
  const days = [...year, ...lastYear].flatMap(({ from, to }) => [from, to]).sort();
  const rows = await query
    .select(`${day}::text`, 'day')
    .addSelect('entry.counted_as', 'kind')
    .addSelect('entry.seriousness', 'seriousness')
    .addSelect('entry.place', 'place')
    .addSelect('entry.year_groups', 'yearGroups')
    .addSelect('entry.parents_informed', 'parentsInformed')
    .addSelect('entry.outcome', 'outcome')
    .andWhere(`entry.status <> 'merged'`)
    .andWhere(`${day} between :first and :last`, { first: days[0], last: days.at(-1) })
    .getRawMany<CountedBy & { day: string }>();
  return rows.map((row) => ({ day: row.day, cells: cellsOfIncident(row) }));
}
