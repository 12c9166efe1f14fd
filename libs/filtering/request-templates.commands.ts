import { Field, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max, Min, ValidateNested } from 'class-validator';
import { SchoolCommand } from '#libs/eventing/commands/command.js';
import { Text } from '#libs/eventing/commands/fields.js';
import { Id } from '#libs/eventing/commands/id-field.js';
import { FilteringChangeDirection } from './change-direction.js';
import { changeDirections, targetKinds, type TargetKind } from './filter-scope.js';
import { FilterScopeInput, FilterTargetKind } from './filtering.commands.js';

@InputType({ isAbstract: true })
abstract class TemplateContent extends SchoolCommand {
  @Text({ max: 100, description: 'What the school calls it.' })
  name: string;

  @Field(() => FilteringChangeDirection)
  @IsIn(changeDirections)
  does: FilteringChangeDirection;

  @Field(() => FilterTargetKind)
  @IsIn(targetKinds)
  targetKind: TargetKind;

  @Field(() => FilterScopeInput)
  @ValidateNested()
  @Type(() => FilterScopeInput)
  scope: FilterScopeInput;

  @Text({ optional: true, description: 'What is being studied; an opening needs it.' })
  studyPurpose?: string;

  @Field(() => Int, { nullable: true, description: 'For how many days; an opening needs it.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(365)
  days?: number;
}

@InputType({ description: 'Writes a template of requests that are made often (SL6).' })
export class WriteRequestTemplate extends TemplateContent {
  @Id('The id of the new template.')
  template: string;
}

@InputType({ description: 'Writes a new version of a template; requests name the version they were made from.' })
export class ReviseRequestTemplate extends TemplateContent {
  @Id('The template.')
  template: string;

  @Field(() => Int, { description: 'The version that is revised: a newer one is not overwritten unseen.' })
  @IsInt()
  templateVersion: number;
}

@InputType({ description: 'Retires a template: nothing is asked for from it any more.' })
export class RetireRequestTemplate extends SchoolCommand {
  @Id('The template.')
  template: string;

  @Text()
  reason: string;
}

export const requestTemplateCommands = { WriteRequestTemplate, ReviseRequestTemplate, RetireRequestTemplate };
