import { Module } from '@nestjs/common';
import { commandHandlers } from '#libs/eventing/command-handlers.js';
import { governorVisitCommands } from './governor-visit.commands.js';
import { governorVisit } from './governor-visit.decider.js';
import { governorVisitEvents } from './governor-visit.events.js';

@Module({ providers: commandHandlers(governorVisitEvents, governorVisit, governorVisitCommands) })
export class GovernorsModule {}
