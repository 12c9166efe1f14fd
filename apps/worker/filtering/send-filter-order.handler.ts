import { Inject } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Receipt, Who } from '#libs/eventing/commands/command.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { CommandExecution } from '#libs/eventing/commands/command-execution.js';
import { ConfiguredFilters } from '#libs/filtering/filters/configured-filters.js';
import { FilterFault, type FilterEntry } from '#libs/filtering/filters/filter.js';
import { filterOrder, type FilterOrder, type PlacedOrder } from '#libs/filtering/filter-order.decider.js';
import { RecordFilterOutcome, SendFilterOrder, type FilterOutcome } from '#libs/filtering/filter-orders.commands.js';
import { changeOfOrder } from '#libs/filtering/filter-order-id.js';
import { filterOrderEvents } from '#libs/filtering/filter-orders.events.js';
import { mustHaveBegun } from '#libs/filtering/filtering-rules.js';
import { CachedIllegalLists } from '#libs/filtering/cached-illegal-lists.js';
import { listNaming } from '#libs/filtering/illegal-sites.js';
import { doesOf, FilterChanges, undoes, type FilterChange } from './filter-changes.js';
import { FilterEntries, type EnteredChange } from './filter-entries.js';

/** The states of a change in which the filter may be given it, for the first time or again. */
const wanted = {
  filteringChange: { first: ['agreed'], again: ['open'] },
  filteringBlock: { first: ['agreed', 'blockedInEmergency', 'blocked'], again: ['blockedInEmergency', 'blocked'] },
} as const satisfies Record<EnteredChange['category'], object>;

/**
 * Has an order carried out and records what came of it. It is done at least once: if we die in between, the alarm rings
 * again and the filter gets the same order under the same key.
 */
@CommandHandler(SendFilterOrder)
export class SendFilterOrderHandler implements ICommandHandler<SendFilterOrder> {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(CommandExecution) private readonly execution: CommandExecution,
    @Inject(ConfiguredFilters) private readonly filters: ConfiguredFilters,
    @Inject(FilterChanges) private readonly changes: FilterChanges,
    @Inject(FilterEntries) private readonly entries: FilterEntries,
    @Inject(CachedIllegalLists) private readonly lists: CachedIllegalLists,
  ) {}

  async execute({ id, commandId, who, cause }: SendFilterOrder): Promise<Receipt> {
    const order = (await this.execution.stateOf(filterOrderEvents, filterOrder, id, who)) as FilterOrder;
    const number = order.status === 'none' ? 0 : order.number;
    const outcome: FilterOutcome = order.status === 'waiting' ? await this.attempt(order, id, who) : { dropped: true };
    const record = commandOf(RecordFilterOutcome, { id, number, outcome, commandId });
    return this.commands.execute(record.by(who).causedBy(cause));
  }

  private async attempt(order: PlacedOrder, id: string, { school }: Who): Promise<FilterOutcome> {
    const change = changeOfOrder(id);
    const { category, step, adapter, number, again } = order;
    const undo = undoes(step);
    const read = await this.changes.read({ category, change, school });
    const { illegalSites = new Map() } = await this.lists.of(school);
    const states: readonly string[] = wanted[category][again ? 'again' : 'first'];
    const over = !undo && (!states.includes(read.status) || mayNoLongerOpen(read, category));
    if (step === 'letThrough' && read.isSetAside) return { dropped: true };
    // D19: it is refused at the filter's door as well, whoever agreed to it before the list came.
    if (over || (step === 'letThrough' && listNaming(illegalSites, read.target) !== undefined))
      return { dropped: true };
    // D17: whatever rang too early, nothing goes out; the alarm comes again.
    if (!undo) mustHaveBegun(read, { now: new Date().toISOString() });
    try {
      const filter = this.filters.of(school, adapter);
      await this.entries.note({ school, order: id, change, category, step, adapter, number, confirmed: false });
      const others = await this.othersOf(school, order, id);
      const { target, scope, until } = read;
      const entry = { order: id, change, does: doesOf(category), target, scope, until };
      const sent = { key: `${id}/${number}`, school, entry, undo };
      const proof = await filter.carryOut(sent, { others, illegalSites });
      return proof === 'accepted' ? { accepted: true } : { confirmed: proof };
    } catch (error) {
      if (!(error instanceof FilterFault)) throw error;
      return { failed: error.code };
    }
  }

  private async othersOf(school: string, { adapter }: PlacedOrder, id: string): Promise<FilterEntry[]> {
    const entered = await this.entries.of(school, adapter);
    return this.changes.entries(entered.filter((entry) => entry.order !== id && !undoes(entry.step)));
  }
}

const mayNoLongerOpen = ({ until }: FilterChange, category: EnteredChange['category']): boolean =>
  category === 'filteringChange' && (until ?? '') <= new Date().toISOString();
