import { z } from 'zod';
import { event, eventCategory, personal, type EventOf } from '#libs/eventing/schemas/event-schemas.js';
import { schoolRoles } from '#libs/people/roles.js';
import { reviewCauses } from './check-words.js';

const id = z.guid();
const day = z.iso.date();
const text = personal(z.string(), 'record');

/** One review of filtering and monitoring (D22): the annual one, or one out of its cycle because something has changed. */
export const filteringReviewEvents = eventCategory('filteringReview', {
  FilteringReviewOpened: event(
    z.strictObject({
      because: z.enum(reviewCauses),
      what: text.optional(),
      /** The failed test that gave rise to it. */
      check: id.optional(),
      dueOn: day,
    }),
  ),
  FilteringReviewOverdue: event(z.strictObject({ dueOn: day, alerted: z.array(z.enum(schoolRoles)) })),
  FilteringReviewHeld: event(
    z.strictObject({
      heldOn: day,
      seniorLeader: id,
      dsl: id,
      itSupport: id,
      governor: id,
      findings: text,
      decisions: text,
      /** When the next annual one is due; a review out of its cycle moves nothing. */
      nextDueOn: day.optional(),
    }),
  ),
  /** What it was to look at was looked at in another review. */
  FilteringReviewCovered: event(z.strictObject({ review: id })),
});

export type FilteringReviewEvent = EventOf<typeof filteringReviewEvents>;
