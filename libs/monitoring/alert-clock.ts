import { plusDays, dayOf } from '#libs/calendar/london-time.js';
import { endOfWorkingDay } from '#libs/calendar/school-calendar.js';

/** By when a high risk is looked at (D21): the same working day; what comes after it, on the next one. Moments in UTC. */
export function lookBy(now: string): string {
  const today = dayOf(now);
  const end = endOfWorkingDay(today).toISOString();
  return end > now ? end : endOfWorkingDay(plusDays(today, 1)).toISOString();
}
