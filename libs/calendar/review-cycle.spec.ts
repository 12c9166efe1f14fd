import { dueAgain, schoolDayFrom, type ReviewCycle } from './review-cycle.js';
import { noTerms, type SchoolCalendar } from './school-calendar.js';

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

describe('D22: what has to be done again is due on a day on which the school is open', () => {
  it.each<[string, string, ReviewCycle, string]>([
    ['a week later', '2026-01-12', { count: 1, unit: 'week' }, '2026-01-19'],
    ['after the holidays, and after the INSET day', '2026-03-25', { count: 1, unit: 'week' }, '2026-04-14'],
    ['a month later', '2026-01-12', { count: 1, unit: 'month' }, '2026-02-12'],
    ['at the end of a shorter month', '2025-12-31', { count: 2, unit: 'month' }, '2026-03-02'],
    ['a third of a year later for a term', '2026-01-14', { count: 1, unit: 'term' }, '2026-05-14'],
    ['a year later', '2025-06-10', { count: 1, unit: 'year' }, '2026-06-10'],
  ])('%s', (_, day, every, due) => {
    expect(dueAgain(day, every, calendar)).toBe(due);
  });

  it('counts every working day where the school has set no terms', () => {
    expect(schoolDayFrom('2026-04-04', noTerms)).toBe('2026-04-07');
    expect(schoolDayFrom('2026-08-12', noTerms)).toBe('2026-08-12');
  });

  it('ends, also after the last term that is set', () => {
    expect(schoolDayFrom('2026-07-20', calendar)).toBe('2026-09-01');
  });
});
