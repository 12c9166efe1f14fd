import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { licenceCommands } from './licence.commands.js';
import { licence } from './licence.decider.js';
import { licenceEvents } from './licence.events.js';

export const licenceKind = recordKind({
  events: licenceEvents,
  decider: licence,
  commands: licenceCommands,
});
