import { dayOf } from '#libs/calendar/london-time.js';
import { addWorkingDays, endOfWorkingDay } from '#libs/calendar/school-calendar.js';

/** By when the sheet of a day balances: when its work is over. */
export const balanceBy = (day: string): string => endOfWorkingDay(day).toISOString();

/** When the next alarm is due: at the end of the next working day. */
export const nextAlarm = (now: string): string => endOfWorkingDay(addWorkingDays(dayOf(now), 1)).toISOString();
