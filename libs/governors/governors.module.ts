import { Module } from '@nestjs/common';
import { commandHandlers } from '#libs/eventing/commands/command-handlers.js';
import { governorVisitCommands } from './governor-visit.commands.js';
import { governorVisit } from './governor-visit.decider.js';
import { governorVisitEvents } from './governor-visit.events.js';
import { logInspectionCommands } from './log-inspection.commands.js';
import { logInspection } from './log-inspection.decider.js';
import { logInspectionEvents } from './log-inspection.events.js';

@Module({
  providers: [
    ...commandHandlers(governorVisitEvents, governorVisit, governorVisitCommands),
    ...commandHandlers(logInspectionEvents, logInspection, logInspectionCommands),
  ],
})
export class GovernorsModule {}
