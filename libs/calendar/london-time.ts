import { Temporal } from 'temporal-polyfill';

/** A day of the school's own, as a calendar has it: `2026-03-12`. */
export type Day = string;

const zone = 'Europe/London';

export const plusDays = (day: Day, days: number): Day => Temporal.PlainDate.from(day).add({ days }).toString();

/** The same day that many months later; the last of the month where the month is too short. */
export const plusMonths = (day: Day, months: number): Day => Temporal.PlainDate.from(day).add({ months }).toString();

/** Monday is 1, Sunday 7. */
export const weekdayOf = (day: Day): number => Temporal.PlainDate.from(day).dayOfWeek;

export const isWeekend = (day: Day): boolean => weekdayOf(day) > 5;

// Asked of every event that is shown: Temporal takes twelve times as long over it.
const londonShort = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' });

/** The day it is in London at a moment. */
export const londonDay = (moment: Date): Day => londonShort.format(moment);
/** The same of a moment as ISO 8601 in UTC. */
export const dayOf = (moment: string): Day => londonDay(new Date(moment));

/**
 * The moment of a London clock time, as `17:00`. A time that comes twice in autumn is its first; one that the clocks
 * skip in spring is read as if they had not been put forward yet, which is an hour later by the clocks.
 */
export const londonMoment = (day: Day, time: string): Date =>
  new Date(Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(zone).epochMilliseconds);

/** The same time by the clocks of London that many days on, also where they were put forward or back in between. */
export const plusLondonDays = (moment: Date, days: number): Date =>
  new Date(
    Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(zone).add({ days }).epochMilliseconds,
  );

const londonLong = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone,
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** A moment as it was in London: `12 March 2026, 10:15`. Put together here: the joining word differs between releases. */
export function inLondon(moment: string): string {
  const parts = new Map(londonLong.formatToParts(new Date(moment)).map(({ type, value }) => [type, value]));
  const [day, month, year, hour, minute] = (['day', 'month', 'year', 'hour', 'minute'] as const).map((part) =>
    parts.get(part),
  );
  return `${day} ${month} ${year}, ${hour}:${minute}`;
}
