import { InputType } from '@nestjs/graphql';
import { IsObject, IsOptional } from 'class-validator';
import { SchoolCommand } from '#libs/eventing/commands/command.js';
import type { Cell } from '#libs/incidents/incident-cells.js';
import type { SortedIncidentsOf } from '#libs/incidents/sorted-incidents.js';
import type { ReleasedList } from './governor-words.js';

/** What a release is made of: what the log holds, and in which lists it is counted. No input can say it. */
export interface ReleaseSources extends SortedIncidentsOf {
  /** The last of each list stands for all that the others do not. */
  readonly cells: Readonly<Record<ReleasedList, readonly Cell[]>>;
}

@InputType({
  description:
    'Releases to the governors the figures of the incidents that were sorted since the release before (D24).',
})
export class ReleaseGovernorFigures extends SchoolCommand {
  @IsOptional()
  @IsObject()
  sources: ReleaseSources;
}

/** Sent by the worker when the terms were set: from then on the figures of each are released when it is over. */
export class PlanGovernorRelease extends SchoolCommand {}

/** Sent by the worker when a term is over. */
export class ReleaseFiguresOfTerm extends SchoolCommand {
  /** Undefined: the school has adopted no policy, so nobody knows what to count. */
  @IsOptional()
  @IsObject()
  sources?: ReleaseSources;
}

export const governorReleaseCommands = { PlanGovernorRelease };
/** Those of which a handler of their own looks up first what is released. */
export const preparedReleases = { ReleaseGovernorFigures, ReleaseFiguresOfTerm };
