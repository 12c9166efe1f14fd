import type { DataOfEach } from '#libs/eventing/command.js';
import { decider, reject, type Context } from '#libs/eventing/decider.js';
import type { Role } from '#libs/people/roles.js';
import type { policyCommands } from './policies.commands.js';
import type { PolicyEvent } from './policy.events.js';
import type { PolicyPack } from './policy-pack.js';
import { contentHash, packFor } from './policy-packs.js';

type Commands = DataOfEach<typeof policyCommands>;

export type AdoptedPolicy =
  | { readonly status: 'none' }
  | { readonly status: 'adopted'; readonly pack: string; readonly edition: string; readonly contentHash: string };

/** The online safety policy of a school: what the governing body approved is in force until it approves another (SL1, SW3). */
export const adoptedPolicy = decider<AdoptedPolicy, PolicyEvent, Commands>({
  initial: { status: 'none' },

  evolve: {
    PolicyAdopted: (_, { pack, edition, contentHash }) => ({ status: 'adopted', pack, edition, contentHash }),
  },

  decide: {
    AdoptPolicy: ({ pack: id, edition, approvedOn, minuteReference, nextReviewOn }, policy, context) => {
      mustBeAdopter(context);
      const pack = mustBeKnown(id, edition);
      if (policy.status === 'adopted' && policy.pack === id && policy.edition === edition)
        reject('POLICY_ALREADY_ADOPTED', 'This edition is already in force.', 'SL1');
      if (minuteReference.trim() === '')
        reject('MINUTE_REFERENCE_MISSING', 'Say where the minutes record the approval.', 'SL1');
      if (approvedOn > context.now.slice(0, approvedOn.length))
        reject('OCCURRED_IN_THE_FUTURE', 'The approval lies in the future.', 'SL1');
      if (nextReviewOn <= approvedOn)
        reject('END_DATE_NOT_LATER', 'The next review comes after the approval.', pack.review.clause);
      const adopted = { pack: id, edition, contentHash: contentHash(pack) };
      return [{ type: 'PolicyAdopted', data: { ...adopted, approvedOn, minuteReference, nextReviewOn } }];
    },
  },
});

/** The governing body approves; these may record that it did. */
const adopters: readonly Role[] = ['headteacher', 'governor', 'chairOfGovernors', 'systemAdministrator'];

function mustBeAdopter({ role }: Context): void {
  if (!adopters.includes(role))
    reject('NOT_YOUR_ROLE', 'The governing body approves the policy; the head or a governor records it.', 'SL1');
}

function mustBeKnown(id: string, edition: string): PolicyPack {
  return packFor(id, edition) ?? reject('UNKNOWN_POLICY', `There is no policy ${id} of edition ${edition}.`, 'SL1');
}
