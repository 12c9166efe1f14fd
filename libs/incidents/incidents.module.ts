import { Module } from '@nestjs/common';
import { commandHandlers } from '#libs/eventing/commands/command-handlers.js';
import { incident } from './incident.decider.js';
import { incidentCommands } from './incidents.commands.js';
import { incidentEvents } from './incidents.events.js';
import { PromoteStaffConcernHandler } from './promote-staff-concern.handler.js';
import { staffConcern } from './staff-concern.decider.js';
import { staffConcernCommands } from './staff-concerns.commands.js';
import { staffConcernEvents } from './staff-concerns.events.js';

@Module({
  providers: [
    ...commandHandlers(incidentEvents, incident, incidentCommands),
    ...commandHandlers(staffConcernEvents, staffConcern, staffConcernCommands),
    PromoteStaffConcernHandler,
  ],
})
export class IncidentsModule {}
