import type { EventCodec } from '#libs/eventing/event-codec.js';
import type { EventStore } from '#libs/eventing/event-store.js';
import { PoliciesInForce, type PolicyInForce } from '#libs/eventing/policies-in-force.js';
import { streamName, type StoredEvent } from '#libs/eventing/stored-event.js';
import { contentHash, packFor } from './policy-packs.js';
import { policyEvents, type PolicyEvent } from './policy.events.js';

interface Known {
  readonly revision: number;
  readonly inForce: PolicyInForce | undefined;
}

/** The policy in force at a school, read from its own stream; only what was appended since is read again. */
export class AdoptedPolicies extends PoliciesInForce {
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly store: EventStore,
    private readonly codec: EventCodec,
  ) {
    super();
  }

  async of(school: string): Promise<PolicyInForce | undefined> {
    const { revision, inForce } = this.known.get(school) ?? { revision: -1, inForce: undefined };
    const newer: StoredEvent[] = [];
    for await (const event of this.store.read(streamName(policyEvents.category, school), revision + 1))
      newer.push(event);
    const adopted = (await this.codec.decode(newer)).at(-1);
    if (!adopted) return inForce;
    const known = { revision: adopted.revision, inForce: adoptedBy(adopted.data as PolicyEvent['data']) };
    this.known.set(school, known);
    return known.inForce;
  }
}

/** @throws if this Daybook does not ship the words that were adopted: no decision may be judged by others. */
function adoptedBy({ pack: id, edition, contentHash: adoptedHash }: PolicyEvent['data']): PolicyInForce {
  const pack = packFor(id, edition);
  if (!pack || contentHash(pack) !== adoptedHash) {
    throw new Error(`the adopted policy ${id}@${edition} is not the one that this version of Daybook ships`);
  }
  return { pack, edition: `${id}@${edition}` };
}
