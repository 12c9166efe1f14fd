import { z } from 'zod';
import { event, eventCategory, personal, type EventOf } from '#libs/eventing/schemas/event-schemas.js';

/** Whom a member of staff looked up on one day, so as to name them in a record (SL12, D37). */
export const peopleLookUpEvents = eventCategory('peopleLookUp', {
  PeopleLookedUp: event(
    z.strictObject({
      /** What was typed: part of a name, so it is sealed. */
      sought: personal(z.string(), 'record'),
      /** The ids of those who were shown. */
      shown: z.array(z.guid()),
    }),
  ),
});

export type PeopleLookUpEvent = EventOf<typeof peopleLookUpEvents>;
