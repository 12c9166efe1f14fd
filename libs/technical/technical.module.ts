import { Module } from '@nestjs/common';
import { commandHandlers } from '#libs/eventing/command-handlers.js';
import { technicalCheckCommands } from './technical-check.commands.js';
import { technicalCheck } from './technical-check.decider.js';
import { technicalCheckEvents } from './technical-check.events.js';

@Module({ providers: commandHandlers(technicalCheckEvents, technicalCheck, technicalCheckCommands) })
export class TechnicalModule {}
