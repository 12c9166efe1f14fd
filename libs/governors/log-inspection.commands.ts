import { ChangingCommand } from '#libs/eventing/commands/command.js';

/** Sent by the worker when a policy is adopted: from then on the governors look at the log. */
export class PlanLogInspection extends ChangingCommand {}

/** Sent by the worker when a governor has signed a visit at which they were shown the log. */
export class NoteLogInspected extends ChangingCommand {
  visit: string;
  on: string;
}

/** Sent by the worker when no governor has signed in time, and once more later. */
export class RaiseMissedInspection extends ChangingCommand {}

export const logInspectionCommands = { PlanLogInspection, NoteLogInspected, RaiseMissedInspection };
