import { Module } from '@nestjs/common';
import { commandHandlers } from '#libs/eventing/command-handlers.js';
import { incident } from './incident.decider.js';
import { incidentCommands } from './incidents.commands.js';
import { incidentEvents } from './incidents.events.js';

@Module({ providers: commandHandlers(incidentEvents, incident, incidentCommands) })
export class IncidentsModule {}
