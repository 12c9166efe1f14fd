import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Receipt, Who } from '#libs/eventing/commands/command.js';
import { CommandExecution } from '#libs/eventing/commands/command-execution.js';
import { Rejection } from '#libs/eventing/commands/rejection.js';
import { ReportFilterDifference } from './filter-difference.commands.js';
import { changeDirections, type ChangeDirection } from './filter-scope.js';
import { filterDifference } from './filter-difference.decider.js';
import { filterDifferenceEvents } from './filter-difference.events.js';
import { filteringBlock } from './filtering-block.decider.js';
import { filteringChange } from './filtering-change.decider.js';
import { FilteringFacts } from './filtering-facts.js';
import { filteringBlockEvents, filteringChangeEvents } from './filtering.events.js';

/** A report that names a change must name one of the school's: what the filter confirmed of it is ordered once more. */
@CommandHandler(ReportFilterDifference)
export class ReportFilterDifferenceHandler implements ICommandHandler<ReportFilterDifference> {
  constructor(
    @Inject(CommandExecution) private readonly execution: CommandExecution,
    @Inject(FilteringFacts) private readonly facts: FilteringFacts,
  ) {}

  async execute(command: ReportFilterDifference): Promise<Receipt> {
    const { change, who } = command;
    if (change !== undefined) command.direction = await this.directionOf(change, command.direction, who);
    return this.execution.run(filterDifferenceEvents, filterDifference, 'ReportFilterDifference', command, this.facts);
  }

  private async directionOf(change: string, said: ChangeDirection | undefined, who: Who): Promise<ChangeDirection> {
    const states = {
      unblock: await this.execution.stateOf(filteringChangeEvents, filteringChange, change, who),
      block: await this.execution.stateOf(filteringBlockEvents, filteringBlock, change, who),
    };
    const [found, other] = changeDirections.filter(
      (one) => (said ?? one) === one && (states[one] as { status: string }).status !== 'none',
    );
    if (!found) throw new Rejection('NOT_FOUND', 'Your school has no change with this id.', 'SW7');
    if (other)
      throw new Rejection('CHANGE_AMBIGUOUS', 'An opening and a block have this id: say which by `direction`.', 'SW7');
    return found;
  }
}
