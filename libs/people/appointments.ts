import { plusDays, type Day } from '#libs/calendar/london-time.js';
import type { Duty } from './person-words.js';

/** From a day to a day, both included; without an end it goes on. */
export interface Period {
  readonly from: Day;
  readonly until?: Day | undefined;
}

/** Somebody holds a role from a day on. */
export interface Appointment extends Period {
  readonly role: Duty;
}

/** A time of which both ends are known. */
export interface Days {
  readonly from: Day;
  readonly until: Day;
}

const endless = '9999-12-31';
const endOf = ({ until = endless }: Period): Day => until;

export const isIn = (day: Day, period: Period): boolean => period.from <= day && day <= endOf(period);

export const coversPartOf = (period: Period, other: Period): boolean =>
  period.from <= endOf(other) && other.from <= endOf(period);

/** What somebody was appointed to before, and this. */
export const appointed = (before: readonly Appointment[], { role, from, until }: Appointment): Appointment[] =>
  [...before, { role, from, ...(until !== undefined && { until }) }].sort((a, b) => (a.from < b.from ? -1 : 1));

/** The appointment that began on that day ends as told; one that was never taken up is gone. */
export const ended = (before: readonly Appointment[], { role, from, until }: Appointment): Appointment[] =>
  before.flatMap((held) => {
    if (held.role !== role || held.from !== from) return [held];
    return until !== undefined && until >= from ? [{ ...held, until }] : [];
  });

/** The days of a period on which none of these ran, as periods: a single day without anybody shows (D23). */
export function gapsIn(held: readonly Period[], { from, until }: Days): Days[] {
  const gaps: Days[] = [];
  let uncovered = from;
  for (const period of [...held].sort((a, b) => (a.from < b.from ? -1 : 1))) {
    if (uncovered > until) break;
    if (period.from > until || endOf(period) < uncovered) continue;
    if (period.from > uncovered) gaps.push({ from: uncovered, until: plusDays(period.from, -1) });
    if (period.until === undefined) return gaps;
    uncovered = plusDays(period.until, 1);
  }
  return uncovered <= until ? [...gaps, { from: uncovered, until }] : gaps;
}
