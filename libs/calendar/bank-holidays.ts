import { isWeekend, plusDays, type Day } from './london-time.js';

/** Where the days are published: the page with which those below have still to be compared. */
export const bankHolidaySource = {
  source: 'https://www.gov.uk/bank-holidays.json, division england-and-wales',
  from: 2024,
  to: 2028,
} as const;

/** The bank holidays of England and Wales, substitute days included, written down and checked by the Act’s rules. */
const written: readonly Day[] = [
  ...['2024-01-01', '2024-03-29', '2024-04-01', '2024-05-06', '2024-05-27', '2024-08-26', '2024-12-25', '2024-12-26'],
  ...['2025-01-01', '2025-04-18', '2025-04-21', '2025-05-05', '2025-05-26', '2025-08-25', '2025-12-25', '2025-12-26'],
  ...['2026-01-01', '2026-04-03', '2026-04-06', '2026-05-04', '2026-05-25', '2026-08-31', '2026-12-25', '2026-12-28'],
  ...['2027-01-01', '2027-03-26', '2027-03-29', '2027-05-03', '2027-05-31', '2027-08-30', '2027-12-27', '2027-12-28'],
  ...['2028-01-03', '2028-04-14', '2028-04-17', '2028-05-01', '2028-05-29', '2028-08-28', '2028-12-25', '2028-12-26'],
];

/**
 * `writtenDown`: the list above, which agrees with the rules of the Act and was not read from GOV.UK; `byRule`: a later
 * or earlier year, reckoned by those rules alone. In both a day proclaimed for one year only may be missing.
 */
export type BankHolidaySource = 'writtenDown' | 'byRule';

export function bankHolidaysOf(year: number): { readonly days: readonly Day[]; readonly source: BankHolidaySource } {
  return year >= bankHolidaySource.from && year <= bankHolidaySource.to
    ? { days: written.filter((day) => day.startsWith(`${year}-`)), source: 'writtenDown' }
    : { days: byRule(year), source: 'byRule' };
}

/** The standing days of the Banking and Financial Dealings Act 1971, with those that are holidays by custom and proclamation. */
export function byRule(year: number): readonly Day[] {
  const easter = easterSunday(year);
  const newYear = onWorkday(`${year}-01-01`, []);
  const christmas = onWorkday(`${year}-12-25`, [`${year}-12-26`]);
  const boxingDay = onWorkday(`${year}-12-26`, [christmas]);
  return [
    newYear,
    plusDays(easter, -2),
    plusDays(easter, 1),
    mondayFrom(`${year}-05-01`),
    mondayFrom(`${year}-05-25`),
    mondayFrom(`${year}-08-25`),
    christmas,
    boxingDay,
  ].sort();
}

/** A holiday on a weekend is kept on the next day that is neither weekend nor another holiday. */
function onWorkday(day: Day, taken: readonly Day[]): Day {
  if (!isWeekend(day) && !taken.includes(day)) return day;
  let next = day;
  while (isWeekend(next) || taken.includes(next)) next = plusDays(next, 1);
  return next;
}

function mondayFrom(day: Day): Day {
  let next = day;
  while (new Date(`${next}T00:00:00Z`).getUTCDay() !== 1) next = plusDays(next, 1);
  return next;
}

/** The Gregorian computus in the form of Meeus, Jones and Butcher. */
function easterSunday(year: number): Day {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const ofCentury = year % 100;
  const correction = Math.floor((8 * century + 13) / 25);
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - epact - (ofCentury % 4)) % 7;
  const exception = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  return plusDays(`${year}-03-22`, epact + toSunday - 7 * exception);
}
