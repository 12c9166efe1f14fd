import { plusDays, plusMonths, type Day } from '#libs/calendar/london-time.js';

export const intervalUnits = ['week', 'month', 'year'] as const;

/** Every how often something is due. */
export interface Interval {
  readonly count: number;
  readonly unit: (typeof intervalUnits)[number];
}

/** The day that lies one interval after another; a month that is too short for the day ends a little earlier. */
export const dayAfter = (day: Day, { count, unit }: Interval): Day =>
  unit === 'week' ? plusDays(day, 7 * count) : plusMonths(day, unit === 'year' ? 12 * count : count);
