import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { filteringBlock } from './filtering-block.decider.js';
import { FilteringFacts } from './filtering-facts.js';
import { filteringBlockCommands } from './filtering.commands.js';
import { filteringBlockEvents } from './filtering.events.js';

export const filteringBlockKind = recordKind({
  events: filteringBlockEvents,
  decider: filteringBlock,
  commands: filteringBlockCommands,
  facts: FilteringFacts,
});
