import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { logInspectionCommands } from './log-inspection.commands.js';
import { logInspection } from './log-inspection.decider.js';
import { logInspectionEvents } from './log-inspection.events.js';

export const logInspectionKind = recordKind({
  events: logInspectionEvents,
  decider: logInspection,
  commands: logInspectionCommands,
});
