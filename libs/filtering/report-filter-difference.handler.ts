import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Receipt, Who } from '#libs/eventing/commands/command.js';
import { CommandExecution } from '#libs/eventing/commands/command-execution.js';
import { Rejection } from '#libs/eventing/commands/rejection.js';
import { ReportFilterDifference } from './filter-difference.commands.js';
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
    if (change !== undefined && !(await this.isThere(change, who)))
      throw new Rejection('NOT_FOUND', 'Your school has no change with this id.', 'SW7');
    return this.execution.run(filterDifferenceEvents, filterDifference, 'ReportFilterDifference', command, this.facts);
  }

  private async isThere(change: string, who: Who): Promise<boolean> {
    const states = await Promise.all([
      this.execution.stateOf(filteringChangeEvents, filteringChange, change, who),
      this.execution.stateOf(filteringBlockEvents, filteringBlock, change, who),
    ]);
    return states.some((state) => (state as { status: string }).status !== 'none');
  }
}
