import { Field, InputType, registerEnumType } from '@nestjs/graphql';
import { IsIn } from 'class-validator';
import { ChangingCommand, RecordCommand } from '#libs/eventing/commands/command.js';
import { Text } from '#libs/eventing/commands/fields.js';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import {
  filterAdapters,
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
export class ChooseFilterAdapter extends RecordCommand {
  @Field(() => FilterAdapter)
  @IsIn(filterAdapters)
  adapter: FilterAdapterName;

  @Text({ max: 500, description: 'Why, as the governors are to read it; it names nobody.' })
  reason: string;

  /** A school has one such record. */
  override get id(): string {
    return this.who.school;
  }
}

/** Sent by the worker after a comparison of the filter with the log. */
export class RecordFilterComparison extends RecordCommand {
  adapter: FilterAdapterName;
  missing: readonly string[];
  lingering: readonly string[];
  /** Changes that were ordered and not confirmed yet: whether they are there the look does not show. */
  onTheWay: readonly string[];
  unexpected: number;
  fault?: FilterFaultCode;

  override get id(): string {
    return this.who.school;
  }
}

/** Sent by the worker when a filter has differed from the log for too long. */
export class RaiseLastingDrift extends ChangingCommand {}

export const schoolFilterCommands = { ChooseFilterAdapter, RecordFilterComparison, RaiseLastingDrift };

/** Sent by the worker once a difference is confirmed; its handler orders again what the filter lost or kept. */
export class MendFilter extends ChangingCommand {}

/** Sent by the worker when a change is agreed, or is over. */
export class PlaceFilterOrder extends ChangingCommand {
  step: FilterStep;
  category: 'filteringChange' | 'filteringBlock';
}

/** Sent by the worker when the filter does not have what it had confirmed: the same once more. */
export class RepeatFilterOrder extends ChangingCommand {}

/** Sent by the worker when a change is withdrawn: what the filter was ordered to do for it is undone. */
export class TakeBackFilterOrder extends ChangingCommand {}

/** How an attempt to have the filter changed came out. */
export type FilterOutcome =
  | { readonly confirmed: FilterProof }
  | { readonly accepted: true }
  | { readonly failed: FilterFaultCode }
  | { readonly dropped: true };

/** Sent after each attempt, and when a filter calls back. */
export class RecordFilterOutcome extends ChangingCommand {
  number: number;
  outcome: FilterOutcome;
}

export const filterOrderCommands = { PlaceFilterOrder, RepeatFilterOrder, TakeBackFilterOrder, RecordFilterOutcome };

/** Sent by the worker when an order is due; its handler asks the filter and then records the outcome. */
export class SendFilterOrder extends ChangingCommand {}
