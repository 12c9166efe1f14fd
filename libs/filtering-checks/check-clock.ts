import { type Day } from '#libs/calendar/london-time.js';
import { endOfWorkingDay } from '#libs/calendar/school-calendar.js';

const hourMs = 3_600_000;

/** All moments ISO 8601 in UTC. */
export const laterByHours = (moment: string, hours: number): string =>
  new Date(Date.parse(moment) + hours * hourMs).toISOString();

/** Whether the work of a day on which something was due is over. */
export const isOver = (dueOn: Day, now: string): boolean => endOfWorkingDay(dueOn) <= new Date(now);
