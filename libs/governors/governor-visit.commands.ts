import { Field, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, Matches, ValidateNested } from 'class-validator';
import { ChangingCommand, StartingCommand } from '#libs/eventing/command.js';
import { Day, Text } from '#libs/eventing/fields.js';
import { Id } from '#libs/eventing/id-field.js';
import { GovernorLog } from './governor-enums.js';
import { governorLogs } from './governor-words.js';

@InputType({ description: 'A log that was looked at, and how far it had come.' })
export class LookedAtInput {
  @Field(() => GovernorLog)
  @IsIn(governorLogs)
  log: GovernorLog;

  @Field(() => String, { description: 'The `position` of the governors’ view.' })
  @Matches(/^\d{1,18}$/)
  position: string;
}

@InputType({ description: 'A governor visits: what they look at, as of which position (SL3, D26).' })
export class StartGovernorVisit extends StartingCommand {
  @Day('The day of the visit.')
  on: string;

  @Field(() => [LookedAtInput])
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => LookedAtInput)
  looked: readonly LookedAtInput[];

  /** How far the governors’ view had come by now; no input can say it. */
  shownUpTo?: string;
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

/** Sent by the worker when the school has not answered in time. */
export class RaiseUnansweredQuestion extends ChangingCommand {
  questionId: string;
}

export const governorVisitCommands = {
  StartGovernorVisit,
  AskGovernorQuestion,
  AnswerGovernorQuestion,
  SignGovernorVisit,
  RaiseUnansweredQuestion,
};
