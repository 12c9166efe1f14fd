import { z } from 'zod';
import { event, eventCategory, personal, type EventOf } from '#libs/eventing/schemas/event-schemas.js';
import { duties, personKinds, yearGroups } from './person-words.js';

const id = z.guid();
/** A day of the school's own; the last day of something is part of it. */
const day = z.iso.date();
const duty = z.enum(duties);
/** Sealed under the person's own key, so that it is erased with all else that is said of them. */
const ofThePerson = personal(z.string(), 'person');

/**
 * Whom the school knows, and who was appointed to what, when (SL2, SW5, D23). The record's id is the person's id, by
 * which every other record names them. An appointment gives no permission: that is the token's. It says who is told.
 */
export const personEvents = eventCategory('person', {
  PersonRecorded: event(
    z.strictObject({
      person: id,
      name: ofThePerson,
      kind: z.enum(personKinds),
      /** Of pupils alone. */
      yearGroup: z.enum(yearGroups).optional(),
    }),
  ),
  PersonRenamed: event(z.strictObject({ person: id, name: ofThePerson })),
  YearGroupChanged: event(z.strictObject({ yearGroup: z.enum(yearGroups), from: day })),
  PersonLeft: event(z.strictObject({ on: day })),
  PersonReturned: event(z.strictObject({ on: day })),
  RoleAssigned: event(z.strictObject({ role: duty, from: day, until: day.optional() })),
  /** The appointment that began on a day ends on another; on one before it, if it was never taken up. */
  RoleEnded: event(z.strictObject({ role: duty, from: day, until: day })),
  EmailAddressSet: event(z.strictObject({ person: id, address: ofThePerson })),
  EmailAddressRemoved: event(z.strictObject({})),
  /** Of alerts that the law or the policy demands the e-mails go on. */
  ReminderEmailsDeclined: event(z.strictObject({})),
  ReminderEmailsResumed: event(z.strictObject({})),
});

export type PersonEvent = EventOf<typeof personEvents>;
