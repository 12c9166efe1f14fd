import { happenedIn, isDay, momentIn } from './moments.js';

const now = Date.parse('2026-03-12T10:15:00.000Z');

describe('a moment', () => {
  it.each([
    ['2026-03-12T10:15:00Z', '2026-03-12T10:15:00.000Z'],
    ['2026-03-12T10:15Z', '2026-03-12T10:15:00.000Z'],
    ['2026-03-12T10:15:00.123456789Z', '2026-03-12T10:15:00.123Z'],
    ['2026-03-12T10:15:00+14:00', '2026-03-11T20:15:00.000Z'],
    ['2026-03-12T10:15:00-03:30', '2026-03-12T13:45:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['1990-01-01T00:00:00Z', '1990-01-01T00:00:00.000Z'],
    ['2036-03-12T10:15:00Z', '2036-03-12T10:15:00.000Z'],
  ])('%s is carried in UTC', (text, utc) => {
    expect(momentIn(text, now)).toBe(utc);
  });

  it.each([
    ['of the year 26', '0026-03-12T10:15:00Z'],
    ['of the year 202', '0202-03-12T10:15:00Z'],
    ['of the year 9999', '9999-03-12T10:15:00Z'],
    ['before 1990', '1989-12-31T23:59:59Z'],
    ['before 1990 by its time zone', '1990-01-01T00:00:00+01:00'],
    ['more than ten years ahead', '2036-03-12T10:15:00.001Z'],
    ['without minutes', '2026-03-12T10Z'],
    ['without a time zone', '2026-03-12T10:15:00'],
    ['in a time zone that is nowhere', '2026-03-12T10:15:00+14:30'],
    ['in a time zone without a colon', '2026-03-12T10:15:00+0100'],
    ['on a day that is not in the calendar', '2026-02-30T10:15:00Z'],
    ['on a 29 February that there was not', '2026-02-29T10:15:00Z'],
    ['in a leap second', '2016-12-31T23:59:60Z'],
    ['at 24 o’clock', '2026-03-12T24:00:00Z'],
    ['as a week', '2026-W11-4T10:15:00Z'],
    ['as a day', '2026-03-12'],
    ['in words', 'yesterday'],
    ['as a number', 1_773_310_500_000],
    ['in a year of six digits', '+002026-03-12T10:15:00Z'],
    ['with a line after it', '2026-03-12T10:15:00Z\n'],
  ])('is none %s', (_, text) => {
    expect(momentIn(text, now)).toBeUndefined();
  });
});

describe('when something happened', () => {
  it.each([
    ['before now', '2026-03-12T10:14:59Z', '2026-03-12T10:14:59.000Z'],
    ['two seconds ahead of our clock: now', '2026-03-12T10:15:02Z', '2026-03-12T10:15:00.000Z'],
    ['five minutes ahead of our clock: now', '2026-03-12T10:20:00Z', '2026-03-12T10:15:00.000Z'],
    ['further ahead: as it is, to be refused', '2026-03-12T10:20:01Z', '2026-03-12T10:20:01.000Z'],
    ['no moment', '2026-03-12', undefined],
  ])('%s', (_, text, at) => {
    expect(happenedIn(text, now)).toBe(at);
  });
});

describe('a day', () => {
  it.each(['2026-03-12', '2024-02-29', '1990-01-01', '2036-03-12'])('is %s', (text) => {
    expect(isDay(text, now)).toBe(true);
  });

  it.each(['0026-03-12', '9999-03-12', '2026-02-30', '2026-3-12', '20260312', '2026-03-12T10:15:00Z', '2036-03-13', 5])(
    'is not %s',
    (text) => {
      expect(isDay(text, now)).toBe(false);
    },
  );
});
