import { Module } from '@nestjs/common';
import { commandHandlers } from '#libs/eventing/commands/command-handlers.js';
import { calendarCommands } from './calendar.commands.js';
import { calendar } from './calendar.decider.js';
import { calendarEvents } from './calendar.events.js';

@Module({ providers: commandHandlers(calendarEvents, calendar, calendarCommands) })
export class CalendarModule {}
