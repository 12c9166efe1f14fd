import { Inject, type Type } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { nothingRecorded, type RecordCommand, type Receipt, type Who } from '#libs/eventing/commands/command.js';
import { CommandExecution } from '#libs/eventing/commands/command-execution.js';
import { ChosenFilter } from './chosen-filter.js';
import { changeCategories, orderOf, type ChangeCategory } from './filter-order-id.js';
import { filterOrder, type FilterOrder } from './filter-order.decider.js';
import { PlaceFilterOrder, RepeatOrderForChange, TakeBackFilterOrder } from './filter-orders.commands.js';
import { filterOrderEvents } from './filter-orders.events.js';

/** Finds the record of the orders for a change, and runs a command of it there. */
abstract class OrdersForChange {
  constructor(
    @Inject(CommandExecution) private readonly execution: CommandExecution,
    @Inject(ChosenFilter) private readonly filter: ChosenFilter,
  ) {}

  protected run(name: string, command: RecordCommand, id: string): Promise<Receipt> {
    return this.execution.run(filterOrderEvents, filterOrder, name, Object.assign(command, { id }), this.filter);
  }

  /** Openings have their orders under their bare id, as blocks had them once: what was begun there goes on there. */
  protected async orderIdOf(category: ChangeCategory, change: string, who: Who): Promise<string> {
    const bare = await this.stateOf(change, who);
    const isHere = bare.status === 'none' ? category === 'filteringChange' : bare.category === category;
    return isHere ? change : orderOf(category, change);
  }

  private async stateOf(id: string, who: Who): Promise<FilterOrder> {
    return (await this.execution.stateOf(filterOrderEvents, filterOrder, id, who)) as FilterOrder;
  }
}

@CommandHandler(PlaceFilterOrder)
class PlaceFilterOrderHandler extends OrdersForChange implements ICommandHandler<PlaceFilterOrder> {
  async execute(command: PlaceFilterOrder): Promise<Receipt> {
    const id = await this.orderIdOf(command.category, command.id, command.who);
    return this.run('PlaceFilterOrder', command, id);
  }
}

@CommandHandler(TakeBackFilterOrder)
class TakeBackFilterOrderHandler extends OrdersForChange implements ICommandHandler<TakeBackFilterOrder> {
  async execute(command: TakeBackFilterOrder): Promise<Receipt> {
    const id = await this.orderIdOf(command.category, command.id, command.who);
    return this.run('TakeBackFilterOrder', command, id);
  }
}

@CommandHandler(RepeatOrderForChange)
class RepeatOrderForChangeHandler extends OrdersForChange implements ICommandHandler<RepeatOrderForChange> {
  async execute(command: RepeatOrderForChange): Promise<Receipt> {
    const { id: change, category, who } = command;
    let receipt = nothingRecorded(change);
    for (const kind of category === undefined ? changeCategories : [category])
      receipt = await this.run('RepeatFilterOrder', command, await this.orderIdOf(kind, change, who));
    return receipt;
  }
}

export const ordersForChangeHandlers: readonly Type<ICommandHandler>[] = [
  PlaceFilterOrderHandler,
  TakeBackFilterOrderHandler,
  RepeatOrderForChangeHandler,
];
