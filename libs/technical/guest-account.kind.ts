import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { guestAccountCommands } from './guest-account.commands.js';
import { guestAccount } from './guest-account.decider.js';
import { guestAccountEvents } from './guest-account.events.js';

export const guestAccountKind = recordKind({
  events: guestAccountEvents,
  decider: guestAccount,
  commands: guestAccountCommands,
});
