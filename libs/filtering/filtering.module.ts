import { Module } from '@nestjs/common';
import { commandHandlers } from '#libs/eventing/command-handlers.js';
import { filteringBlock } from './filtering-block.decider.js';
import { filteringChange } from './filtering-change.decider.js';
import { filteringBlockCommands, filteringChangeCommands, illegalListCommands } from './filtering.commands.js';
import { filteringBlockEvents, filteringChangeEvents, illegalListEvents } from './filtering.events.js';
import { HeldIllegalLists } from './held-illegal-lists.js';
import { illegalList } from './illegal-list.decider.js';

@Module({
  providers: [
    HeldIllegalLists,
    ...commandHandlers(filteringChangeEvents, filteringChange, filteringChangeCommands, HeldIllegalLists),
    ...commandHandlers(filteringBlockEvents, filteringBlock, filteringBlockCommands),
    ...commandHandlers(illegalListEvents, illegalList, illegalListCommands),
  ],
})
export class FilteringModule {}
