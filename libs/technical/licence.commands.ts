import { applyDecorators } from '@nestjs/common';
import { Field, InputType, Int } from '@nestjs/graphql';
import { IsInt, Max, Min } from 'class-validator';
import { ChangingCommand, StartingCommand } from '#libs/eventing/commands/command.js';
import { Day, Text } from '#libs/eventing/commands/fields.js';

/** A number of licences or installations. */
const Count = (description: string): PropertyDecorator =>
  applyDecorators(
    Field(() => Int, { description }),
    IsInt(),
    Min(0),
    Max(1_000_000),
  );

@InputType({ description: 'Licences of a product come into the log (SL11).' })
export class RecordLicence extends StartingCommand {
  @Text({ max: 200 })
  product: string;

  @Text({ optional: true, max: 200 })
  supplier?: string;

  @Count('How many were purchased.')
  purchased: number;

  @Field(() => Int, {
    defaultValue: 4,
    description: 'Every how many months they are compared with what is installed. SL11 says regularly; 4 is ours.',
  })
  @IsInt()
  @Min(1)
  @Max(12)
  everyMonths: number;
}

@InputType({ description: 'More or fewer licences are held from now on.' })
export class RecordLicencesPurchased extends ChangingCommand {
  @Count('How many there are in all now.')
  purchased: number;

  @Text()
  reason: string;
}

@InputType({
  description: 'What was purchased is compared with what is installed; a difference is explained and acted on (SL11).',
})
export class ReconcileLicences extends ChangingCommand {
  @Count('How many installations were found.')
  installed: number;

  @Text({ optional: true, description: 'Why they differ; needed where they do.' })
  explanation?: string;

  @Text({ optional: true, description: 'What is done about it; needed where they differ.' })
  action?: string;

  @Day('By when that is done; then they are compared again.', { optional: true })
  actionBy?: string;
}

@InputType({ description: 'The product is no longer licensed or used.' })
export class EndLicence extends ChangingCommand {
  @Text()
  reason: string;
}

/** Sent by the worker when licences were not compared in time. */
export class RaiseOverdueReconciliation extends ChangingCommand {}

export const licenceCommands = {
  RecordLicence,
  RecordLicencesPurchased,
  ReconcileLicences,
  EndLicence,
  RaiseOverdueReconciliation,
};
