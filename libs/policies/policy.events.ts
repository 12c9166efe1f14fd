import { z } from 'zod';
import { event, eventCategory, type EventOf } from '#libs/eventing/event-schemas.js';

/** A day of the school's own: `2026-03-12`. */
const day = z.iso.date();

/** Which online safety policy a school has adopted, edition by edition (SL1, SW3); the record's id is the school's URN. */
export const policyEvents = eventCategory('policy', {
  PolicyAdopted: event(
    z.strictObject({
      pack: z.string(),
      edition: z.string(),
      /** Binds the adoption to the words that were adopted, should the shipped pack ever differ. */
      contentHash: z.string().regex(/^[0-9a-f]{64}$/),
      approvedOn: day,
      minuteReference: z.string(),
      nextReviewOn: day,
    }),
  ),
});

export type PolicyEvent = EventOf<typeof policyEvents>;
