import { IsISO8601, IsUUID } from 'class-validator';
import { SchoolCommand } from '#libs/eventing/commands/command.js';

/** Sent by the worker when a policy is adopted: from then on the governors look at the log. */
export class PlanLogInspection extends SchoolCommand {}

/** Sent by the worker when a governor has signed a visit at which they were shown the log. */
export class NoteLogInspected extends SchoolCommand {
  @IsUUID()
  visit: string;

  @IsISO8601({ strict: true })
  on: string;
}

/** Sent by the worker when no governor has signed in time, and once more later. */
export class RaiseMissedInspection extends SchoolCommand {}

export const logInspectionCommands = { PlanLogInspection, NoteLogInspected, RaiseMissedInspection };
