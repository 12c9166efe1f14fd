import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { ChosenFilter } from './chosen-filter.js';
import { filterOrder } from './filter-order.decider.js';
import { filterOrderCommands } from './filter-orders.commands.js';
import { filterOrderEvents } from './filter-orders.events.js';
import { ordersForChangeHandlers } from './orders-for-change.handlers.js';

export const filterOrderKind = recordKind({
  events: filterOrderEvents,
  decider: filterOrder,
  commands: filterOrderCommands,
  facts: ChosenFilter,
  handlers: ordersForChangeHandlers,
});
