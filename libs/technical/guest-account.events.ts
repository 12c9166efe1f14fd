import { z } from 'zod';
import { event, eventCategory, personal, type EventOf } from '#libs/eventing/schemas/event-schemas.js';
import { schoolRoles } from '#libs/people/roles.js';
import { alarm } from './alarm-chain.js';
import { guestKinds } from './guest-account-words.js';

const moment = z.iso.datetime();
const text = personal(z.string(), 'record');
/** The last day, the moment of that morning at which those who close it are reminded, and the end itself. */
const end = { lastDay: z.iso.date(), remindAt: moment, endsAt: moment };

/** An account for a guest: none without an end, and none that ends without somebody confirming it (SL11). */
export const guestAccountEvents = eventCategory('guestAccount', {
  GuestAccountOpened: event(
    z.strictObject({
      guest: z.guid(),
      name: personal(z.string(), 'guest'),
      kind: z.enum(guestKinds),
      access: text,
      ...end,
    }),
  ),
  GuestAccountExtended: event(z.strictObject({ reason: text, ...end })),
  GuestAccountEndsToday: event(z.strictObject({ lastDay: z.iso.date(), alert: z.array(z.enum(schoolRoles)) })),
  GuestAccountOverdue: event(z.strictObject({ endsAt: moment, ...alarm })),
  GuestAccountClosed: event(z.strictObject({ how: text })),
});

export type GuestAccountEvent = EventOf<typeof guestAccountEvents>;
