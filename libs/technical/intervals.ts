import { plusDays, type Day } from '#libs/calendar/london-time.js';

export const intervalUnits = ['week', 'month', 'year'] as const;

/** Every how often something is due. */
export interface Interval {
  readonly count: number;
  readonly unit: (typeof intervalUnits)[number];
}

/** The day that lies one interval after another; a month that is too short for the day ends a little earlier. */
export function dayAfter(day: Day, { count, unit }: Interval): Day {
  if (unit === 'week') return plusDays(day, 7 * count);
  const months = unit === 'year' ? 12 * count : count;
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const lastOfMonth = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, lastOfMonth)))
    .toISOString()
    .slice(0, 'yyyy-mm-dd'.length);
}
