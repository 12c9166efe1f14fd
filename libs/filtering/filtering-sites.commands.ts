import { IsArray, IsIn, IsUUID } from 'class-validator';
import { ChangingCommand } from '#libs/eventing/commands/command.js';
import { changeDirections, type ChangeDirection } from './filter-scope.js';
import type { FilteringOverlap } from './filtering-overlap.js';

/** Sent by Daybook once a change is asked for: it takes its place among those of the same site. */
export class ListChange extends ChangingCommand {
  @IsUUID()
  change: string;

  @IsIn(changeDirections)
  direction: ChangeDirection;
}

/** Sent by Daybook when a change is over. */
export class DelistChange extends ChangingCommand {
  @IsUUID()
  change: string;

  @IsIn(changeDirections)
  direction: ChangeDirection;
}

export const filteringSiteCommands = { ListChange, DelistChange };

/** Sent by Daybook to a change: what else is under way for the same site and people. */
export class NoteOverlaps extends ChangingCommand {
  @IsArray()
  overlaps: readonly FilteringOverlap[];
}

/** Sent by the worker in case nobody has looked for the overlaps of a request, or when a change is over. */
export class FindOverlaps extends ChangingCommand {
  @IsIn(changeDirections)
  direction: ChangeDirection;
}
