import { Module } from '@nestjs/common';
import { commandHandlers } from '#libs/eventing/command-handlers.js';
import { filteringChange } from './filtering-change.decider.js';
import { filteringChangeCommands } from './filtering.commands.js';
import { filteringChangeEvents } from './filtering.events.js';

@Module({ providers: commandHandlers(filteringChangeEvents, filteringChange, filteringChangeCommands) })
export class FilteringModule {}
