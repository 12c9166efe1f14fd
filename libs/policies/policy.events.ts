import { z } from 'zod';
import { event, eventCategory, personal, type EventOf } from '#libs/eventing/schemas/event-schemas.js';

/** A day of the school's own: `2026-03-12`. */
const day = z.iso.date();

/** Why the school decided so: free text, which may name somebody. */
const reason = personal(z.string(), 'record');
const kind = { code: z.string(), label: z.string(), countedAs: z.string(), reason };

const approval = z.strictObject({
  pack: z.string(),
  edition: z.string(),
  /** Binds the adoption to the words that were adopted, should the shipped pack ever differ. */
  contentHash: z.string().regex(/^[0-9a-f]{64}$/),
  approvedOn: day,
  minuteReference: z.string(),
  nextReviewOn: day,
});

/**
 * Which online safety policy a school has adopted, edition by edition (SL1, SW3), and what it has added to it: kinds of
 * incident in its own words (D4), hours of its own (D7). The record's id is the school's URN.
 */
export const policyEvents = eventCategory('policy', {
  /** Somebody has recorded that the governing body approved it; it is in force once somebody else has confirmed that. */
  PolicyApprovalRecorded: event(approval),
  PolicyAdopted: event(approval),
  IncidentKindAdded: event(z.strictObject(kind)),
  IncidentKindChanged: event(z.strictObject(kind)),
  IncidentKindRetired: event(z.strictObject({ code: z.string(), reason })),
  /** Somebody has recorded that it was decided; it holds once somebody else has confirmed that. */
  TwoPeopleProposed: event(z.strictObject({ minuteReference: z.string(), reason })),
  /** Two people may do for a change of the filter, where the school has no third (SL6, SW7). */
  TwoPeopleAllowed: event(z.strictObject({ minuteReference: z.string(), reason })),
  ThreePeopleRequired: event(z.strictObject({ reason })),
  AcknowledgementHoursSet: event(
    z.strictObject({ seriousness: z.string(), hours: z.int().meta({ examples: [12] }), reason }),
  ),
});

export type PolicyEvent = EventOf<typeof policyEvents>;
