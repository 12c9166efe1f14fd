import { bankHolidaysOf, type BankHolidaySource } from './bank-holidays.js';
import { isWeekend, londonDay, londonMoment, plusDays, type Day } from './london-time.js';

export interface Term {
  readonly name: string;
  /** Its first and its last day. */
  readonly from: Day;
  readonly to: Day;
}

/** One school year, 1 September to 31 August, as the school has set it. */
export interface SchoolYear {
  /** The year in which it begins. */
  readonly year: number;
  readonly terms: readonly Term[];
  /** Days of training: the staff work, the pupils are at home. */
  readonly insetDays: readonly Day[];
}

/** The years a school has set; a year that is missing falls back to weekends and bank holidays. */
export interface SchoolCalendar {
  readonly years: readonly SchoolYear[];
}

/** A school that has set no terms. */
export const noTerms: SchoolCalendar = { years: [] };

export type DayKind = 'schoolDay' | 'weekend' | 'bankHoliday' | 'insetDay' | 'schoolHoliday';

/** What a day is at a school, and on what that answer rests. */
export interface DayAtSchool {
  readonly day: Day;
  readonly kind: DayKind;
  readonly isWorkingDay: boolean;
  readonly isSchoolDay: boolean;
  /** `bankHolidaysAndWeekends`: the school has not set the terms of that year, so every working day counts as a school day. */
  readonly termsFrom: 'school' | 'bankHolidaysAndWeekends';
  readonly bankHolidaysFrom: BankHolidaySource;
}

/** When a working day is over; neither policy sets an hour, so this is Daybook's own. London time. */
const closesAt = '17:00';

/** The school year a day belongs to, by the year in which it begins. */
export const schoolYearOf = (day: Day): number =>
  Number(day.slice(0, 4)) - (day.slice('yyyy-'.length, 'yyyy-mm'.length) < '09' ? 1 : 0);

export function dayAtSchool(day: Day, { years }: SchoolCalendar): DayAtSchool {
  const { days: bankHolidays, source: bankHolidaysFrom } = bankHolidaysOf(Number(day.slice(0, 4)));
  const set = years.find(({ year }) => year === schoolYearOf(day));
  const isBankHoliday = bankHolidays.includes(day);
  const kind = isWeekend(day) ? 'weekend' : isBankHoliday ? 'bankHoliday' : kindInYear(day, set);
  return {
    day,
    kind,
    isWorkingDay: kind !== 'weekend' && kind !== 'bankHoliday',
    isSchoolDay: kind === 'schoolDay',
    termsFrom: set ? 'school' : 'bankHolidaysAndWeekends',
    bankHolidaysFrom,
  };
}

function kindInYear(day: Day, year: SchoolYear | undefined): DayKind {
  if (!year) return 'schoolDay';
  if (year.insetDays.includes(day)) return 'insetDay';
  return year.terms.some(({ from, to }) => from <= day && day <= to) ? 'schoolDay' : 'schoolHoliday';
}

/** Monday to Friday but for bank holidays: the days on which agencies and the law count, in term or not. */
export const isWorkingDay = (day: Day, calendar: SchoolCalendar = noTerms): boolean =>
  dayAtSchool(day, calendar).isWorkingDay;

/** A day on which pupils are in school. */
export const isSchoolDay = (day: Day, calendar: SchoolCalendar): boolean => dayAtSchool(day, calendar).isSchoolDay;

/** The working day that many after the given one, or before it if `days` is negative; the given day itself does not count. */
export function addWorkingDays(day: Day, days: number): Day {
  const step = Math.sign(days);
  let at = day;
  for (let left = Math.abs(days); left > 0;) {
    at = plusDays(at, step);
    if (isWorkingDay(at)) left -= 1;
  }
  return at;
}

/** When that day's work is over; on a day that is none, when the next working day's is. */
export function endOfWorkingDay(day: Day): Date {
  return londonMoment(isWorkingDay(day) ? day : addWorkingDays(day, 1), closesAt);
}

/** Whether the work of a day on which something was due is over at a moment, ISO 8601 in UTC. */
export const isOver = (dueOn: Day, now: string): boolean => endOfWorkingDay(dueOn) <= new Date(now);

/** Hours on a clock that runs all day on working days and stands still on all others. */
export function addWorkingTime(moment: Date, hours: number): Date {
  let left = hours * 3_600_000;
  let at = moment;
  for (;;) {
    const midnight = londonMoment(plusDays(londonDay(at), 1), '00:00');
    const today = isWorkingDay(londonDay(at)) ? midnight.getTime() - at.getTime() : 0;
    if (left <= today) return new Date(at.getTime() + left);
    left -= today;
    at = midnight;
  }
}
