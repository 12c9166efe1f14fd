import type { FilterScope } from '../filter-scope.js';
import type { FilterFaultCode, FilterProof } from '../filter-orders.events.js';
import type { FilterTarget } from '../filter-target.js';
import type { IllegalSites } from '../illegal-sites.js';

/** One change as a filter has it: a site that is let through, or blocked, for a group. */
export interface FilterEntry {
  /** The id of the record of orders for it, which no other entry has. */
  readonly order: string;
  /** The id of the change; one that is let through and one that is blocked may have the same. */
  readonly change: string;
  readonly does: 'letThrough' | 'block';
  readonly target: FilterTarget;
  readonly scope: FilterScope;
  /** The agreed end; Daybook orders the end itself, so a filter need not keep it. */
  readonly until?: string | undefined;
}

/** Do this, or undo it. */
export interface Order {
  /** The same each time the order is sent: a filter that has carried it out answers so again, and does nothing. */
  readonly key: string;
  readonly school: string;
  readonly entry: FilterEntry;
  readonly undo: boolean;
}

/** What the filter is to have besides. */
export interface Surroundings {
  /** Every entry that is ordered and not undone, that of the order left out. */
  readonly others: readonly FilterEntry[];
  readonly illegalSites: IllegalSites;
}

/** What a filter should have: `inForce` is confirmed; what is on the way in, or out, may be there or not. */
export interface Expected {
  readonly school: string;
  readonly inForce: readonly FilterEntry[];
  readonly onTheWay: readonly FilterEntry[];
  readonly ending: readonly FilterEntry[];
  readonly illegalSites: IllegalSites;
}

/** An entry as a filter names it. */
export type FoundEntry = Pick<FilterEntry, 'change' | 'does'>;

export interface Comparison {
  /** The orders in force of which the filter lacks the entry. */
  readonly missing: readonly string[];
  /** What it has and should not; the change is an empty text where it names none. */
  readonly unexpected: readonly FoundEntry[];
}

/** A filter that Daybook can change by itself. */
export interface Filter {
  /**
   * When it returns a proof, the filter has done it; with `accepted` it has taken the order and will call back.
   * It may be called again with the same order at any time.
   * @throws FilterFault
   */
  carryOut(order: Order, surroundings: Surroundings): Promise<FilterProof | 'accepted'>;
  /** @throws FilterFault */
  compare(expected: Expected): Promise<Comparison>;
  /**
   * Has the filter have what it should and nothing else, where it can be given all of it at once. What that is, is asked
   * when its turn has come: an order may have been carried out meanwhile.
   * @throws FilterFault
   */
  restore?(expected: () => Promise<Expected>): Promise<void>;
}

/** A filter did not do what was ordered. Its code names nothing of the record. */
export class FilterFault extends Error {
  override readonly name = 'FilterFault';

  constructor(readonly code: FilterFaultCode) {
    super(code);
  }
}
