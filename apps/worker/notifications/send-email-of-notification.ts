import { notificationEvents } from '#libs/notifications/notifications.events.js';
import { reaction } from '../deadlines/reaction.js';

/** D6, D7, D9: what stands in an inbox is also sent by e-mail, and what certainly failed is tried again. */
export const sendEmailOfNotification = reaction(
  'send-email-of-notification',
  notificationEvents,
  {
    NotificationDue: (_, { by }) => new Date(by.at),
    NotificationRead: 'ignored',
    EmailStarted: 'cleared',
    EmailSent: 'cleared',
    EmailFailed: ({ retryAt }) => (retryAt === undefined ? 'cleared' : new Date(retryAt)),
    EmailRefused: 'cleared',
    EmailUncertain: 'cleared',
    EmailNotSent: 'cleared',
  },
  'email',
);
