import { z } from 'zod';
import { event, eventCategory, personal, type EventOf } from '#libs/eventing/schemas/event-schemas.js';

const moment = z.iso.datetime();
const text = personal(z.string(), 'record');
const assessment = z.guid();

/** One piece of software in the register: what it is, what it takes, and who allowed it (SL11, SW16). */
export const softwareEvents = eventCategory('software', {
  SoftwareProposed: event(
    z.strictObject({
      name: text,
      supplier: text.optional(),
      purpose: text,
      takesPersonalData: z.boolean(),
      dataTaken: text.optional(),
      ageRating: z.int().nonnegative(),
      ai: z.boolean(),
    }),
  ),
  AssessmentAcceptanceNoted: event(z.strictObject({ assessment, decidedAt: moment, reviewBy: moment })),
  AssessmentRefusalNoted: event(z.strictObject({ assessment, decidedAt: moment })),
  SoftwareApproved: event(z.strictObject({ assessment, reasons: text })),
  SoftwareRefused: event(z.strictObject({ reasons: text })),
  SoftwareStopped: event(z.strictObject({ assessment })),
  SoftwareWithdrawn: event(z.strictObject({ reasons: text })),
});

export type SoftwareEvent = EventOf<typeof softwareEvents>;
