import { Inject, Injectable } from '@nestjs/common';
import { fold } from '#libs/eventing/commands/decider.js';
import { isSetAside, recordSetAside } from '#libs/eventing/commands/set-aside.js';
import { EventCodec } from '#libs/eventing/schemas/event-codec.js';
import { EventStore } from '#libs/eventing/log/event-store.js';
import { readRecord } from '#libs/eventing/log/record-stream.js';
import type { FilterScope } from '#libs/filtering/filter-scope.js';
import type { FilterTarget } from '#libs/filtering/filter-target.js';
import { filteringBlock } from '#libs/filtering/filtering-block.decider.js';
import { filteringChange } from '#libs/filtering/filtering-change.decider.js';
import type { FilterStep } from '#libs/filtering/filter-orders.events.js';
import type { FilterEntry } from '#libs/filtering/filters/filter.js';
import type { EnteredChange } from './filter-entries.js';

/** Where a change stands, and what it is about. */
export interface FilterChange {
  readonly status: string;
  readonly target: FilterTarget;
  readonly scope: FilterScope;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  /** What stands here is what was recorded before that: no site is opened by it any more, and none closed by it opens. */
  readonly isSetAside: boolean;
}

/** Reads the changes that a filter is to have from the log: their sites are kept nowhere else in clear. */
@Injectable()
export class FilterChanges {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(EventCodec) private readonly codec: EventCodec,
  ) {}

  async read({
    category,
    change,
    school,
  }: Pick<EnteredChange, 'category' | 'change' | 'school'>): Promise<FilterChange> {
    const { events: stored } = await readRecord(this.store, { category }, change, school);
    const { events, setAside } = await this.codec.decodeRecord(stored);
    const { status, target, scope, from, until } = fold<{ readonly status: string } & Partial<FilterChange>, never>(
      category === 'filteringChange' ? filteringChange : filteringBlock,
      events as never,
    );
    if (target === undefined || scope === undefined)
      throw setAside ? recordSetAside(setAside) : new Error('an order for a change that is not on record');
    return { status, target, scope, from, until, isSetAside: setAside !== undefined };
  }

  /** What a filter holds of these; an opening whose record has been set aside is none that it should hold. */
  async entries(entered: readonly EnteredChange[]): Promise<FilterEntry[]> {
    const entries: FilterEntry[] = [];
    for (const entry of entered) {
      const { order, change, category } = entry;
      const read = await this.read(entry).catch((error: unknown) => {
        if (isSetAside(error)) return undefined;
        throw error;
      });
      if (read === undefined || (read.isSetAside && doesOf(category) === 'letThrough')) continue;
      const { target, scope, until } = read;
      entries.push({ order, change, does: doesOf(category), target, scope, until });
    }
    return entries;
  }
}

export const undoes = (step: FilterStep): boolean => step === 'blockAgain' || step === 'lift';

export const doesOf = (category: EnteredChange['category']): FilterEntry['does'] =>
  category === 'filteringChange' ? 'letThrough' : 'block';

export const categoryOf = (does: FilterEntry['does']): EnteredChange['category'] =>
  does === 'letThrough' ? 'filteringChange' : 'filteringBlock';
