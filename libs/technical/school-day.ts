import { londonDay, type Day } from '#libs/calendar/london-time.js';
import { endOfWorkingDay } from '#libs/calendar/school-calendar.js';

/** The school's day at a moment, ISO 8601 in UTC. */
export const dayOf = (moment: string): Day => londonDay(new Date(moment));

/** When that day's work is over, ISO 8601 in UTC; on a day that is no working day, when the next one's is. */
export const workEndsOn = (day: Day): string => endOfWorkingDay(day).toISOString();
