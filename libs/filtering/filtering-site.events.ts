import { z } from 'zod';
import { event, eventCategory, type EventOf } from '#libs/eventing/schemas/event-schemas.js';
import { changeDirections } from './filter-scope.js';

const change = z.guid();

/**
 * Which changes of one site are under way, in the order in which they were asked for. It names no site and nobody: its
 * id follows from the site, and what a change is about stands in the change.
 */
export const filteringSiteEvents = eventCategory('filteringSite', {
  ChangeListed: event(z.strictObject({ change, direction: z.enum(changeDirections) })),
  ChangeDelisted: event(z.strictObject({ change })).next(
    /** Left out where it is from before it was said: whichever there is. */
    z.strictObject({ change, direction: z.enum(changeDirections).optional() }),
    (older) => older,
  ),
});

export type FilteringSiteEvent = EventOf<typeof filteringSiteEvents>;
