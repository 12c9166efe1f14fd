import { londonDay } from '#libs/calendar/london-time.js';
import { addWorkingDays, endOfWorkingDay } from '#libs/calendar/school-calendar.js';

/** The school's day at a moment, ISO 8601 in UTC. */
export const dayOf = (moment: string): string => londonDay(new Date(moment));

/** By when the school answers a governor: neither policy says, so the five working days are ours. */
export const answerBy = (asked: string): string => endOfWorkingDay(addWorkingDays(dayOf(asked), 5)).toISOString();
