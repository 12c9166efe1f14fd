import { dayOf } from '#libs/calendar/london-time.js';
import { addWorkingDays, endOfWorkingDay } from '#libs/calendar/school-calendar.js';

/** By when the school answers a governor: neither policy says, so the five working days are ours. */
export const answerBy = (asked: string): string => endOfWorkingDay(addWorkingDays(dayOf(asked), 5)).toISOString();
