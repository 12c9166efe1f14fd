import { londonDay, plusDays, type Day } from '#libs/calendar/london-time.js';
import { endOfWorkingDay } from '#libs/calendar/school-calendar.js';

/** By when a high risk is looked at (D21): the same working day; what comes after it, on the next one. Moments in UTC. */
export function lookBy(now: string): string {
  const today = londonDay(new Date(now));
  const end = endOfWorkingDay(today).toISOString();
  return end > now ? end : endOfWorkingDay(plusDays(today, 1)).toISOString();
}

/** The same moment, years later. */
export function laterByYears(moment: string, years: number): string {
  const later = new Date(moment);
  later.setUTCFullYear(later.getUTCFullYear() + years);
  return later.toISOString();
}

/** Whether the work of a day on which something was due is over. */
export const isOver = (dueOn: Day, now: string): boolean => endOfWorkingDay(dueOn) <= new Date(now);
