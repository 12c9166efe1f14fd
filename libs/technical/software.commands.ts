import { Field, InputType, Int } from '@nestjs/graphql';
import { IsBoolean, IsInt, IsISO8601, IsOptional, IsUUID, Max, Min } from 'class-validator';
import { ChangingCommand, StartingCommand } from '#libs/eventing/commands/command.js';
import { Text } from '#libs/eventing/commands/fields.js';

@InputType({ description: 'Software comes into the register; it may be used once it is approved (SL11, SW16).' })
export class ProposeSoftware extends StartingCommand {
  @Text({ max: 200 })
  name: string;

  @Text({ optional: true, max: 200 })
  supplier?: string;

  @Text({ description: 'What it is to be used for.' })
  purpose: string;

  @Field(() => Boolean)
  @IsBoolean()
  takesPersonalData: boolean;

  @Text({ optional: true, description: 'Which data it takes; needed where they are personal.' })
  dataTaken?: string;

  @Field(() => Int, { description: 'The youngest age its supplier allows; 0 where there is none.' })
  @IsInt()
  @Min(0)
  @Max(21)
  ageRating: number;

  @Field(() => Boolean, { description: 'It makes or judges content by itself: an AI tool.' })
  @IsBoolean()
  ai: boolean;
}

/** Sent by the worker when the risk assessment of this software was decided. */
export class NoteAssessment extends ChangingCommand {
  @IsUUID()
  assessment: string;

  @IsISO8601({ strict: true })
  decidedAt: string;
  /** Left out where it was refused. */
  @IsOptional()
  @IsISO8601({ strict: true })
  reviewBy?: string;
}

@InputType({ description: 'The software may be used: only on an accepted risk assessment (SW16).' })
export class ApproveSoftware extends ChangingCommand {
  @Text()
  reasons: string;
}

@InputType({ description: 'The software may not be used.' })
export class RefuseSoftware extends ChangingCommand {
  @Text()
  reasons: string;
}

@InputType({ description: 'The software is no longer installed or used.' })
export class WithdrawSoftware extends ChangingCommand {
  @Text()
  reasons: string;
}

export const softwareCommands = { ProposeSoftware, NoteAssessment, ApproveSoftware, RefuseSoftware, WithdrawSoftware };
