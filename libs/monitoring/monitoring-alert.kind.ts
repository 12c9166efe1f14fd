import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { AttachAlertHandler } from './attach-alert.handler.js';
import { EraseAlertHandler } from './erase-alert.handler.js';
import { monitoringAlert } from './monitoring-alert.decider.js';
import { monitoringAlertCommands } from './monitoring.commands.js';
import { monitoringAlertEvents } from './monitoring.events.js';
import { PromoteAlertHandler } from './promote-alert.handler.js';

export const monitoringAlertKind = recordKind({
  events: monitoringAlertEvents,
  decider: monitoringAlert,
  commands: monitoringAlertCommands,
  handlers: [PromoteAlertHandler, AttachAlertHandler, EraseAlertHandler],
});
