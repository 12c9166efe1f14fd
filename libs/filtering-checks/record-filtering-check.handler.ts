import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#libs/eventing/commands/command.js';
import { CommandExecution } from '#libs/eventing/commands/command-execution.js';
import { Rejection } from '#libs/eventing/commands/rejection.js';
import { filteringCheckPlan, type FilteringCheckPlan } from './filtering-check-plan.decider.js';
import { filteringCheck } from './filtering-check.decider.js';
import { RecordFilteringCheck } from './filtering-checks.commands.js';
import { filteringCheckEvents, filteringCheckPlanEvents } from './filtering-checks.events.js';

/** A test that names a plan must name one of the school's; the plan learns of it by a reaction of the worker. */
@CommandHandler(RecordFilteringCheck)
export class RecordFilteringCheckHandler implements ICommandHandler<RecordFilteringCheck> {
  constructor(@Inject(CommandExecution) private readonly execution: CommandExecution) {}

  async execute(command: RecordFilteringCheck): Promise<Receipt> {
    const { plan: id, who } = command;
    if (id !== undefined) {
      const plan = await this.execution.stateOf(filteringCheckPlanEvents, filteringCheckPlan, id, who);
      if ((plan as FilteringCheckPlan).status !== 'active')
        throw new Rejection('NOT_FOUND', 'Your school has no plan with this id, or it has ended.', 'D22');
    }
    return this.execution.run(filteringCheckEvents, filteringCheck, 'RecordFilteringCheck', command);
  }
}
