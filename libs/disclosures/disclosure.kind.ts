import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { disclosure } from './disclosure.decider.js';
import { disclosureEvents } from './disclosure.events.js';
import { disclosureCommands } from './disclosures.commands.js';

export const disclosureKind = recordKind({
  events: disclosureEvents,
  decider: disclosure,
  commands: disclosureCommands,
});
