import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { breachCommands } from './breach.commands.js';
import { breach } from './breach.decider.js';
import { breachEvents } from './breach.events.js';

export const breachKind = recordKind({
  events: breachEvents,
  decider: breach,
  commands: breachCommands,
});
