import { Field, InputType } from '@nestjs/graphql';
import { IsIn } from 'class-validator';
import { ChangingCommand, StartingCommand } from '#libs/eventing/commands/command.js';
import { Day, Text } from '#libs/eventing/commands/fields.js';
import { Id } from '#libs/eventing/commands/id-field.js';
import { RiskLevel, TechnologyUse } from './risk-assessment-enums.js';
import { riskLevels, technologyUses } from './risk-assessment-words.js';

@InputType({ description: 'A technology is to be assessed before it is used (SW16).' })
export class DraftRiskAssessment extends StartingCommand {
  @Text({ max: 200 })
  technology: string;

  @Field(() => TechnologyUse)
  @IsIn(technologyUses)
  use: TechnologyUse;

  @Text()
  purpose: string;

  @Id('The entry of the software register that waits for it.', { optional: true })
  software?: string;
}

@InputType({ description: 'A risk and what is done about it; one of the same id takes its place.' })
export class RecordRisk extends ChangingCommand {
  @Id('The id of the risk.')
  riskId: string;

  @Text()
  risk: string;

  @Field(() => RiskLevel, { description: 'With the mitigation in place.' })
  @IsIn(riskLevels)
  level: RiskLevel;

  @Text()
  mitigation: string;
}

@InputType({ description: 'The technology may be used, until the review (SW16). Also the outcome of a review.' })
export class AcceptRiskAssessment extends ChangingCommand {
  @Text()
  reasons: string;

  @Day('When it is looked at again; a year from now at most.')
  reviewOn: string;
}

@InputType({ description: 'The technology may not be used, or no longer.' })
export class RefuseRiskAssessment extends ChangingCommand {
  @Text()
  reasons: string;
}

/** Sent by the worker when the review was not done in its time. */
export class RaiseOverdueRiskReview extends ChangingCommand {}

export const riskAssessmentCommands = {
  DraftRiskAssessment,
  RecordRisk,
  AcceptRiskAssessment,
  RefuseRiskAssessment,
  RaiseOverdueRiskReview,
};
