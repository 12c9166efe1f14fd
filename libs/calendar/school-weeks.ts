import { plusDays, type Day } from './london-time.js';

/** The Monday of a day's week: the name of the week. */
export function mondayOf(day: Day): Day {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return plusDays(day, weekday === 0 ? -6 : 1 - weekday);
}
