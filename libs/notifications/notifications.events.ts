import { z } from 'zod';
import { event, eventCategory, type EventOf } from '#libs/eventing/schemas/event-schemas.js';
import { obstacles } from './email-words.js';

const moment = z.iso.datetime();
const id = z.guid();
/** Roles and kinds as codes: one that is given up one day still reads. */
const codes = z.array(z.string());
const attempt = z.int().positive();

/**
 * That one person was told of one thing, once; the record's id follows from the event that caused it and from the
 * person. No field holds a word of the matter (D6): only its kind, and where to look.
 */
export const notificationEvents = eventCategory('notification', {
  NotificationDue: event(
    z.strictObject({
      recipient: id,
      kind: z.string(),
      /** Whether it reaches also those who want no reminders by e-mail. */
      mandatory: z.boolean(),
      about: z.strictObject({ category: z.string(), id: z.string() }),
      causedBy: z.string(),
      /** The roles it is told to, of those the person holds. */
      roles: codes,
      /** Roles that nobody holds, in whose place the person is told. */
      insteadOf: codes,
    }),
  ),
  NotificationRead: event(z.strictObject({})),
  /** Written before the first byte goes to the mail server: what follows may happen without being recorded. */
  EmailStarted: event(z.strictObject({ attempt, token: id, giveUpAt: moment })),
  EmailSent: event(z.strictObject({ attempt })),
  /** The mail server has not taken it, that is certain; without a further moment it is not tried again. */
  EmailFailed: event(z.strictObject({ attempt, retryAt: moment.optional() })),
  /** The mail server will not take it, now or later. */
  EmailRefused: event(z.strictObject({ attempt })),
  /** Nobody can tell whether it was sent, so it is not sent again. */
  EmailUncertain: event(z.strictObject({ attempt })),
  EmailNotSent: event(z.strictObject({ because: z.enum(obstacles) })),
});

export type NotificationEvent = EventOf<typeof notificationEvents>;

/** That somebody was to be told, and the role had no holder; once for each role and day (D23). */
export const vacancyEvents = eventCategory('vacancy', {
  RoleFoundVacant: event(
    z.strictObject({
      role: z.string(),
      on: z.iso.date(),
      /** The role whose holders were told instead; none, if nobody was. */
      fellTo: z.string().optional(),
    }),
  ),
});

export type VacancyEvent = EventOf<typeof vacancyEvents>;
