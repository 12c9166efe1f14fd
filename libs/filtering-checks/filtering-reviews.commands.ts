import { Field, InputType } from '@nestjs/graphql';
import { IsIn, IsISO8601, ValidateIf } from 'class-validator';
import { ChangingCommand, StartingCommand } from '#libs/eventing/commands/command.js';
import { Day, Text } from '#libs/eventing/commands/fields.js';
import { Id } from '#libs/eventing/commands/id-field.js';
import { PersonId } from '#libs/people/person-id.js';
import { reviewTriggers } from './check-words.js';
import { FilteringReviewTrigger } from './review-enums.js';

@InputType({ description: 'Opens a review out of its cycle: something has changed, or a risk was found (D22).' })
export class OpenFilteringReview extends StartingCommand {
  @Field(() => FilteringReviewTrigger)
  @IsIn(reviewTriggers)
  trigger: FilteringReviewTrigger;

  /** People say it; the worker has no words of its own. */
  @ValidateIf(({ what }: OpenFilteringReview) => what !== undefined)
  @Text({ description: 'What has changed, or which risk.' })
  what?: string;

  @Id('The failed test that gave rise to it.', { optional: true })
  check?: string;

  @Day('By when; ten working days from now if left out, twenty at most.', { optional: true })
  dueOn?: string;
}

@InputType({
  description:
    'Records a review that was held: with the SLT, the DSL, IT support and the responsible governor (D22). Without the id of an open review it is the annual one.',
})
export class HoldFilteringReview extends StartingCommand {
  @Day('When it was held.')
  heldOn: string;

  @PersonId('The member of the senior leadership team.', { optional: true })
  seniorLeader?: string;

  @PersonId('The designated safeguarding lead.', { optional: true })
  dsl?: string;

  @PersonId('The person of IT support.', { optional: true })
  itSupport?: string;

  @PersonId('The responsible governor.', { optional: true })
  governor?: string;

  @Text()
  findings: string;

  @Text()
  decisions: string;

  @Day('When the next annual one is due; as the policy has it if left out, and not later.', { optional: true })
  nextDueOn?: string;
}

@InputType({ description: 'What the review was to look at was looked at in another one.' })
export class CoverFilteringReview extends ChangingCommand {
  @Id('The review that was held.')
  review: string;

  override get alongside(): string {
    return this.review;
  }
}

/** Sent by the worker when an annual review was held: the next one is open. */
export class OpenAnnualReview extends ChangingCommand {
  @IsISO8601({ strict: true })
  dueOn: string;
}

/** Sent by the worker when the day is over on which a review was due. */
export class RaiseOverdueReview extends ChangingCommand {}

export const filteringReviewCommands = {
  OpenFilteringReview,
  HoldFilteringReview,
  CoverFilteringReview,
  OpenAnnualReview,
  RaiseOverdueReview,
};
