import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { softwareCommands } from './software.commands.js';
import { software } from './software.decider.js';
import { softwareEvents } from './software.events.js';

export const softwareKind = recordKind({
  events: softwareEvents,
  decider: software,
  commands: softwareCommands,
});
