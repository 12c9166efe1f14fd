import { londonMoment, plusDays, type Day } from '#libs/calendar/london-time.js';
import { noTerms, schoolYearOf, type SchoolCalendar } from '#libs/calendar/school-calendar.js';
import { termPeriods, type TermPeriod } from '#libs/calendar/term-periods.js';

/** The term of a day with the holiday after it; the school year, where the school has set no terms for it. */
export function periodOf(on: Day, calendar: SchoolCalendar = noTerms): TermPeriod {
  const year = schoolYearOf(on);
  const term = termPeriods(calendar, year).find(({ from, to }) => from <= on && on <= to);
  return (
    term ?? { name: `School year ${year}/${String(year + 1).slice(2)}`, from: `${year}-09-01`, to: `${year + 1}-08-31` }
  );
}

/** When a period is over: the first moment of the day after it, in London. */
export const endOf = ({ to }: Pick<TermPeriod, 'to'>): Date => londonMoment(plusDays(to, 1), '00:00');

/** The next term that ends after a moment; undefined where the school has set none. */
export function nextTermEnding(after: string, { years }: SchoolCalendar = noTerms): TermPeriod | undefined {
  const terms = years.flatMap(({ year }) => termPeriods({ years }, year)).sort((a, b) => (a.to < b.to ? -1 : 1));
  return terms.find((term) => endOf(term) > new Date(after));
}
