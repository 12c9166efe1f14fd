import { RaiseOverdueGuestAccount } from '#libs/technical/guest-account.commands.js';
import { guestAccountEvents } from '#libs/technical/guest-account.events.js';
import { reaction } from '../deadlines/reaction.js';

/** SL11: an account whose end is past and that nobody has confirmed as closed is told to one after the other. */
export const raiseAlarmWhenGuestAccountStaysOpen = reaction(
  'raise-alarm-when-guest-account-stays-open',
  guestAccountEvents,
  {
    GuestAccountOpened: ({ endsAt }) => new Date(endsAt),
    GuestAccountExtended: ({ endsAt }) => new Date(endsAt),
    GuestAccountEndsToday: 'ignored',
    GuestAccountOverdue: ({ next }) => (next === undefined ? 'cleared' : new Date(next)),
    GuestAccountClosed: 'cleared',
  },
  () => new RaiseOverdueGuestAccount(),
);
