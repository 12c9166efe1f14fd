import { Module } from '@nestjs/common';
import { commandHandlers } from '#libs/eventing/commands/command-handlers.js';
import { conductCommands, evidenceCommands } from './investigation.commands.js';
import { investigation } from './investigation.decider.js';
import { investigationEvents } from './investigation.events.js';

@Module({
  providers: commandHandlers(investigationEvents, investigation, { ...conductCommands, ...evidenceCommands }),
})
export class InvestigationsModule {}
