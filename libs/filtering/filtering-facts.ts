import { Inject, Injectable } from '@nestjs/common';
import { Facts, type Context } from '#libs/eventing/commands/decider.js';
import { EventCodec } from '#libs/eventing/schemas/event-codec.js';
import { EventStore } from '#libs/eventing/log/event-store.js';
import { CachedRecord } from '#libs/eventing/commands/cached-record.js';
import { ChosenFilter } from './chosen-filter.js';
import type { FilterAdapterName } from './filter-orders.events.js';
import { CachedIllegalLists } from './cached-illegal-lists.js';
import type { IllegalSites } from './illegal-sites.js';
import type { RequestTemplates } from './request-template.js';
import { requestTemplates } from './request-templates.decider.js';
import { requestTemplateEvents } from './request-templates.events.js';

declare module '#libs/eventing/commands/decider.js' {
  interface Knowledge {
    /** The lists of illegal sites the school holds; only the filtering area looks at them. */
    readonly illegalSites?: IllegalSites;
    /** The school's templates of filtering requests; only the filtering area looks at them. */
    readonly requestTemplates?: RequestTemplates;
    /** Who changes the school's filter; only orders to it look at that. */
    readonly filterAdapter?: FilterAdapterName;
  }
}

/** What every decision on a filtering change looks at besides: the lists of illegal sites, the school's templates and its filter. */
@Injectable()
export class FilteringFacts extends Facts {
  private readonly templates: CachedRecord<RequestTemplates>;

  constructor(
    @Inject(EventStore) store: EventStore,
    @Inject(EventCodec) codec: EventCodec,
    @Inject(CachedIllegalLists) private readonly lists: CachedIllegalLists,
    @Inject(ChosenFilter) private readonly filter: ChosenFilter,
  ) {
    super();
    this.templates = new CachedRecord(store, codec, requestTemplateEvents, requestTemplates);
  }

  async of(school: string): Promise<Pick<Context, 'illegalSites' | 'requestTemplates' | 'filterAdapter'>> {
    const [lists, { state }, filter] = await Promise.all([
      this.lists.of(school),
      this.templates.of(school),
      this.filter.of(school),
    ]);
    return { ...lists, ...filter, requestTemplates: state };
  }
}
