import { notificationKind } from '#libs/notifications/notification.kind.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { GiveUpOnEmail } from '#libs/notifications/notifications.commands.js';
import { dueWhen } from '../deadlines/due-when.js';

/** D6, D7, D9: what stands in an inbox is also sent by e-mail, and what certainly failed is tried again. */
export const sendEmailOfNotification = dueWhen(
  'send-email-of-notification',
  notificationKind,
  (state) => (state.status === 'told' && state.email === 'waiting' ? state.sendAt : undefined),
  'email',
);

/** An attempt of which nothing has been heard in time may have been made: it is not made again. */
export const giveUpOnEmail = dueWhen(
  'give-up-on-email',
  notificationKind,
  (state) => (state.status === 'told' && state.email === 'sending' ? state.giveUpAt : undefined),
  (id) => commandOf(GiveUpOnEmail, { id }),
);

export const notificationDeadlines = [sendEmailOfNotification, giveUpOnEmail];
