import { Module } from '@nestjs/common';
import { commandHandlers } from '#libs/eventing/commands/command-handlers.js';
import { personCommands } from './people.commands.js';
import { personEvents } from './people.events.js';
import { person } from './person.decider.js';

@Module({ providers: commandHandlers(personEvents, person, personCommands) })
export class PeopleModule {}
