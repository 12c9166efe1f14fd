import { plusDays, type Day } from './london-time.js';
import type { SchoolCalendar } from './school-calendar.js';

/** A term with the holiday after it. */
export interface TermPeriod {
  readonly name: string;
  readonly from: Day;
  readonly to: Day;
}

/**
 * The terms of a school year, each up to the day before the next, the first from 1 September and the last to 31 August:
 * each day of the year is in exactly one. Empty where the school has not set the terms of that year.
 */
export function termPeriods({ years }: SchoolCalendar, year: number): TermPeriod[] {
  const terms = years.find((set) => set.year === year)?.terms ?? [];
  return terms.map(({ name, from }, index) => {
    const next = terms[index + 1];
    return {
      name,
      from: index === 0 ? `${year}-09-01` : from,
      to: next ? plusDays(next.from, -1) : `${year + 1}-08-31`,
    };
  });
}
