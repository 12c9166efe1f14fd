import { GiveUpOnEmail } from '#libs/notifications/notifications.commands.js';
import { notificationEvents } from '#libs/notifications/notifications.events.js';
import { reaction } from '../deadlines/reaction.js';

/** An attempt of which nothing has been heard in time may have been made: it is not made again. */
export const giveUpOnEmail = reaction(
  'give-up-on-email',
  notificationEvents,
  {
    NotificationDue: 'ignored',
    NotificationRead: 'ignored',
    EmailStarted: ({ giveUpAt }) => new Date(giveUpAt),
    EmailSent: 'cleared',
    EmailFailed: 'cleared',
    EmailRefused: 'cleared',
    EmailUncertain: 'cleared',
    EmailNotSent: 'ignored',
  },
  () => new GiveUpOnEmail(),
);
