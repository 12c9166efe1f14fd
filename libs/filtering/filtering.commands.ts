import { Field, InputType, Int, registerEnumType } from '@nestjs/graphql';
import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, Matches, ValidateBy, ValidateIf, ValidateNested } from 'class-validator';
import { ChangingCommand, SchoolCommand, StartingCommand } from '#libs/eventing/commands/command.js';
import { Text } from '#libs/eventing/commands/fields.js';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { Id } from '#libs/eventing/commands/id-field.js';
import {
  canonicalScope,
  namedScopes,
  scopeKinds,
  yearGroupNamed,
  targetKinds,
  type ScopeKind,
  type TargetKind,
} from './filter-scope.js';
import { IllegalListName } from './illegal-list-enum.js';
import { illegalListCodes, type IllegalListCode } from './illegal-sites.js';
import { SchoolMoment } from './school-moment.js';

export const FilterTargetKind = graphqlEnum(targetKinds);
registerEnumType(FilterTargetKind, { name: 'FilterTargetKind' });
export const FilterScopeKind = graphqlEnum(scopeKinds);
registerEnumType(FilterScopeKind, { name: 'FilterScopeKind' });

@InputType({
  description:
    'What the change is about: a web address, a domain with all below it, a category of the filter, or an application.',
})
export class FilterTargetInput {
  @Field(() => FilterTargetKind)
  @IsIn(targetKinds)
  kind: TargetKind;

  @Text({ max: 4_000 })
  value: string;
}

@InputType({ description: 'For whom: pupil, year and device groups are named.' })
export class FilterScopeInput {
  @Field(() => FilterScopeKind)
  @IsIn(scopeKinds)
  kind: ScopeKind;

  @ValidateIf(({ kind, name }: FilterScopeInput) => namedScopes.includes(kind) || name !== undefined)
  @Text({ max: 100, nullable: true })
  @Transform(({ value, obj }: { value: unknown; obj: FilterScopeInput }) => nameIn(obj.kind, value))
  @IsGroupName()
  name?: string;
}

/** In the one way in which groups are written down. */
const nameIn = (kind: ScopeKind, name: unknown): unknown =>
  typeof name === 'string' && scopeKinds.includes(kind) ? canonicalScope({ kind, name }).name : name;

function IsGroupName(): PropertyDecorator {
  return ValidateBy({
    name: 'isGroupName',
    validator: {
      validate: (name, on) =>
        (on?.object as FilterScopeInput).kind !== 'yearGroup' || yearGroupNamed(String(name)) !== undefined,
      defaultMessage: () => '$property must be a year group: Nursery, Reception, or Year 1 to Year 13',
    },
  });
}

/** What is said of a site, and of the people whom it concerns. */
@InputType({ isAbstract: true })
export abstract class AboutSite extends StartingCommand {
  @Field(() => FilterTargetInput)
  @ValidateNested()
  @Type(() => FilterTargetInput)
  target: FilterTargetInput;

  @Field(() => FilterScopeInput)
  @ValidateNested()
  @Type(() => FilterScopeInput)
  scope: FilterScopeInput;
}

const startsWhen = 'When the site may be let through at the earliest; left out, as soon as that is agreed.';

@InputType({ isAbstract: true })
abstract class FromTemplate extends StartingCommand {
  @Id('The template.')
  template: string;

  @Field(() => Int, { description: 'The version of it that the sender saw.' })
  @IsInt()
  templateVersion: number;

  @Text({
    max: 4_000,
    description: 'The site: an address, a domain, a category or an application, as the template says.',
  })
  value: string;

  @Text({ description: 'Why.' })
  reason: string;
}

@InputType({ description: 'Asks that a site be let through as a template of the school says (SL6).' })
export class RequestUnblockFromTemplate extends FromTemplate {
  @SchoolMoment('begin', { optional: true, description: startsWhen })
  from?: string;

  @SchoolMoment('end', { optional: true, description: 'An end other than the template’s.' })
  until?: string;
}

@InputType({ description: 'Asks that a site be blocked as a template of the school says (SW7).' })
export class RequestBlockFromTemplate extends FromTemplate {}

@InputType({ description: 'Asks that a site be let through for a period of study (SL6).' })
export class RequestUnblock extends AboutSite {
  @Text({ description: 'What is being studied.' })
  studyPurpose: string;

  @Text({ description: 'Why the site is needed for it.' })
  reason: string;

  @Field(() => Boolean, {
    nullable: true,
    description: 'A permanent opening needs two agreements, and ends at its review unless it is extended (D18).',
  })
  @IsOptional()
  @IsBoolean()
  permanent?: boolean;

  @SchoolMoment('begin', { optional: true, description: startsWhen })
  from?: string;

  @SchoolMoment('end', { description: 'When the site is to be blocked again, or a permanent opening reviewed.' })
  until: string;
}

@InputType({ description: 'Puts a question to the person who asked, before the decision.' })
export class AskForMoreInformation extends ChangingCommand {
  @Text()
  question: string;
}

