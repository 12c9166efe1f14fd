import type { SchoolCalendar } from '#libs/calendar/school-calendar.js';

/** Tells when a school is open, from its events; a school that has set nothing has a calendar without years. */
export abstract class SchoolCalendars {
  abstract of(school: string): Promise<SchoolCalendar>;
}
