import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { referralCommands } from './referral.commands.js';
import { referral } from './referral.decider.js';
import { referralEvents } from './referral.events.js';

export const referralKind = recordKind({
  events: referralEvents,
  decider: referral,
  commands: referralCommands,
});
