import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { deviceSheetCommands } from './device-sheet.commands.js';
import { deviceSheet } from './device-sheet.decider.js';
import { deviceSheetEvents } from './device-sheet.events.js';

export const deviceSheetKind = recordKind({
  events: deviceSheetEvents,
  decider: deviceSheet,
  commands: deviceSheetCommands,
});
