/** A day of the school's own, as a calendar has it: `2026-03-12`. */
export type Day = string;

const dayMs = 86_400_000;
const hourMs = 3_600_000;

const atMidnightUtc = (day: Day): number => Date.parse(`${day}T00:00:00Z`);

export const plusDays = (day: Day, days: number): Day =>
  new Date(atMidnightUtc(day) + days * dayMs).toISOString().slice(0, 'yyyy-mm-dd'.length);

export function isWeekend(day: Day): boolean {
  const weekday = new Date(atMidnightUtc(day)).getUTCDay();
  return weekday === 0 || weekday === 6;
}

const london = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London', dateStyle: 'short', timeStyle: 'short' });

/** The day it is in London at a moment. */
export const londonDay = (moment: Date): Day => london.format(moment).slice(0, 'yyyy-mm-dd'.length);

/**
 * The moment of a London clock time, as `17:00`. London is at UTC or one hour ahead of it.
 * A time that the clocks skip in spring is read as the moment at which they are put forward would have come to it.
 */
export function londonMoment(day: Day, time: string): Date {
  const asIfUtc = Date.parse(`${day}T${time}:00Z`);
  const shown = `${day} ${time}`;
  const candidates = [asIfUtc - hourMs, asIfUtc].map((at) => new Date(at));
  return candidates.find((moment) => london.format(moment) === shown) ?? new Date(asIfUtc);
}

/** The same time by the clocks of London that many days on, also where they were put forward or back in between. */
export function plusLondonDays(moment: Date, days: number): Date {
  const then = new Date(moment.getTime() + days * dayMs);
  return new Date(then.getTime() + aheadOfUtc(moment) - aheadOfUtc(then));
}

function aheadOfUtc(moment: Date): number {
  const minute = Math.floor(moment.getTime() / 60_000) * 60_000;
  return Date.parse(`${london.format(moment).replace(' ', 'T')}:00Z`) - minute;
}

const londonLong = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
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
