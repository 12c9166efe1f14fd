import { z } from 'zod';
import { dayOf } from '#libs/calendar/london-time.js';
import { addWorkingDays, endOfWorkingDay } from '#libs/calendar/school-calendar.js';
import { schoolRoles, type SchoolRole } from '#libs/people/roles.js';

/** What an event of an alarm holds: the how-manieth it is, and who is told, in roles alone; the last one has no next. */
export const alarm = {
  alarm: z.int().positive(),
  alert: z.array(z.enum(schoolRoles)),
  next: z.iso.datetime().optional(),
};

/** Who hears of a delay, one step after the other. */
export type AlarmChain = readonly (readonly SchoolRole[])[];

/** What the rules need to know of an alarm: when the next one is due, and how many there were. */
export interface Alarm {
  /** ISO 8601 in UTC; left out where nobody waits any more. */
  readonly alarmAt?: string | undefined;
  readonly alarms: number;
}

/** Which alarm this is, whom it goes to, in roles alone, and when the next one is due: at the end of the next working day. */
export function alarmOf(
  chain: AlarmChain,
  { alarms }: Alarm,
  now: string,
): { alarm: number; alert: SchoolRole[]; next?: string } {
  const next = endOfWorkingDay(addWorkingDays(dayOf(now), 1)).toISOString();
  return { alarm: alarms + 1, alert: [...(chain[alarms] ?? [])], ...(alarms + 1 < chain.length && { next }) };
}

/** An alarm may ring early, late or twice: the record decides whether the time is up. */
export const isDue = <A extends Alarm>(alarm: A, now: string): alarm is A & { readonly alarmAt: string } =>
  alarm.alarmAt !== undefined && alarm.alarmAt <= now;
