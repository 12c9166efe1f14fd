import { nextTimeOfDay } from './time-of-day.js';

const next = (after: string, at = '02:30', zone = 'Europe/London'): string =>
  nextTimeOfDay(new Date(after), { at, zone }).toISOString();

describe('the next time the clock shows', () => {
  it('half past two in London is 02:30 in winter and 01:30 UTC in summer', () => {
    expect(next('2026-01-10T01:00:00Z')).toBe('2026-01-10T02:30:00.000Z');
    expect(next('2026-07-10T01:00:00Z')).toBe('2026-07-10T01:30:00.000Z');
  });

  it('comes once a night: at the moment itself, that of the next night', () => {
    expect(next('2026-01-10T02:30:00Z')).toBe('2026-01-11T02:30:00.000Z');
    expect(next('2026-07-10T23:30:00Z')).toBe('2026-07-11T01:30:00.000Z');
  });

  it('comes once in the nights in which the clocks change', () => {
    expect(next('2026-03-28T12:00:00Z')).toBe('2026-03-29T01:30:00.000Z');
    expect(next('2026-10-24T12:00:00Z')).toBe('2026-10-25T02:30:00.000Z');
    expect(next('2026-03-28T12:00:00Z', '01:30')).toBe('2026-03-29T01:30:00.000Z');
  });

  it('knows other places', () => {
    expect(next('2026-01-10T12:00:00Z', '02:30', 'America/New_York')).toBe('2026-01-11T07:30:00.000Z');
  });
});
