import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { alertImportCommands } from './alert-import.commands.js';
import { alertImport } from './alert-import.decider.js';
import { alertImportEvents } from './alert-import.events.js';

export const alertImportKind = recordKind({
  events: alertImportEvents,
  decider: alertImport,
  commands: alertImportCommands,
});
