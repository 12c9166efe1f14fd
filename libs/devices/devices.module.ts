import { Module } from '@nestjs/common';
import { commandHandlers } from '#libs/eventing/commands/command-handlers.js';
import { deviceSheetCommands } from './device-sheet.commands.js';
import { deviceSheet } from './device-sheet.decider.js';
import { deviceSheetEvents } from './device-sheet.events.js';

@Module({ providers: commandHandlers(deviceSheetEvents, deviceSheet, deviceSheetCommands) })
export class DevicesModule {}
