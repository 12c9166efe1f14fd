import fc from 'fast-check';
import { isWeekend, londonDay, londonMoment, plusDays, plusLondonDays, plusMonths, weekdayOf } from './london-time.js';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** The arithmetic by hand that stood here before, which deadlines of past years were reckoned with. */
const before = {
  plusDays: (day: string, days: number) =>
    new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10),
  plusMonths: (day: string, months: number) => {
    const [year, month, date] = day.split('-').map(Number) as [number, number, number];
    const lastOfMonth = new Date(Date.UTC(year, month + months, 0));
    const dates = Math.min(date, lastOfMonth.getUTCDate());
    return `${lastOfMonth.toISOString().slice(0, 7)}-${String(dates).padStart(2, '0')}`;
  },
  isWeekend: (day: string) => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()),
  shown: new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London', dateStyle: 'short', timeStyle: 'short' }),
  londonDay: (moment: Date) => before.shown.format(moment).slice(0, 10),
  londonMoment: (day: string, time: string) => {
    const asIfUtc = Date.parse(`${day}T${time}:00Z`);
    const candidates = [asIfUtc - hourMs, asIfUtc].map((at) => new Date(at));
    return candidates.find((at) => before.shown.format(at) === `${day} ${time}`) ?? new Date(asIfUtc);
  },
  ahead: (moment: Date) =>
    Date.parse(`${before.shown.format(moment).replace(' ', 'T')}:00Z`) - Math.floor(moment.getTime() / 60_000) * 60_000,
  plusLondonDays: (moment: Date, days: number) => {
    const then = new Date(moment.getTime() + days * dayMs);
    return new Date(then.getTime() + before.ahead(moment) - before.ahead(then));
  },
};

const days = fc
  .integer({ min: Date.UTC(1990, 0, 1) / dayMs, max: Date.UTC(2090, 0, 1) / dayMs })
  .map((day) => new Date(day * dayMs).toISOString().slice(0, 10));
const moments = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2090, 0, 1) }).map((at) => new Date(at));
const times = fc
  .integer({ min: 0, max: 24 * 60 - 1 })
  .map((minute) => new Date(minute * 60_000).toISOString().slice(11, 16));

/** Whether the clocks of London are changed within a few hours: what is on these nights is told in the table. */
const isNightOfChange = (moment: Date): boolean =>
  before.ahead(new Date(moment.getTime() - 3 * hourMs)) !== before.ahead(new Date(moment.getTime() + 3 * hourMs));

describe('days and London time', () => {
  it('are reckoned as before the library came', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: -4_000, max: 4_000 }), (day, count) => {
        expect(plusDays(day, count)).toBe(before.plusDays(day, count));
        expect(isWeekend(day)).toBe(before.isWeekend(day));
      }),
    );
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 120 }), (day, months) => {
        expect(plusMonths(day, months)).toBe(before.plusMonths(day, months));
      }),
    );
    fc.assert(
      fc.property(days, times, moments, (day, time, moment) => {
        expect(londonMoment(day, time)).toEqual(before.londonMoment(day, time));
        expect(londonDay(moment)).toBe(before.londonDay(moment));
      }),
    );
    fc.assert(
      fc.property(moments, fc.integer({ min: 0, max: 400 }), (moment, count) => {
        const then = plusLondonDays(moment, count);
        fc.pre(!isNightOfChange(moment) && !isNightOfChange(then));
        expect(then).toEqual(before.plusLondonDays(moment, count));
      }),
    );
  });

  it.each([
    // 29 February
    ['2028-02-29', 12, '2029-02-28'],
    ['2028-02-29', 48, '2032-02-29'],
    ['2027-02-28', 12, '2028-02-28'],
    ['2026-01-31', 1, '2026-02-28'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2026-10-31', 4, '2027-02-28'],
    ['2026-12-31', 2, '2027-02-28'],
    ['2100-01-31', 1, '2100-02-28'],
    // By hand these were of the twentieth century.
    ['0026-01-31', 1, '0026-02-28'],
    ['0099-12-31', 12, '0100-12-31'],
  ])('%s and %i months are %s', (day, months, then) => {
    expect(plusMonths(day, months)).toBe(then);
  });

  it.each([
    ['before the clocks are put forward', '2026-03-29', '00:59', '2026-03-29T00:59:00.000Z'],
    ['a time that is skipped', '2026-03-29', '01:30', '2026-03-29T01:30:00.000Z'],
    ['after the clocks were put forward', '2026-03-29', '02:00', '2026-03-29T01:00:00.000Z'],
    ['the first midnight of summer time', '2026-03-30', '00:00', '2026-03-29T23:00:00.000Z'],
    ['a time that comes twice is its first', '2026-10-25', '01:30', '2026-10-25T00:30:00.000Z'],
    ['after the clocks were put back', '2026-10-25', '02:00', '2026-10-25T02:00:00.000Z'],
    ['the first midnight of winter time', '2026-10-26', '00:00', '2026-10-26T00:00:00.000Z'],
    ['a summer day', '2026-07-01', '17:00', '2026-07-01T16:00:00.000Z'],
  ])('in London, %s', (_, day, time, moment) => {
    expect(londonMoment(day, time).toISOString()).toBe(moment);
  });

  it.each([
    ['over the clocks put back', '2026-10-24T16:00:00.000Z', 2, '2026-10-26T17:00:00.000Z'],
    ['over the clocks put forward', '2026-03-28T17:00:00.000Z', 2, '2026-03-30T16:00:00.000Z'],
    ['to a time that comes twice', '2026-10-18T00:30:00.000Z', 7, '2026-10-25T00:30:00.000Z'],
    ['by no day', '2026-10-25T00:30:00.000Z', 0, '2026-10-25T00:30:00.000Z'],
    // By hand it was an hour too early: half past midnight, which is not the time that was meant.
    ['to a time that is skipped', '2026-03-28T01:30:00.000Z', 1, '2026-03-29T01:30:00.000Z'],
    ['with its seconds', '2026-10-24T16:00:59.123Z', 2, '2026-10-26T17:00:59.123Z'],
  ])('some London days on, %s', (_, moment, count, then) => {
    expect(plusLondonDays(new Date(moment), count).toISOString()).toBe(then);
  });

  it('the day of London is its own, not that of UTC', () => {
    expect(londonDay(new Date('2026-10-24T23:30:00Z'))).toBe('2026-10-25');
    expect(londonDay(new Date('2026-10-25T23:30:00Z'))).toBe('2026-10-25');
    expect([1, 2, 3, 4, 5, 6, 7].map((day) => weekdayOf(`2026-11-0${day}`))).toEqual([7, 1, 2, 3, 4, 5, 6]);
  });
});
