import { z } from 'zod';
import { event, eventCategory, personal, type EventOf } from '#libs/eventing/schemas/event-schemas.js';
import { schoolRoles } from '#libs/people/roles.js';
import { governorLogs } from './governor-words.js';

const text = personal(z.string(), 'record');
const questionId = z.guid();

/** A governor looked: at which log, as of which position, what they asked, and what the school answered (SL3, D26). */
export const governorVisitEvents = eventCategory('governorVisit', {
  GovernorVisitStarted: event(
    z.strictObject({
      on: z.iso.date(),
      looked: z.array(
        z.strictObject({
          log: z.enum(governorLogs),
          position: z
            .string()
            .regex(/^\d+$/)
            .meta({ examples: ['4711'] }),
        }),
      ),
    }),
  ).next(
    z.strictObject({
      on: z.iso.date(),
      looked: z.array(
        z.strictObject({
          log: z.enum(governorLogs),
          position: z
            .string()
            .regex(/^\d+$/)
            .meta({ examples: ['4711'] }),
          /** When Daybook showed it to this governor; left out where nothing proves that it did. */
          shownAt: z.iso.datetime().optional(),
        }),
      ),
    }),
    (older) => older,
  ),
  GovernorQuestionAsked: event(z.strictObject({ questionId, question: text, answerBy: z.iso.datetime() })),
  GovernorQuestionAnswered: event(z.strictObject({ questionId, answer: text })),
  GovernorQuestionUnanswered: event(z.strictObject({ questionId, alert: z.array(z.enum(schoolRoles)) })),
  GovernorVisitSigned: event(z.strictObject({})).next(
    /** The day of the visit and the logs it was of; left out by a visit that was signed before this was said. */
    z.strictObject({ on: z.iso.date().optional(), logs: z.array(z.enum(governorLogs)).optional() }),
    (older) => older,
  ),
  /** The meeting that heard of the visit, by its minutes: where they stand, and by which fingerprint their file is known. */
  GovernorMinutesRecorded: event(
    z.strictObject({
      meetingOn: z.iso.date(),
      reference: text,
      sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .meta({ examples: ['ab'.repeat(32)] })
        .optional(),
    }),
  ),
});

export type GovernorVisitEvent = EventOf<typeof governorVisitEvents>;
