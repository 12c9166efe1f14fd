import { z } from 'zod';

const id = z.string();
const day = z.iso.date();

/** What is left out of a chronology. */
const options = z.strictObject({
  staffNames: z.enum(['shown', 'leftOut']),
  thirdParties: z.enum(['shown', 'leftOut']),
  /** The first and the last day of recording, in London. */
  from: day.optional(),
  to: day.optional(),
});
export type ChronologyOptions = z.infer<typeof options>;

/** The JSON of a chronology; a later shape gets another `format`. */
export const chronologyFormat = z.strictObject({
  format: z.literal('daybook-chronology/1'),
  /** The URN. */
  school: z.string(),
  of: z.strictObject({ kind: z.enum(['person', 'incident']), id, name: z.string().nullable() }),
  /** The role it was taken in: it holds what that role may see. */
  takenAs: z.string(),
  /** Up to which position of the log. */
  position: z.string(),
  options,
  records: z.array(z.strictObject({ number: z.int(), kind: z.string(), id })),
  /** Records of which there is more in the event store that Daybook cannot rely on; only where there are any. */
  setAside: z.array(z.strictObject({ kind: z.string(), id })).optional(),
  /** In the order of the log. */
  entries: z.array(
    z.strictObject({
      number: z.int(),
      /** Of `records`. */
      record: z.int(),
      /** When it was recorded, ISO 8601 in UTC. */
      recordedAt: z.iso.datetime(),
      /** The name of the event. */
      event: z.string(),
      role: z.string(),
      by: z.string(),
      details: z.array(z.strictObject({ label: z.string(), text: z.string() })),
    }),
  ),
});
export type Chronology = z.infer<typeof chronologyFormat>;
