import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { projectionCheck } from './projection-check.decider.js';
import { projectionCheckEvents } from './projection-check.events.js';
import { projectionCheckCommands } from './projection-checks.commands.js';

export const projectionCheckKind = recordKind({
  events: projectionCheckEvents,
  decider: projectionCheck,
  commands: projectionCheckCommands,
});
