import { z } from 'zod';
import { event, eventCategory, type EventOf } from '#libs/eventing/schemas/event-schemas.js';

const count = z.int().nonnegative();

/**
 * One file of alerts that somebody uploaded (D21). Its id follows from the source and the file, so the same file is the
 * same import: one that a crash has cut short is on record as begun, and sent once more it is finished.
 */
export const alertImportEvents = eventCategory('alertImport', {
  AlertImportBegun: event(
    z.strictObject({
      source: z.guid(),
      sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .meta({ examples: ['ab'.repeat(32)] }),
      alerts: z.int().positive(),
    }),
  ),
  /** Every alert of the file is on record; `duplicates` were so before this attempt, from another file or an earlier one. */
  AlertImportFinished: event(z.strictObject({ received: count, duplicates: count, highRisk: count })),
});

export type AlertImportEvent = EventOf<typeof alertImportEvents>;
