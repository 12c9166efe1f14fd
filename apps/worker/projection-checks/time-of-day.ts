/** A time of day as a school's clock shows it. */
export interface TimeOfDay {
  /** `02:30` */
  readonly at: string;
  /** An IANA name, as `Europe/London`. */
  readonly zone: string;
}

const dayMs = 86_400_000;

/** The next moment after another one at which the clock shows that time; a time that summer time leaves out comes an hour later. */
export function nextTimeOfDay(after: Date, { at, zone }: TimeOfDay): Date {
  const [hours = 0, minutes = 0] = at.split(':').map(Number);
  const shown = wallClock(after, zone);
  const midnight = shown - (shown % dayMs);
  for (let day = midnight; ; day += dayMs) {
    const wanted = day + (hours * 60 + minutes) * 60_000;
    // The offset at the moment that is looked for, not at a neighbour of it.
    const guess = wanted - offsetAt(new Date(wanted), zone);
    const moment = new Date(wanted - offsetAt(new Date(guess), zone));
    if (moment > after) return moment;
  }
}

/** What the clock shows at a moment, as if it were UTC, in ms. */
function wallClock(moment: Date, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(moment);
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((one) => one.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

const offsetAt = (moment: Date, zone: string): number =>
  wallClock(moment, zone) - Math.floor(moment.getTime() / 1_000) * 1_000;
