import { Inject, Injectable } from '@nestjs/common';
import { Facts, type Context } from '#libs/eventing/commands/decider.js';
import { EventCodec } from '#libs/eventing/schemas/event-codec.js';
import { EventStore } from '#libs/eventing/log/event-store.js';
import { CachedRecord } from '#libs/eventing/commands/cached-record.js';
import { illegalListEvents } from './filtering.events.js';
import { illegalList } from './illegal-list.decider.js';
import type { IllegalSites } from './illegal-sites.js';

/** The lists of illegal sites a school holds, from its own stream: every filtering decision looks at them. */
@Injectable()
export class CachedIllegalLists extends Facts {
  private readonly record: CachedRecord<IllegalSites>;

  constructor(@Inject(EventStore) store: EventStore, @Inject(EventCodec) codec: EventCodec) {
    super();
    this.record = new CachedRecord(store, codec, illegalListEvents, illegalList);
  }

  async of(school: string): Promise<Pick<Context, 'illegalSites'>> {
    return { illegalSites: (await this.record.of(school)).state };
  }
}
