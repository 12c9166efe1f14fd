import { Module } from '@nestjs/common';
import { commandHandlers } from '#libs/eventing/commands/command-handlers.js';
import { ChosenFilter } from './chosen-filter.js';
import { FilteringOverlaps } from './filtering-overlaps.js';
import { FindOverlapsHandler } from './find-overlaps.handler.js';
import { FilteringFacts } from './filtering-facts.js';
import { filterDifferenceCommands } from './filter-difference.commands.js';
import { filterDifference } from './filter-difference.decider.js';
import { filterDifferenceEvents } from './filter-difference.events.js';
import { filterOrder } from './filter-order.decider.js';
import { filterOrderCommands, schoolFilterCommands } from './filter-orders.commands.js';
import { filterOrderEvents, schoolFilterEvents } from './filter-orders.events.js';
import { filteringBlock } from './filtering-block.decider.js';
import { filteringChange } from './filtering-change.decider.js';
import { filteringBlockCommands, filteringChangeCommands, illegalListCommands } from './filtering.commands.js';
import { filteringBlockEvents, filteringChangeEvents, illegalListEvents } from './filtering.events.js';
import { ordersForChangeHandlers } from './orders-for-change.handlers.js';
import { HeldIllegalLists } from './held-illegal-lists.js';
import { illegalList } from './illegal-list.decider.js';
import { ReportFilterDifferenceHandler } from './report-filter-difference.handler.js';
import { requestTemplateCommands } from './request-templates.commands.js';
import { requestTemplates } from './request-templates.decider.js';
import { requestTemplateEvents } from './request-templates.events.js';
import { schoolFilter } from './school-filter.decider.js';

@Module({
  providers: [
    HeldIllegalLists,
    FilteringFacts,
    FilteringOverlaps,
    FindOverlapsHandler,
    ReportFilterDifferenceHandler,
    ChosenFilter,
    ...commandHandlers(filteringChangeEvents, filteringChange, filteringChangeCommands, FilteringFacts),
    ...commandHandlers(filteringBlockEvents, filteringBlock, filteringBlockCommands, FilteringFacts),
    ...commandHandlers(requestTemplateEvents, requestTemplates, requestTemplateCommands),
    ...commandHandlers(illegalListEvents, illegalList, illegalListCommands),
    ...commandHandlers(schoolFilterEvents, schoolFilter, schoolFilterCommands),
    ...commandHandlers(filterDifferenceEvents, filterDifference, filterDifferenceCommands),
    ...commandHandlers(filterOrderEvents, filterOrder, filterOrderCommands, ChosenFilter),
    ...ordersForChangeHandlers,
  ],
  exports: [HeldIllegalLists, ChosenFilter, FilteringOverlaps],
})
export class FilteringModule {}
