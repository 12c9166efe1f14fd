import { fold, type Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import { calendar } from './calendar.decider.js';
import type { SchoolCalendar } from './school-calendar.js';

const { given } = specFor(calendar);
const head: Context = {
  actor: 'ann',
  role: 'headteacher',
  roles: ['headteacher'],
  school: '900001',
  now: '2026-03-12T09:00:00.000Z',
  get policy(): never {
    throw new Error('the calendar asks no policy');
  },
};
const autumn = { name: 'Autumn', from: '2026-09-02', to: '2026-12-18' };
const spring = { name: 'Spring', from: '2027-01-04', to: '2027-03-25' };

describe('a school sets its terms and INSET days', () => {
  it('records them in the order of the year, each INSET day once', () => {
    given([])
      .when(
        'SetTerms',
        { year: 2026, terms: [spring, autumn], insetDays: ['2027-01-04', '2026-09-02', '2027-01-04'] },
        head,
      )
      .then([
        {
          type: 'TermsSet',
          data: { year: 2026, terms: [autumn, spring], insetDays: ['2026-09-02', '2027-01-04'] },
        },
      ]);
  });

  it('sets a year anew, in the place of what was set before', () => {
    const setting = (year: number, terms: readonly (typeof autumn)[]) => ({
      type: 'TermsSet',
      data: { year, terms, insetDays: [] },
      by: { actor: 'ann', role: 'headteacher', at: '2026-03-12T09:00:00.000Z' } as const,
    });
    const folded = fold<SchoolCalendar, never>(calendar, [
      setting(2026, [autumn, spring]),
      setting(2025, [autumn]),
      setting(2026, [autumn]),
    ]);
    expect(folded.years.map(({ year, terms }) => [year, terms.length])).toEqual([
      [2025, 1],
      [2026, 1],
    ]);
  });

  it.each([
    ['a term of another year', [{ ...autumn, to: '2027-09-01' }], [], 'OUTSIDE_SCHOOL_YEAR'],
    ['an INSET day of another year', [autumn], ['2026-08-31'], 'OUTSIDE_SCHOOL_YEAR'],
    ['a term that ends before it begins', [{ ...autumn, to: '2026-09-01' }], [], 'TERMS_OVERLAP'],
    ['terms that overlap', [autumn, { ...spring, from: '2026-12-18' }], [], 'TERMS_OVERLAP'],
    ['an INSET day on a Sunday', [autumn], ['2026-09-06'], 'NOT_A_WORKING_DAY'],
    ['an INSET day on a bank holiday', [autumn], ['2026-12-25'], 'NOT_A_WORKING_DAY'],
  ] as const)('refuses %s', (_, terms, insetDays, code) => {
    given([]).when('SetTerms', { year: 2026, terms, insetDays }, head).thenRejected(code, 'D7');
  });
});
