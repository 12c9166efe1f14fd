import { Module } from '@nestjs/common';
import { commandHandlers } from '#libs/eventing/command-handlers.js';
import { filteringBlock } from './filtering-block.decider.js';
import { filteringChange } from './filtering-change.decider.js';
import { filteringBlockCommands, filteringChangeCommands } from './filtering.commands.js';
import { filteringBlockEvents, filteringChangeEvents } from './filtering.events.js';

@Module({
  providers: [
    ...commandHandlers(filteringChangeEvents, filteringChange, filteringChangeCommands),
    ...commandHandlers(filteringBlockEvents, filteringBlock, filteringBlockCommands),
  ],
})
export class FilteringModule {}
