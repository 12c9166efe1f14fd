import { plusDays, weekdayOf, type Day } from './london-time.js';
import { schoolDayFrom } from './review-cycle.js';
import { isSchoolDay, type SchoolCalendar } from './school-calendar.js';

/** The Monday of a day's week: the name of the week. */
export const mondayOf = (day: Day): Day => plusDays(day, 1 - weekdayOf(day));

const schoolDaysOf = (week: Day, calendar: SchoolCalendar): Day[] =>
  [0, 1, 2, 3, 4].map((days) => plusDays(week, days)).filter((day) => isSchoolDay(day, calendar));

/** Whether pupils are in school in that week: weeks of the holidays do not count. */
export const isSchoolWeek = (week: Day, calendar: SchoolCalendar): boolean => schoolDaysOf(week, calendar).length > 0;

/** The first school week after a week. */
export const schoolWeekAfter = (week: Day, calendar: SchoolCalendar): Day =>
  mondayOf(schoolDayFrom(plusDays(week, 7), calendar));

/** By when a school week is looked back at: the fifth school day after its last. */
export function lookBackBy(week: Day, calendar: SchoolCalendar): Day {
  let day = schoolDaysOf(week, calendar).at(-1) ?? plusDays(week, 4);
  for (let left = 5; left > 0; left--) day = schoolDayFrom(plusDays(day, 1), calendar);
  return day;
}
