import { IsArray, IsISO8601 } from 'class-validator';
import { StartingCommand } from '#libs/eventing/commands/command.js';
import type { SchoolCheck } from './projection-check.events.js';

/** Sent by the worker when a night's check of a school's read models is done (D35). */
export class RecordProjectionCheck extends StartingCommand {
  @IsISO8601({ strict: true })
  dueAt: string;

  @IsISO8601({ strict: true })
  startedAt: string;

  @IsArray()
  readModels: SchoolCheck['readModels'];
}

export const projectionCheckCommands = { RecordProjectionCheck };
