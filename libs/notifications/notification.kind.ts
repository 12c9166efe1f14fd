import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { notification } from './notification.decider.js';
import { notificationCommands } from './notifications.commands.js';
import { notificationEvents } from './notifications.events.js';

export const notificationKind = recordKind({
  events: notificationEvents,
  decider: notification,
  commands: notificationCommands,
});
