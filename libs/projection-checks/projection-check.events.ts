import { z } from 'zod';
import { event, eventCategory, type EventOf } from '#libs/eventing/schemas/event-schemas.js';

/** How many differing rows of a read model an event names; beyond that, only how many there are. */
export const mostListed = 100;

/** A row that does not follow from the log: where it stands, never what it says. */
const difference = z.strictObject({
  /** The read model's table, or that of its history. */
  table: z.string(),
  /** `missing`: the events give it, the read model lacks it; `extra`: the other way round. */
  kind: z.enum(['missing', 'extra', 'different']),
  id: z.string(),
  columns: z.array(z.string()),
});

const checkedReadModel = z.strictObject({
  name: z.string(),
  version: z.int(),
  /** The place in the log up to which it was built anew, and at which the live rows stood. */
  position: z
    .string()
    .regex(/^\d+$/)
    .meta({ examples: ['41'] }),
  rows: z.int(),
  /** SHA-256 over the hashes of the live rows; null where there are none. */
  hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  differing: z.int(),
  differences: z.array(difference).max(mostListed),
});

/** The comparison of a school's read models with a rebuild from the log (D35); one record for each school and night. */
export const projectionCheckEvents = eventCategory('projectionCheck', {
  ProjectionsVerified: event(
    z.strictObject({
      /** The moment for which the check was set, ISO 8601 in UTC. */
      dueAt: z.iso.datetime(),
      startedAt: z.iso.datetime(),
      readModels: z.array(checkedReadModel),
    }),
  ),
});

export type ProjectionCheckEvent = EventOf<typeof projectionCheckEvents>;

/** What a check found of one school, before it is recorded. */
export const schoolCheck = z.strictObject({ school: z.string(), readModels: z.array(checkedReadModel) });
export type SchoolCheck = z.infer<typeof schoolCheck>;
