import { Field, InputType, registerEnumType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsIn, ValidateIf, ValidateNested } from 'class-validator';
import { ChangingCommand, StartingCommand } from '#libs/eventing/command.js';
import { Moment, Text } from '#libs/eventing/fields.js';
import { graphqlEnum } from '#libs/eventing/graphql-enum.js';
import { namedScopes, scopeKinds, targetKinds, type ScopeKind, type TargetKind } from './filter-scope.js';

export const FilterTargetKind = graphqlEnum(targetKinds);
registerEnumType(FilterTargetKind, { name: 'FilterTargetKind' });
export const FilterScopeKind = graphqlEnum(scopeKinds);
registerEnumType(FilterScopeKind, { name: 'FilterScopeKind' });

@InputType({ description: 'What is to be let through: a web address, a domain, or a category of the filter.' })
export class FilterTargetInput {
  @Field(() => FilterTargetKind)
  @IsIn(targetKinds)
  kind: TargetKind;

  @Text({ max: 4_000 })
  value: string;
}

@InputType({ description: 'For whom: pupil and year groups are named.' })
export class FilterScopeInput {
  @Field(() => FilterScopeKind)
  @IsIn(scopeKinds)
  kind: ScopeKind;

  @ValidateIf(({ kind, name }: FilterScopeInput) => namedScopes.includes(kind) || name !== undefined)
  @Text({ max: 100, nullable: true })
  name?: string;
}

@InputType({ description: 'Asks that a site be let through for a period of study (SL6).' })
export class RequestUnblock extends StartingCommand {
  @Field(() => FilterTargetInput)
  @ValidateNested()
  @Type(() => FilterTargetInput)
  target: FilterTargetInput;

  @Field(() => FilterScopeInput)
  @ValidateNested()
  @Type(() => FilterScopeInput)
  scope: FilterScopeInput;

  @Text({ description: 'What is being studied.' })
  studyPurpose: string;

  @Text({ description: 'Why the site is needed for it.' })
  reason: string;

  @Moment({ description: 'When the site is to be blocked again: ISO 8601 with a time zone.' })
  until: string;
}

@InputType({ description: 'The person who asked takes the request back before it is implemented.' })
export class WithdrawUnblockRequest extends ChangingCommand {
  @Text()
  reason: string;
}

@InputType({ description: 'The online safety lead agrees, before anything is changed (SW7).' })
export class AgreeUnblock extends ChangingCommand {
  @Text()
  reason: string;
}

@InputType({ description: 'The online safety lead declines, with reasons.' })
export class DeclineUnblock extends ChangingCommand {
  @Text()
  reason: string;
}

@InputType({ description: 'A technician has changed the filter as agreed: the third act.' })
export class ImplementUnblock extends ChangingCommand {}

@InputType({ description: 'Asks for a later end of an opening; it needs a new agreement (D18).' })
export class RequestExtension extends ChangingCommand {
  @Moment()
  until: string;

  @Text()
  reason: string;
}

@InputType({ description: 'Agrees the extension that was asked for.' })
export class AgreeExtension extends ChangingCommand {
  @Text()
  reason: string;
}

@InputType({ description: 'Declines the extension: the opening ends as it was agreed.' })
export class DeclineExtension extends ChangingCommand {
  @Text()
  reason: string;
}

@InputType({ description: 'A technician has blocked the site again and says so.' })
export class ConfirmReblock extends ChangingCommand {
  @Text({ optional: true })
  note?: string;
}

/** Sent by the worker when the agreed time is up (D18). */
export class OrderReblock extends ChangingCommand {}

/** Sent by the worker when nobody has confirmed in time that the site is blocked again (D18). */
export class RaiseOverdueReblock extends ChangingCommand {}

export const filteringChangeCommands = {
  RequestUnblock,
  WithdrawUnblockRequest,
  AgreeUnblock,
  DeclineUnblock,
  ImplementUnblock,
  RequestExtension,
  AgreeExtension,
  DeclineExtension,
  OrderReblock,
  RaiseOverdueReblock,
  ConfirmReblock,
};
