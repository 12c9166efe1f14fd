import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { ChosenFilter } from './chosen-filter.js';
import { filteringChange } from './filtering-change.decider.js';
import { FilteringFacts } from './filtering-facts.js';
import { FilteringOverlaps } from './filtering-overlaps.js';
import { filteringChangeCommands } from './filtering.commands.js';
import { filteringChangeEvents } from './filtering.events.js';
import { FindOverlapsHandler } from './find-overlaps.handler.js';
import { CachedIllegalLists } from './cached-illegal-lists.js';

export const filteringChangeKind = recordKind({
  events: filteringChangeEvents,
  decider: filteringChange,
  commands: filteringChangeCommands,
  facts: FilteringFacts,
  handlers: [FindOverlapsHandler],
  providers: [CachedIllegalLists, ChosenFilter, FilteringOverlaps],
});
