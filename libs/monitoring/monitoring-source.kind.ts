import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { monitoringSource } from './monitoring-source.decider.js';
import { monitoringSourceCommands } from './monitoring.commands.js';
import { monitoringSourceEvents } from './monitoring.events.js';

export const monitoringSourceKind = recordKind({
  events: monitoringSourceEvents,
  decider: monitoringSource,
  commands: monitoringSourceCommands,
});
