import { Inject } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { v5 as uuidOf } from 'uuid';
import { nothingRecorded, type Receipt } from '#libs/eventing/commands/command.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { CommandExecution } from '#libs/eventing/commands/command-execution.js';
import { ConfiguredFilters } from '#libs/filtering/filters/configured-filters.js';
import { FilterFault } from '#libs/filtering/filters/filter.js';
import { MendFilter, RepeatFilterOrder } from '#libs/filtering/filter-orders.commands.js';
import { schoolFilterEvents } from '#libs/filtering/filter-orders.events.js';
import { schoolFilter, type SchoolFilter } from '#libs/filtering/school-filter.decider.js';
import { ExpectedFilter } from './expected-filter.js';

/** The name space of the ids of commands: while one difference lasts, each change is ordered again once. */
const mendings = '9b1e6c0a-52a3-4f0d-8f5e-4b7a1f0d2e33';

/** SW7: what the filter lost, or kept, is ordered again; whether that helped the next looks at it show. */
@CommandHandler(MendFilter)
export class MendFilterHandler implements ICommandHandler<MendFilter> {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(CommandExecution) private readonly execution: CommandExecution,
    @Inject(ConfiguredFilters) private readonly filters: ConfiguredFilters,
    @Inject(ExpectedFilter) private readonly expected: ExpectedFilter,
  ) {}

  async execute({ who, cause }: MendFilter): Promise<Receipt> {
    const { school } = who;
    const { drift } = (await this.execution.stateOf(schoolFilterEvents, schoolFilter, school, who)) as SchoolFilter;
    if (!drift) return nothingRecorded(school);
    const { since, found, orderedAgain } = drift;
    const { adapter } = found;
    for (const id of orderedAgain) {
      const commandId = uuidOf(`${school}/${adapter}/${since}/${id}`, mendings);
      await this.commands.execute(commandOf(RepeatFilterOrder, { id, commandId }).by(who).causedBy(cause));
    }
    // Where a filter is given all of it at once, this takes away besides what nobody ordered.
    const filter = this.filters.has(school, adapter) ? this.filters.of(school, adapter) : undefined;
    try {
      await filter?.restore?.(() => this.expected.of(school, adapter));
    } catch (error) {
      if (!(error instanceof FilterFault)) throw error;
    }
    return nothingRecorded(school);
  }
}
