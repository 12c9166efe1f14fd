import type { Day } from './london-time.js';
import { plusDays, plusMonths } from './london-time.js';
import { isSchoolDay, type SchoolCalendar } from './school-calendar.js';

/** How often something has to be done again. */
export interface ReviewCycle {
  readonly count: number;
  readonly unit: (typeof cycleUnits)[number];
}

export const cycleUnits = ['week', 'month', 'term', 'year'] as const;

/** A school may enter its terms whole or in halves, so a term counts as the third of a year that it is. */
const monthsIn = { month: 1, term: 4, year: 12 };

/** The school day by which what was done on a day is due again: in the holidays nobody is there to do it. */
export function dueAgain(day: Day, { count, unit }: ReviewCycle, calendar: SchoolCalendar): Day {
  const then = unit === 'week' ? plusDays(day, 7 * count) : plusMonths(day, monthsIn[unit] * count);
  return schoolDayFrom(then, calendar);
}

/** The day itself if pupils are in school, or the next day on which they are. */
export function schoolDayFrom(day: Day, calendar: SchoolCalendar): Day {
  let at = day;
  while (!isSchoolDay(at, calendar)) at = plusDays(at, 1);
  return at;
}
