import { Field, InputType, registerEnumType } from '@nestjs/graphql';
import { IsIn, IsInt, IsObject, IsOptional, Matches } from 'class-validator';
import { ChangingCommand, RecordCommand, SchoolCommand } from '#libs/eventing/commands/command.js';
import { Text } from '#libs/eventing/commands/fields.js';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { changeCategories, filterOrderId, type ChangeCategory } from './filter-order-id.js';
import {
  filterAdapters,
  filterFaults,
  filterSteps,
  type FilterAdapterName,
  type FilterFaultCode,
  type FilterProof,
  type FilterStep,
} from './filter-orders.events.js';

export const FilterAdapter = graphqlEnum(filterAdapters);
registerEnumType(FilterAdapter, {
  name: 'FilterAdapter',
  description: 'Who changes the filter: a technician by hand, or Daybook itself, through a webhook or the squid proxy.',
});

@InputType({
  description:
    'The school decides who carries out what was agreed: a technician as the third person, or Daybook itself (SL6).',
})
export class ChooseFilterAdapter extends SchoolCommand {
  @Field(() => FilterAdapter)
  @IsIn(filterAdapters)
  adapter: FilterAdapterName;

  @Text({ max: 500, description: 'Why, as the governors are to read it; it names nobody.' })
  reason: string;
}

/** Sent by the worker after a comparison of the filter with the log. */
export class RecordFilterComparison extends SchoolCommand {
  @IsIn(filterAdapters)
  adapter: FilterAdapterName;

  @Matches(filterOrderId, { each: true })
  missing: readonly string[];

  @Matches(filterOrderId, { each: true })
  lingering: readonly string[];

  /** What was ordered and is not confirmed yet: whether it is there the look does not show. */
  @Matches(filterOrderId, { each: true })
  onTheWay: readonly string[];

  @IsInt()
  unexpected: number;

  @IsOptional()
  @IsIn(filterFaults)
  fault?: FilterFaultCode;
}

/** Sent by the worker when a filter has differed from the log for too long. */
export class RaiseLastingDrift extends SchoolCommand {}

export const schoolFilterCommands = { ChooseFilterAdapter, RecordFilterComparison, RaiseLastingDrift };

/** Sent by the worker once a difference is confirmed; its handler orders again what the filter lost or kept. */
export class MendFilter extends SchoolCommand {}

/** Sent to a change; its handler finds the record of the orders for it. */
abstract class OrderForChange extends ChangingCommand {
  @IsIn(changeCategories)
  category: ChangeCategory;
}

/** Sent by the worker when a change is agreed, or is over. */
export class PlaceFilterOrder extends OrderForChange {
  @IsIn(filterSteps)
  step: FilterStep;
}

/** Sent by the worker when a change is withdrawn: what the filter was ordered to do for it is undone. */
export class TakeBackFilterOrder extends OrderForChange {}

/** Sent by the worker when people found the filter to differ from a change: what was confirmed of it once more. */
export class RepeatOrderForChange extends ChangingCommand {
  /** Undefined where the report is from before it said so: of whichever kind there is an order. */
  @IsOptional()
  @IsIn(changeCategories)
  category?: ChangeCategory | undefined;
}

export const orderForChangeCommands = { PlaceFilterOrder, TakeBackFilterOrder };

/** Sent to the orders for a change. */
abstract class ToFilterOrder extends RecordCommand {
  @Matches(filterOrderId)
  override id: string;
}

/** Sent by the worker when the filter does not have what it had confirmed: the same once more. */
export class RepeatFilterOrder extends ToFilterOrder {}

/** How an attempt to have the filter changed came out. */
export type FilterOutcome =
  | { readonly confirmed: FilterProof }
  | { readonly accepted: true }
  | { readonly failed: FilterFaultCode }
  | { readonly dropped: true };

/** Sent after each attempt, and when a filter calls back. */
export class RecordFilterOutcome extends ToFilterOrder {
  @IsInt()
  number: number;

  @IsObject()
  outcome: FilterOutcome;
}

export const filterOrderCommands = { RepeatFilterOrder, RecordFilterOutcome };

/** Sent by the worker when an order is due; its handler asks the filter and then records the outcome. */
export class SendFilterOrder extends ToFilterOrder {}
