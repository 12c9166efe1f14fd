import { z } from 'zod';
import { event, eventCategory, personal, type EventOf } from '#libs/eventing/schemas/event-schemas.js';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** One reading of records about people that was put on record, each before its answer went out (D32, D34, D37). */
export const disclosureEvents = eventCategory('disclosure', {
  ChronologyTaken: event(
    z.strictObject({
      of: z.enum(['person', 'incident']),
      subject: z.guid(),
      format: z.enum(['pdf', 'json']),
      staffNames: z.enum(['shown', 'leftOut']),
      thirdParties: z.enum(['shown', 'leftOut']),
      from: z.iso.date().optional(),
      to: z.iso.date().optional(),
      encrypted: z.boolean(),
      /** Up to which position of the log. */
      position: z.string(),
      /** Of the JSON that it is, or was printed from. */
      contentSha256: sha256,
      /** Of the file that went out. */
      fileSha256: sha256,
    }),
  ),
  /** What was looked for may name a child, so it is sealed. */
  IncidentsSearched: event(z.strictObject({ words: personal(z.string(), 'record'), found: z.int().nonnegative() })),
});

export type DisclosureEvent = EventOf<typeof disclosureEvents>;
