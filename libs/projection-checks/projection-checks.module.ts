import { Module } from '@nestjs/common';
import { commandHandlers } from '#libs/eventing/commands/command-handlers.js';
import { projectionCheck } from './projection-check.decider.js';
import { projectionCheckEvents } from './projection-check.events.js';
import { projectionCheckCommands } from './projection-checks.commands.js';

@Module({ providers: commandHandlers(projectionCheckEvents, projectionCheck, projectionCheckCommands) })
export class ProjectionChecksModule {}
