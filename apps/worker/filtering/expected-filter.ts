import { Inject, Injectable } from '@nestjs/common';
import { CommandExecution } from '#libs/eventing/commands/command-execution.js';
import { filterOrder, type FilterOrder } from '#libs/filtering/filter-order.decider.js';
import { filterOrderEvents, type FilterAdapterName } from '#libs/filtering/filter-orders.events.js';
import { orderOf } from '#libs/filtering/filter-order-id.js';
import type { Expected, FoundEntry } from '#libs/filtering/filters/filter.js';
import { isRecordId } from '#libs/eventing/commands/record-id.js';
import { Rejection } from '#libs/eventing/commands/rejection.js';
import { CachedIllegalLists } from '#libs/filtering/cached-illegal-lists.js';
import { categoryOf, FilterChanges, undoes } from './filter-changes.js';
import { FilterEntries } from './filter-entries.js';

/** What a filter should have by the log: what is confirmed, and what is on its way in or out. */
@Injectable()
export class ExpectedFilter {
  constructor(
    @Inject(FilterEntries) private readonly entries: FilterEntries,
    @Inject(FilterChanges) private readonly changes: FilterChanges,
    @Inject(CachedIllegalLists) private readonly lists: CachedIllegalLists,
    @Inject(CommandExecution) private readonly execution: CommandExecution,
  ) {}

  async of(school: string, adapter: FilterAdapterName): Promise<Expected> {
    const entered = await this.entries.of(school, adapter);
    const { illegalSites = new Map() } = await this.lists.of(school);
    const entriesOf = (which: (entry: (typeof entered)[number]) => boolean): Promise<Expected['inForce'][number][]> =>
      this.changes.entries(entered.filter(which));
    return {
      school,
      inForce: await entriesOf(({ confirmed, step }) => confirmed && !undoes(step)),
      onTheWay: await entriesOf(({ confirmed, step }) => !confirmed && !undoes(step)),
      ending: await entriesOf(({ step }) => undoes(step)),
      illegalSites,
    };
  }

  /** Of what a filter should not have: the orders whose end it had confirmed to Daybook. */
  async endedAmong(found: readonly FoundEntry[], school: string, adapter: FilterAdapterName): Promise<string[]> {
    const ended = new Set<string>();
    for (const { change, does } of found.filter(({ change }) => isRecordId(change))) {
      const category = categoryOf(does);
      for (const id of [change, orderOf(category, change)]) {
        const order = await this.orderOf(id, school);
        if (order?.status !== 'confirmed' || order.category !== category) continue;
        if (order.adapter === adapter && undoes(order.step)) ended.add(id);
      }
    }
    return [...ended];
  }

  /** A filter may name anything, another school's change included: of that one there is no order here. */
  private async orderOf(id: string, school: string): Promise<FilterOrder | undefined> {
    const who = { actor: 'daybook', role: 'system', roles: ['system'], school } as const;
    try {
      return (await this.execution.stateOf(filterOrderEvents, filterOrder, id, who)) as FilterOrder;
    } catch (error) {
      if (error instanceof Rejection && error.code === 'NOT_FOUND') return undefined;
      throw error;
    }
  }
}
