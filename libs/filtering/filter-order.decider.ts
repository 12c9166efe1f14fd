import { hoursAfter } from '#libs/calendar/later.js';
import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, type Context } from '#libs/eventing/commands/decider.js';
import type { ChangeCategory } from './filter-order-id.js';
import type { filterOrderCommands, orderForChangeCommands } from './filter-orders.commands.js';
import type { FilterAdapterName, FilterOrderEvent, FilterStep } from './filter-orders.events.js';
import { mustBeDaybook } from './filtering-rules.js';

export interface PlacedOrder {
  readonly number: number;
  readonly step: FilterStep;
  readonly category: ChangeCategory;
  readonly adapter: FilterAdapterName;
  readonly attempts: number;
  readonly again: boolean;
  /** While it waits: when it is sent, or sent again. ISO 8601 in UTC. */
  readonly sendAt: string;
}

export type FilterOrder =
  { readonly status: 'none' } | ({ readonly status: 'waiting' | 'confirmed' | 'dropped' } & PlacedOrder);

type Commands = DataOfEach<typeof filterOrderCommands & typeof orderForChangeCommands>;

const undoing: Readonly<Record<FilterStep, FilterStep | undefined>> = {
  letThrough: 'blockAgain',
  block: 'lift',
  blockAgain: undefined,
  lift: undefined,
};

/**
 * What the filter is ordered to do for one change, one order after another (SL6, SW7). An order is a fact; it is sent
 * until the filter confirms it, each time under the same key, so that a filter that has it already does it once.
 */
export const filterOrder = decider<FilterOrder, FilterOrderEvent, Commands>({
  initial: { status: 'none' },

  evolve: {
    FilterOrderPlaced: (_, order, { at }) => ({ ...order, status: 'waiting', attempts: 0, sendAt: at }),
    FilterOrderSent: (order, attempted) => sentAgain(order, attempted),
    FilterOrderFailed: (order, attempted) => sentAgain(order, attempted),
    FilterOrderConfirmed: (order) => ({ ...(order as PlacedOrder), status: 'confirmed' }),
    FilterOrderDropped: (order) => ({ ...(order as PlacedOrder), status: 'dropped' }),
  },

  decide: {
    PlaceFilterOrder: ({ step, category }, order, context) => {
      mustBeDaybook(context);
      if (order.status !== 'none' && order.status !== 'dropped' && order.step === step) return [];
      return placed(order, step, category, adapterFor(order, step, context));
    },

    RepeatFilterOrder: (_, order, context) => {
      mustBeDaybook(context);
      return order.status === 'confirmed' ? placed(order, order.step, order.category, order.adapter, true) : [];
    },

    TakeBackFilterOrder: (_, order, context) => {
      mustBeDaybook(context);
      const step = order.status === 'none' || order.status === 'dropped' ? undefined : undoing[order.step];
      if (order.status === 'none' || step === undefined) return [];
      return placed(order, step, order.category, order.adapter);
    },

    // An answer may come late, twice, or to an order that another has replaced: only the order in hand counts.
    RecordFilterOutcome: ({ number, outcome }, order, context) => {
      mustBeDaybook(context);
      if (order.status !== 'waiting' || order.number !== number) return [];
      if ('confirmed' in outcome)
        return [{ type: 'FilterOrderConfirmed', data: { number, step: order.step, how: outcome.confirmed } }];
      if ('dropped' in outcome) return [{ type: 'FilterOrderDropped', data: { number } }];
      const attempt = order.attempts + 1;
      const sendAgainAt = hoursAfter(context.now, waitSeconds(attempt) / 3_600);
      return 'failed' in outcome
        ? [{ type: 'FilterOrderFailed', data: { number, attempt, fault: outcome.failed, sendAgainAt } }]
        : [{ type: 'FilterOrderSent', data: { number, attempt, sendAgainAt } }];
    },
  },
});

const sentAgain = (order: FilterOrder, attempted: { attempt: number; sendAgainAt: string }): FilterOrder => ({
  ...(order as PlacedOrder),
  status: 'waiting',
  attempts: attempted.attempt,
  sendAt: attempted.sendAgainAt,
});

/** What was opened through one filter is closed in it, whatever the school has chosen since. */
function adapterFor(order: FilterOrder, step: FilterStep, { filterAdapter = 'manual' }: Context): FilterAdapterName {
  const undoes = step === 'blockAgain' || step === 'lift';
  return undoes && order.status !== 'none' ? order.adapter : filterAdapter;
}

function placed(
  order: FilterOrder,
  step: FilterStep,
  category: PlacedOrder['category'],
  adapter: FilterAdapterName,
  again = false,
): readonly FilterOrderEvent[] {
  if (adapter === 'manual') return [];
  const number = order.status === 'none' ? 1 : order.number + 1;
  return [{ type: 'FilterOrderPlaced', data: { number, step, category, adapter, again } }];
}

const longestWaitSeconds = 3_600;

/** 5 s, 20 s, 80 s, …, an hour. */
const waitSeconds = (attempt: number): number => Math.min(5 * 4 ** (attempt - 1), longestWaitSeconds);
