import { StartingCommand } from '#libs/eventing/commands/command.js';
import type { SchoolCheck } from './projection-check.events.js';

/** Sent by the worker when a night's check of a school's read models is done (D35). */
export class RecordProjectionCheck extends StartingCommand {
  dueAt: string;
  startedAt: string;
  readModels: SchoolCheck['readModels'];
}

export const projectionCheckCommands = { RecordProjectionCheck };
