import { Inject, Injectable } from '@nestjs/common';
import { Facts, type Context } from '#libs/eventing/decider.js';
import { EventCodec } from '#libs/eventing/event-codec.js';
import { EventStore } from '#libs/eventing/event-store.js';
import { KeptRecord } from '#libs/eventing/kept-record.js';
import { HeldIllegalLists } from './held-illegal-lists.js';
import type { RequestTemplates } from './request-template.js';
import { requestTemplates } from './request-templates.decider.js';
import { requestTemplateEvents } from './request-templates.events.js';

/** What every decision on a filtering change looks at besides: the lists of illegal sites, and the school's templates. */
@Injectable()
export class FilteringFacts extends Facts {
  private readonly templates: KeptRecord<RequestTemplates>;

  constructor(
    @Inject(EventStore) store: EventStore,
    @Inject(EventCodec) codec: EventCodec,
    @Inject(HeldIllegalLists) private readonly lists: HeldIllegalLists,
  ) {
    super();
    this.templates = new KeptRecord(store, codec, requestTemplateEvents, requestTemplates);
  }

  async of(school: string): Promise<Pick<Context, 'illegalSites' | 'requestTemplates'>> {
    const [lists, { state }] = await Promise.all([this.lists.of(school), this.templates.of(school)]);
    return { ...lists, requestTemplates: state };
  }
}
