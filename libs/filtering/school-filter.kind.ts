import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { schoolFilterCommands } from './filter-orders.commands.js';
import { schoolFilterEvents } from './filter-orders.events.js';
import { schoolFilter } from './school-filter.decider.js';

export const schoolFilterKind = recordKind({
  events: schoolFilterEvents,
  decider: schoolFilter,
  commands: schoolFilterCommands,
});
