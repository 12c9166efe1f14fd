import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { policyCommands } from './policies.commands.js';
import { adoptedPolicy } from './policy.decider.js';
import { policyEvents } from './policy.events.js';
import { AdoptedPolicies } from './adopted-policies.js';
import { OwnPacks } from './own-packs.js';

export const policyKind = recordKind({
  events: policyEvents,
  decider: adoptedPolicy,
  commands: policyCommands,
  facts: OwnPacks,
  providers: [AdoptedPolicies],
});
