import { Field, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsIn, IsInt, Max, Min, ValidateNested } from 'class-validator';
import { ChangingCommand, RecordCommand } from '#libs/eventing/commands/command.js';
import { Day, Text } from '#libs/eventing/commands/fields.js';
import { intervalUnits } from './intervals.js';
import { IntervalUnit, ResponsibleRole, TechnicalCheckKind, TechnicalCheckResult } from './technical-check-enums.js';
import { technicalCheckOf } from './technical-check-id.js';
import { responsibleRoles, technicalCheckKinds, technicalCheckResults } from './technical-check-words.js';

@InputType({ description: 'Every how often: every 2 weeks, say.' })
export class IntervalInput {
  @Field(() => Int)
  @IsInt()
  @Min(1)
  @Max(24)
  count: number;

  @Field(() => IntervalUnit)
  @IsIn(intervalUnits)
  unit: IntervalUnit;
}

/** A command for the check of one kind at the sender's school: there is one of each, and nobody names another's. */
@InputType({ isAbstract: true })
abstract class CheckCommand extends RecordCommand {
  @Field(() => TechnicalCheckKind)
  @IsIn(technicalCheckKinds)
  kind: TechnicalCheckKind;

  override get id(): string {
    return technicalCheckOf(this.who.school, this.kind);
  }
}

@InputType({ description: 'The school plans a kind of check its own way, in the place of the plan before (SL11).' })
export class PlanTechnicalCheck extends CheckCommand {
  @Field(() => IntervalInput)
  @ValidateNested()
  @Type(() => IntervalInput)
  every: IntervalInput;

  @Field(() => ResponsibleRole)
  @IsIn(responsibleRoles)
  responsible: ResponsibleRole;
}

/** Sent by the worker when a policy is adopted: what nobody has planned yet holds by default. */
export class PlanTechnicalCheckByDefault extends ChangingCommand {
  @IsIn(technicalCheckKinds)
  kind: TechnicalCheckKind;
}

@InputType({
  description: 'A planned check was done; a failed one names the action, and is due again by its day (SL11).',
})
export class RecordTechnicalCheck extends CheckCommand {
  @Day('When it was checked.')
  checkedOn: string;

  @Field(() => TechnicalCheckResult)
  @IsIn(technicalCheckResults)
  result: TechnicalCheckResult;

  @Text({ description: 'What was found.' })
  finding: string;

  @Text({ optional: true, description: 'What is done about it; needed where the check failed.' })
  action?: string;

  @Day('By when that is done; then it is checked again.', { optional: true })
  actionBy?: string;
}

/** Sent by the worker when a check was not done in its time. */
export class RaiseOverdueTechnicalCheck extends ChangingCommand {}

export const technicalCheckCommands = {
  PlanTechnicalCheck,
  PlanTechnicalCheckByDefault,
  RecordTechnicalCheck,
  RaiseOverdueTechnicalCheck,
};
