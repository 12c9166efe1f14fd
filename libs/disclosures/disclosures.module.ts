import { Module } from '@nestjs/common';
import { commandHandlers } from '#libs/eventing/commands/command-handlers.js';
import { disclosure } from './disclosure.decider.js';
import { disclosureEvents } from './disclosure.events.js';
import { disclosureCommands } from './disclosures.commands.js';

@Module({ providers: commandHandlers(disclosureEvents, disclosure, disclosureCommands) })
export class DisclosuresModule {}
