import { Field, InputType, Int } from '@nestjs/graphql';
import { IsIn, IsInt, IsOptional, IsUUID, Max, Min } from 'class-validator';
import { ChangingCommand, StartingCommand } from '#libs/eventing/commands/command.js';
import { HappenedAt, Text } from '#libs/eventing/commands/fields.js';
import { BreachRisk } from './technical-incident-enums.js';
import { breachRisks } from './technical-incident-words.js';

@InputType({
  description: 'A breach of personal data comes into the register; 72 hours run from when the school knew (D40).',
})
export class OpenBreach extends StartingCommand {
  @HappenedAt({ description: 'When the school came to know: ISO 8601 with a time zone.' })
  awareAt: string;

  /** Set by the worker where it follows from a technical incident. */
  @IsOptional()
  @IsUUID()
  incident?: string;
}

@InputType({ description: 'How likely it harms those whose data it is, and how many they are.' })
export class AssessBreach extends ChangingCommand {
  @Field(() => BreachRisk)
  @IsIn(breachRisks)
  risk: BreachRisk;

  @Field(() => Int)
  @IsInt()
  @Min(0)
  @Max(10_000_000)
  people: number;

  @Text({ description: 'What happened to which data, and what follows for whom.' })
  what: string;
}

@InputType({ description: 'The ICO has been told (UK GDPR art. 33).' })
export class RecordIcoNotified extends ChangingCommand {
  @HappenedAt()
  notifiedAt: string;

  @Text({ optional: true, max: 200 })
  reference?: string;

  @Text({ optional: true, description: 'Needed after more than 72 hours.' })
  lateBecause?: string;
}

@InputType({ description: 'The ICO is not told, and why: only where harm is unlikely.' })
export class RecordIcoNotNotified extends ChangingCommand {
  @Text()
  reasons: string;
}

@InputType({ description: 'Those whose data it is have been told (UK GDPR art. 34).' })
export class RecordPeopleTold extends ChangingCommand {
  @HappenedAt()
  toldAt: string;

  @Text()
  how: string;
}

@InputType({ description: 'Nothing more is to be done, and what was learnt.' })
export class CloseBreach extends ChangingCommand {
  @Text()
  lessons: string;
}

/** Sent by the worker a day before the 72 hours end. */
export class WarnOfBreachDeadline extends ChangingCommand {}

/** Sent by the worker when they have ended. */
export class RaiseMissedBreachDeadline extends ChangingCommand {}

export const breachCommands = {
  OpenBreach,
  AssessBreach,
  RecordIcoNotified,
  RecordIcoNotNotified,
  RecordPeopleTold,
  CloseBreach,
  WarnOfBreachDeadline,
  RaiseMissedBreachDeadline,
};
