import type { Day } from '#libs/calendar/london-time.js';
import { addWorkingTime, endOfWorkingDay } from '#libs/calendar/school-calendar.js';

/** When that day's work is over, ISO 8601 in UTC; on a day that is no working day, when the next one's is. */
export const workEndsOn = (day: Day): string => endOfWorkingDay(day).toISOString();

/** So many hours later by a clock that stands still on days that are no working days. */
export const workingHoursAfter = (moment: string, hours: number): string =>
  addWorkingTime(new Date(moment), hours).toISOString();
