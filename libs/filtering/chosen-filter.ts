import { Inject, Injectable } from '@nestjs/common';
import { Facts, type Context } from '#libs/eventing/commands/decider.js';
import { EventCodec } from '#libs/eventing/schemas/event-codec.js';
import { EventStore } from '#libs/eventing/log/event-store.js';
import { CachedRecord } from '#libs/eventing/commands/cached-record.js';
import { schoolFilterEvents } from './filter-orders.events.js';
import { schoolFilter, type SchoolFilter } from './school-filter.decider.js';

/** Who changes a school's filter, from its own stream. */
@Injectable()
export class ChosenFilter extends Facts {
  private readonly record: CachedRecord<SchoolFilter>;

  constructor(@Inject(EventStore) store: EventStore, @Inject(EventCodec) codec: EventCodec) {
    super();
    this.record = new CachedRecord(store, codec, schoolFilterEvents, schoolFilter);
  }

  async of(school: string): Promise<Pick<Context, 'filterAdapter'>> {
    return { filterAdapter: (await this.record.of(school)).state.adapter };
  }
}
