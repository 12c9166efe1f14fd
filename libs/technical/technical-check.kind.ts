import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { technicalCheckCommands } from './technical-check.commands.js';
import { technicalCheck } from './technical-check.decider.js';
import { technicalCheckEvents } from './technical-check.events.js';

export const technicalCheckKind = recordKind({
  events: technicalCheckEvents,
  decider: technicalCheck,
  commands: technicalCheckCommands,
});
