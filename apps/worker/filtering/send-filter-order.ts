import { SendFilterOrder } from '#libs/filtering/filter-orders.commands.js';
import { filterOrderEvents } from '#libs/filtering/filter-orders.events.js';
import { reaction } from '../deadlines/reaction.js';

/** An order is sent when it is placed, and again until the filter confirms it. */
export const sendFilterOrder = reaction(
  'send-filter-order',
  filterOrderEvents,
  {
    FilterOrderPlaced: (_, { by }) => new Date(by.at),
    FilterOrderSent: ({ sendAgainAt }) => new Date(sendAgainAt),
    FilterOrderFailed: ({ sendAgainAt }) => new Date(sendAgainAt),
    FilterOrderConfirmed: 'cleared',
    FilterOrderDropped: 'cleared',
  },
  () => new SendFilterOrder(),
);
