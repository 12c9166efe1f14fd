/**
 * What a moment and a day are at every door: one format, and bounds outside of which somebody mistyped a year. Nothing
 * that a school records here happened before 1990, and nothing is planned for more than ten years ahead.
 */
const earliest = '1990-01-01';
const yearsAhead = 10;
/** How far the clock of another machine may be ahead of ours. */
const toleranceMs = 5 * 60_000;

export const momentRule =
  'must be a moment with its time zone, as 2026-03-12T10:15:00Z, from 1990 to ten years from now';
export const dayRule = 'must be a day, as 2026-03-12, from 1990 to ten years from now';

const clock = String.raw`([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?`;
const zone = String.raw`(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00))`;
const aMoment = new RegExp(String.raw`^(\d{4}-\d{2}-\d{2})T${clock}${zone}$`);
const aDay = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a calendar has the day: `Date` would make the 2nd of March of the 30th of February. */
const isInCalendar = (day: string): boolean => {
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
};

function latest(now: number): number {
  const then = new Date(now);
  return then.setUTCFullYear(then.getUTCFullYear() + yearsAhead);
}

/** A moment in UTC with milliseconds, so that moments compare as text; undefined for a text that is none. */
export function momentIn(text: unknown, now = Date.now()): string | undefined {
  const day = typeof text === 'string' ? aMoment.exec(text)?.[1] : undefined;
  if (day === undefined || !isInCalendar(day)) return undefined;
  const at = Date.parse(text as string);
  return at >= Date.parse(earliest) && at <= latest(now) ? new Date(at).toISOString() : undefined;
}

/**
 * When something happened, by the clock of another machine: a little ahead of ours, it is now. What is further ahead
 * stays as it is, for the rules of the record to refuse.
 */
export function happenedIn(text: unknown, now = Date.now()): string | undefined {
  const moment = momentIn(text, now);
  const ahead = moment === undefined ? 0 : Date.parse(moment) - now;
  return ahead > 0 && ahead <= toleranceMs ? new Date(now).toISOString() : moment;
}

/** Whether a text is a day of the calendar within the bounds. */
export const isDay = (text: unknown, now = Date.now()): text is string =>
  typeof text === 'string' &&
  aDay.test(text) &&
  isInCalendar(text) &&
  text >= earliest &&
  Date.parse(text) <= latest(now);
