import { Field, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsInt, Max, Min, ValidateNested } from 'class-validator';
import { RecordCommand } from '#libs/eventing/commands/command.js';
import { Day, Days, Text } from '#libs/eventing/commands/fields.js';

@InputType({ description: 'A term, or half of one; what lies between them is holiday.' })
export class TermInput {
  @Text({ max: 60 })
  name: string;

  @Day('Its first day.')
  from: string;

  @Day('Its last day.')
  to: string;
}

@InputType({ description: 'Sets the terms and INSET days of a school year, in the place of those set before.' })
export class SetTerms extends RecordCommand {
  @Field(() => Int, { description: 'The year in which the school year begins: 2026 for 2026/27.' })
  @IsInt()
  @Min(2020)
  @Max(2100)
  year: number;

  @Field(() => [TermInput])
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(12)
  @ValidateNested({ each: true })
  @Type(() => TermInput)
  terms: readonly TermInput[];

  @Days('Days on which the staff are trained and the pupils stay at home.')
  insetDays: readonly string[];

  /** A school has one calendar, and nobody sets another's. */
  override get id(): string {
    return this.who.school;
  }
}

export const calendarCommands = { SetTerms };
