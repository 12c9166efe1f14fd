import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { conductCommands, evidenceCommands } from './investigation.commands.js';
import { investigation } from './investigation.decider.js';
import { investigationEvents } from './investigation.events.js';

export const investigationKind = recordKind({
  events: investigationEvents,
  decider: investigation,
  commands: { ...conductCommands, ...evidenceCommands },
});
