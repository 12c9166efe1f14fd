import { z } from 'zod';
import { event, eventCategory, type EventOf } from '#libs/eventing/schemas/event-schemas.js';
import { releasedLists, releaseOccasions, type ReleasedList } from './governor-words.js';

const day = z.iso.date();
const position = z
  .string()
  .regex(/^\d+$/)
  .meta({ examples: ['4711'] });

/** What a release is of: a term with the holiday after it, or a school year where the school has set no terms. */
const period = z.strictObject({ name: z.string(), from: day, to: day });

/** A count that is hidden is not there: the event holds no more than governors are shown. */
const cell = z.strictObject({ code: z.string(), label: z.string(), count: z.int().nonnegative().optional() });
const lists = z.strictObject(
  Object.fromEntries(releasedLists.map((list) => [list, z.array(cell)])) as Record<
    ReleasedList,
    z.ZodArray<typeof cell>
  >,
);

/** What a school releases to its governors of the incidents about pupils, once for good (SL3, SW2, D24); one record for each school. */
export const governorReleaseEvents = eventCategory('governorRelease', {
  GovernorFiguresReleased: event(
    z.strictObject({
      period,
      occasion: z.enum(releaseOccasions),
      /** Incidents that happened before this day are in no release: Daybook did not count then. */
      since: day,
      /** What the log held up to here is in this release or an earlier one. */
      upTo: position,
      /** Counts below it are hidden, as the policy in force says. */
      smallest: z.int().positive(),
      /** Left out where it is hidden. */
      total: z.int().nonnegative().optional(),
      lists,
    }),
  ),
  /** By when the figures of a term are released if nobody changes its terms before. */
  GovernorReleasePlanned: event(z.strictObject({ period, dueAt: z.iso.datetime() })),
});

export type GovernorReleaseEvent = EventOf<typeof governorReleaseEvents>;