@InputType({ description: 'The person who asked answers; the request waits for agreement again.' })
export class GiveMoreInformation extends ChangingCommand {
  @Text()
  answer: string;
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
  @SchoolMoment('end', { description: 'The later end.' })
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

/** Sent by the worker when the agreed time begins. */
export class NoteUnblockDue extends ChangingCommand {}

/** Sent by the worker when nobody has opened in time what was agreed, and once more later. */
export class RaiseUnmadeOpening extends ChangingCommand {}

/** Sent by the worker when the time is over that was asked for. */
export class LapseUnblock extends ChangingCommand {}

/** Sent when a list of illegal sites has changed: what is open, or waits to be, is looked for on it (D19). */
export class CheckForIllegalSite extends ChangingCommand {}

/** Sent by the worker when the agreed time is up (D18). */
export class OrderReblock extends ChangingCommand {}

/** Sent by the worker when nobody has confirmed in time that the site is blocked again, and once more later (D18). */
export class RaiseOverdueReblock extends ChangingCommand {}

/** Sent by the worker when the filter has confirmed that it lets the site through. */
export class NoteLetThroughByFilter extends ChangingCommand {}

/** Sent by the worker when the filter has confirmed that the site is blocked again. */
export class NoteBlockedAgainByFilter extends ChangingCommand {}

export const filteringChangeCommands = {
  RequestUnblock,
  RequestUnblockFromTemplate,
  AskForMoreInformation,
  GiveMoreInformation,
  WithdrawUnblockRequest,
  AgreeUnblock,
  DeclineUnblock,
  NoteUnblockDue,
  RaiseUnmadeOpening,
  LapseUnblock,
  ImplementUnblock,
  RequestExtension,
  AgreeExtension,
  DeclineExtension,
  CheckForIllegalSite,
  OrderReblock,
  RaiseOverdueReblock,
  ConfirmReblock,
  NoteLetThroughByFilter,
  NoteBlockedAgainByFilter,
};

@InputType({ description: 'Asks that a site be blocked which the filter lets through (SW7).' })
export class RequestBlock extends AboutSite {
  @Text({ description: 'Why the site is to be blocked.' })
  reason: string;
}

@InputType({ description: 'A technician has blocked a site at once, because harm is at hand; it is agreed after.' })
export class BlockInEmergency extends RequestBlock {}

@InputType({ description: 'The person who asked takes the request for a block back before it is made.' })
export class WithdrawBlockRequest extends ChangingCommand {
  @Text()
  reason: string;
}

@InputType({ description: 'The online safety lead agrees to the block, before it is made (SW7).' })
export class AgreeBlock extends ChangingCommand {
  @Text()
  reason: string;
}

@InputType({ description: 'The online safety lead declines the block, with reasons.' })
export class DeclineBlock extends ChangingCommand {
  @Text()
  reason: string;
}

@InputType({ description: 'A technician has blocked the site as agreed.' })
export class ImplementBlock extends ChangingCommand {}

@InputType({ description: 'The online safety lead agrees to a block that was made in an emergency.' })
export class AgreeEmergencyBlock extends ChangingCommand {
  @Text()
  reason: string;
}

@InputType({ description: 'The online safety lead refuses a block that was made in an emergency: it is to be lifted.' })
export class RefuseEmergencyBlock extends ChangingCommand {
  @Text()
  reason: string;
}

@InputType({ description: 'Asks that a block be lifted; until that is agreed and done it stays (SW7).' })
export class RequestBlockLifting extends ChangingCommand {
  @Text()
  reason: string;
}

@InputType({ description: 'The online safety lead agrees that a block is lifted, before it is (SW7).' })
export class AgreeBlockLifting extends ChangingCommand {
  @Text()
  reason: string;
}

@InputType({ description: 'The online safety lead declines: the block stays.' })
export class DeclineBlockLifting extends ChangingCommand {
  @Text()
  reason: string;
}

@InputType({ description: 'A technician has lifted a block as was decided, and says so.' })
export class ConfirmBlockLifted extends ChangingCommand {
  @Text({ optional: true })
  note?: string;
}

/** Sent by the worker when nobody has answered in time a request for a block, and once more later. */
export class RaiseUnansweredBlockRequest extends ChangingCommand {}

/** Sent by the worker when nobody has made in time the block that was agreed, or lifted one that was refused, and once more later. */
export class RaiseUnmadeBlock extends ChangingCommand {}

/** Sent by the worker when nobody has answered a block made in an emergency in time. */
export class RaiseOverdueEmergencyBlock extends ChangingCommand {}

/** Sent by the worker when the filter has confirmed that it blocks the site. */
export class NoteBlockedByFilter extends ChangingCommand {}

/** Sent by the worker when the filter has confirmed that the block is lifted. */
export class NoteBlockLiftedByFilter extends ChangingCommand {}

export const filteringBlockCommands = {
  RequestBlock,
  RequestBlockFromTemplate,
  WithdrawBlockRequest,
  AgreeBlock,
  DeclineBlock,
  RaiseUnansweredBlockRequest,
  RaiseUnmadeBlock,
  ImplementBlock,
  BlockInEmergency,
  AgreeEmergencyBlock,
  RefuseEmergencyBlock,
  RaiseOverdueEmergencyBlock,
  RequestBlockLifting,
  AgreeBlockLifting,
  DeclineBlockLifting,
  ConfirmBlockLifted,
  NoteBlockedByFilter,
  NoteBlockLiftedByFilter,
};

/** A new edition of a list of illegal sites has come, as hashes (D19). */
export class UpdateIllegalList extends SchoolCommand {
  @IsIn(illegalListCodes)
  list: IllegalListCode;

  @Text({ max: 100 })
  edition: string;

  @Matches(/^[0-9a-f]{32}$/i, { each: true })
  hashes: readonly string[];

  /** Hashes that say of a domain that something in it is listed, where the entry was an address. */
  @IsOptional()
  @Matches(/^[0-9a-f]{32}$/i, { each: true })
  pagesOf?: readonly string[];
}

@InputType({
  description: 'Somebody other than the sender agrees to an edition with which too much of the list would go (D19).',
})
export class AgreeIllegalList extends SchoolCommand {
  @Field(() => IllegalListName)
  @IsIn(illegalListCodes)
  list: IllegalListCode;

  @Text({ max: 100 })
  edition: string;
}

export const illegalListCommands = { UpdateIllegalList, AgreeIllegalList };
