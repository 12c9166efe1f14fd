import type { EventCodec } from '#libs/eventing/schemas/event-codec.js';
import type { EventStore } from '#libs/eventing/log/event-store.js';
import { KeptRecord } from '#libs/eventing/commands/kept-record.js';
import { PoliciesInForce, type PolicyInForce } from '#libs/eventing/commands/policies-in-force.js';
import { withOwn } from './own-policy.js';
import { contentHash, packFor } from './policy-packs.js';
import { adoptedPolicy, type Adopted, type AdoptedPolicy } from './policy.decider.js';
import { policyEvents } from './policy.events.js';

/** The policy in force at a school with what the school has added to it, read from its own stream. */
export class AdoptedPolicies extends PoliciesInForce {
  private readonly record: KeptRecord<AdoptedPolicy>;

  constructor(store: EventStore, codec: EventCodec) {
    super();
    this.record = new KeptRecord(store, codec, policyEvents, adoptedPolicy);
  }

  async of(school: string): Promise<PolicyInForce | undefined> {
    const { state } = await this.record.of(school);
    return state.status === 'none' ? undefined : adoptedBy(state);
  }
}

/** @throws if this Daybook does not ship the words that were adopted: no decision may be judged by others. */
function adoptedBy({ pack: id, edition, contentHash: adoptedHash, own }: Adopted): PolicyInForce {
  const pack = packFor(id, edition);
  if (!pack || contentHash(pack) !== adoptedHash) {
    throw new Error(`the adopted policy ${id}@${edition} is not the one that this version of Daybook ships`);
  }
  return { pack: withOwn(pack, own), edition: `${id}@${edition}` };
}
