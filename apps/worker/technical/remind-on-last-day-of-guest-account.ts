import { RemindOfGuestAccount } from '#libs/technical/guest-account.commands.js';
import { guestAccountEvents } from '#libs/technical/guest-account.events.js';
import { reaction } from '../deadlines/reaction.js';

/** SL11: in the morning of a guest's last day those who close the account are reminded. */
export const remindOnLastDayOfGuestAccount = reaction(
  'remind-on-last-day-of-guest-account',
  guestAccountEvents,
  {
    GuestAccountOpened: ({ remindAt }) => new Date(remindAt),
    GuestAccountExtended: ({ remindAt }) => new Date(remindAt),
    GuestAccountEndsToday: 'cleared',
    GuestAccountOverdue: 'ignored',
    GuestAccountClosed: 'cleared',
  },
  () => new RemindOfGuestAccount(),
);
