import { z } from 'zod';
import { event, eventCategory, type EventOf } from '#libs/eventing/schemas/event-schemas.js';

const day = z.iso.date();

/** The terms and INSET days of a school, year by year; the record's id is the school's URN. */
export const calendarEvents = eventCategory('calendar', {
  TermsSet: event(
    z.strictObject({
      /** The year in which the school year begins. */
      year: z.int().meta({ examples: [2026] }),
      terms: z.array(z.strictObject({ name: z.string(), from: day, to: day })),
      insetDays: z.array(day),
    }),
  ),
});

export type CalendarEvent = EventOf<typeof calendarEvents>;
