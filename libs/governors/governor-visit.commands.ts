import { Field, InputType } from '@nestjs/graphql';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { ChangingCommand, StartingCommand } from '#libs/eventing/commands/command.js';
import { Day, Text } from '#libs/eventing/commands/fields.js';
import { Id } from '#libs/eventing/commands/id-field.js';
import type { GovernorLogName } from './governor-words.js';

/** A log that somebody was shown: how far it had come, and when. */
export interface Shown {
  readonly log: GovernorLogName;
  readonly position: string;
  readonly shownAt: string;
}

@InputType({ description: 'A governor visits, and has looked at what Daybook showed them (SL3, D26).' })
export class StartGovernorVisit extends StartingCommand {
  @Day('The day of the visit.')
  on: string;

  @Field(() => [String], { description: 'The `mark` of each answer that they looked at.' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MaxLength(1_000, { each: true })
  marks: readonly string[];

  /** What each mark proves to have been shown to the sender; no input can say it. */
  @IsOptional()
  @IsArray()
  shown?: readonly (readonly Shown[])[];
}

@InputType({ description: 'The governor asks the school something.' })
export class AskGovernorQuestion extends ChangingCommand {
  @Id('The id of the question.')
  questionId: string;

  @Text()
  question: string;
}

@InputType({ description: 'The school answers a question of a governor.' })
export class AnswerGovernorQuestion extends ChangingCommand {
  @Id('The id of the question.')
  questionId: string;

  @Text()
  answer: string;
}

@InputType({ description: 'The governor signs that they looked (D26).' })
export class SignGovernorVisit extends ChangingCommand {}

@InputType({ description: 'A meeting of the governors has heard of the visit, as its minutes say (SL3, D26).' })
export class RecordGovernorMinutes extends ChangingCommand {
  @Day('The day of the meeting.')
  meetingOn: string;

  @Text({ max: 500, description: 'Where it stands: the committee, and the number of the minute.' })
  reference: string;

  @Field(() => String, { nullable: true, description: 'The SHA-256 of the file of the minutes, in hexadecimal.' })
  @IsOptional()
  @Matches(/^[0-9a-f]{64}$/)
  sha256?: string;
}

/** Sent by the worker when the school has not answered in time. */
export class RaiseUnansweredQuestion extends ChangingCommand {
  @IsUUID()
  questionId: string;
}

export const governorVisitCommands = {
  StartGovernorVisit,
  AskGovernorQuestion,
  AnswerGovernorQuestion,
  SignGovernorVisit,
  RecordGovernorMinutes,
  RaiseUnansweredQuestion,
};
