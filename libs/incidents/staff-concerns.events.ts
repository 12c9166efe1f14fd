import { z } from 'zod';
import { event, eventCategory, personal, type EventOf } from '#libs/eventing/schemas/event-schemas.js';
import { concernDecisions, concernSubjects } from './staff-concern-words.js';

const id = z.guid();
const text = personal(z.string(), 'record');

/** A low-level concern about an adult who works at the school: kept apart from incidents, for the headteacher alone (D16). */
export const staffConcernEvents = eventCategory('staffConcern', {
  ConcernRaised: event(
    z.strictObject({
      about: id,
      capacity: z.enum(concernSubjects),
      occurredAt: z.iso.datetime(),
      concern: text,
    }),
  ),
  ConcernAnswered: event(z.strictObject({ decision: z.enum(concernDecisions), reasons: text })),
  ConcernAddendumAdded: event(z.strictObject({ text })),
  /** It became an allegation; that incident names this concern in turn. */
  ConcernPromoted: event(z.strictObject({ incident: id })),
});

export type StaffConcernEvent = EventOf<typeof staffConcernEvents>;
