import { Inject, Injectable } from '@nestjs/common';
import { EventCodec } from '#libs/eventing/schemas/event-codec.js';
import { EventStore } from '#libs/eventing/log/event-store.js';
import { CachedRecord } from '#libs/eventing/commands/cached-record.js';
import { withOwn } from './own-policy.js';
import type { PolicyPack } from './policy-pack.js';
import { contentHash, packFor } from './policy-packs.js';
import { adoptedPolicy, type Adopted, type AdoptedPolicy } from './policy.decider.js';
import { policyEvents } from './policy.events.js';

/** The policy a school has adopted. */
interface PolicyInForce {
  readonly pack: PolicyPack;
  /** `pack@edition`, as stamped on the events it judged. */
  readonly edition: string;
}

/** The policy in force at a school with what the school has added to it, read from its own stream. */
@Injectable()
export class AdoptedPolicies {
  private readonly record: CachedRecord<AdoptedPolicy>;

  constructor(@Inject(EventStore) store: EventStore, @Inject(EventCodec) codec: EventCodec) {
    this.record = new CachedRecord(store, codec, policyEvents, adoptedPolicy);
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
