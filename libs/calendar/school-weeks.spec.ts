import { isSchoolWeek, lookBackBy, mondayOf, schoolWeekAfter } from './school-weeks.js';
import type { SchoolCalendar } from './school-calendar.js';

const calendar: SchoolCalendar = {
  years: [
    {
      year: 2025,
      terms: [
        { name: 'Spring', from: '2026-01-05', to: '2026-03-27' },
        { name: 'Summer', from: '2026-04-13', to: '2026-07-17' },
      ],
      insetDays: ['2026-04-13'],
    },
  ],
};

describe('D21: only weeks in which pupils are in school are looked back at', () => {
  it('a week is called by its Monday', () => {
    expect(['2026-03-09', '2026-03-12', '2026-03-15'].map(mondayOf)).toEqual(Array(3).fill('2026-03-09'));
  });

  it('the holidays are left out, also for the time to look back', () => {
    expect(isSchoolWeek('2026-03-30', calendar)).toBe(false);
    expect(isSchoolWeek('2026-04-13', calendar)).toBe(true);
    expect(schoolWeekAfter('2026-03-23', calendar)).toBe('2026-04-13');
    expect(lookBackBy('2026-03-09', calendar)).toBe('2026-03-20');
    expect(lookBackBy('2026-03-23', calendar)).toBe('2026-04-20');
  });
});
