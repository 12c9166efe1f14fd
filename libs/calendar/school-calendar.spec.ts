import fc from 'fast-check';
import { bankHolidaySource, bankHolidaysOf, byRule } from './bank-holidays.js';
import { londonDay, londonMoment, plusDays } from './london-time.js';
import {
  addWorkingDays,
  addWorkingTime,
  dayAtSchool,
  endOfWorkingDay,
  isSchoolDay,
  isWorkingDay,
  noTerms,
  type SchoolCalendar,
} from './school-calendar.js';

const set: SchoolCalendar = {
  years: [
    {
      year: 2026,
      terms: [
        { name: 'Autumn 1', from: '2026-09-02', to: '2026-10-23' },
        { name: 'Autumn 2', from: '2026-11-02', to: '2026-12-18' },
      ],
      insetDays: ['2026-09-02', '2026-11-02'],
    },
  ],
};

describe('bank holidays of England', () => {
  it.each([2024, 2025, 2026, 2027, 2028])(
    '%i: the days written down are those of the standing rules, and do not pass for published ones',
    (year) => {
      expect(bankHolidaysOf(year)).toEqual({ days: byRule(year), source: 'writtenDown' });
      expect(byRule(year)).toHaveLength(8);
    },
  );

  it.each([
    ['Easter 2029 is 1 April', 2029, ['2029-03-30', '2029-04-02']],
    ['Easter 2038 is 25 April, the latest day it can be', 2038, ['2038-04-23', '2038-04-26']],
    ['Christmas 2032 is a Saturday', 2032, ['2032-12-27', '2032-12-28']],
    ['Christmas 2033 is a Sunday', 2033, ['2033-12-26', '2033-12-27']],
  ])('beyond the years written down they follow the rule, and say so: %s', (_, year, days) => {
    const answer = bankHolidaysOf(year);
    expect(answer.source).toBe('byRule');
    expect(answer.days).toEqual(expect.arrayContaining(days));
  });

  it('name where they are published', () => {
    expect(bankHolidaySource).toMatchObject({
      source: expect.stringContaining('gov.uk') as string,
      from: 2024,
      to: 2028,
    });
  });
});

describe('what a day is at the school', () => {
  it.each([
    ['2026-09-01', 'schoolHoliday', true, false],
    ['2026-09-02', 'insetDay', true, false],
    ['2026-09-03', 'schoolDay', true, true],
    ['2026-09-05', 'weekend', false, false],
    ['2026-10-23', 'schoolDay', true, true],
    ['2026-10-26', 'schoolHoliday', true, false],
    ['2026-12-25', 'bankHoliday', false, false],
    ['2026-12-28', 'bankHoliday', false, false],
  ])('%s is a %s', (day, kind, isWorking, isSchool) => {
    expect(dayAtSchool(day, set)).toMatchObject({ kind, termsFrom: 'school', bankHolidaysFrom: 'writtenDown' });
    expect([isWorkingDay(day), isSchoolDay(day, set)]).toEqual([isWorking, isSchool]);
  });

  it('falls back to weekends and bank holidays where the school has set no terms, and says so', () => {
    expect(dayAtSchool('2026-10-26', noTerms)).toMatchObject({
      kind: 'schoolDay',
      termsFrom: 'bankHolidaysAndWeekends',
    });
    expect(dayAtSchool('2027-09-03', set)).toMatchObject({ isSchoolDay: true, termsFrom: 'bankHolidaysAndWeekends' });
    expect(dayAtSchool('2027-08-31', set)).toMatchObject({ isSchoolDay: false, termsFrom: 'school' });
    expect(dayAtSchool('2031-12-25', set)).toMatchObject({ kind: 'bankHoliday', bankHolidaysFrom: 'byRule' });
  });
});

describe('working days are counted over weekends and bank holidays', () => {
  it.each([
    ['over a weekend', '2026-11-20', 1, '2026-11-23'],
    ['over Christmas and its substitute day', '2026-12-24', 1, '2026-12-29'],
    ['over Easter', '2026-04-02', 2, '2026-04-08'],
    ['from a Saturday', '2026-11-21', 1, '2026-11-23'],
    ['back over a weekend', '2026-11-23', -1, '2026-11-20'],
    ['none', '2026-11-21', 0, '2026-11-21'],
  ])('%s', (_, from, days, expected) => {
    expect(addWorkingDays(from, days)).toBe(expected);
  });

  it('a sum of steps is one step, and what is counted is a working day', () => {
    const days = fc.integer({ min: 0, max: 800 }).map((n) => plusDays('2024-01-01', n * 2));
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), (from, a, b) => {
        const there = addWorkingDays(from, a + b);
        expect(there).toBe(addWorkingDays(addWorkingDays(from, a), b));
        expect(isWorkingDay(there)).toBe(true);
        expect(addWorkingDays(there, -1) >= from).toBe(true);
      }),
    );
  });
});

describe('London time', () => {
  it.each([
    ['in winter', '2026-11-20', '2026-11-20T17:00:00.000Z'],
    ['in summer', '2026-06-19', '2026-06-19T16:00:00.000Z'],
    ['on a Saturday: on Monday, after the clocks went forward', '2026-03-28', '2026-03-30T16:00:00.000Z'],
    ['on the Sunday the clocks go back: on Monday', '2026-10-25', '2026-10-26T17:00:00.000Z'],
  ])('a working day ends at five o’clock %s', (_, day, moment) => {
    expect(endOfWorkingDay(day).toISOString()).toBe(moment);
  });

  it('knows the day at a moment shortly before a summer midnight in UTC', () => {
    expect(londonDay(new Date('2026-06-19T23:30:00Z'))).toBe('2026-06-20');
    expect(londonDay(new Date('2026-12-19T23:30:00Z'))).toBe('2026-12-19');
    expect(londonMoment('2026-06-20', '00:00').toISOString()).toBe('2026-06-19T23:00:00.000Z');
    expect(londonMoment('2026-03-29', '01:30').toISOString()).toBe('2026-03-29T01:30:00.000Z');
  });
});

describe('a clock in working time stands still while the school is closed', () => {
  it.each([
    ['three days within a week', '2026-11-16T09:00:00Z', 72, '2026-11-19T09:00:00.000Z'],
    ['over a weekend', '2026-11-20T09:00:00Z', 24, '2026-11-23T09:00:00.000Z'],
    ['begun on a Saturday', '2026-11-21T12:00:00Z', 24, '2026-11-24T00:00:00.000Z'],
    ['over the change of clocks', '2026-03-27T12:00:00Z', 24, '2026-03-30T11:00:00.000Z'],
    ['over Christmas', '2026-12-24T12:00:00Z', 24, '2026-12-29T12:00:00.000Z'],
  ])('%s', (_, from, hours, expected) => {
    expect(addWorkingTime(new Date(from), hours).toISOString()).toBe(expected);
  });
});
