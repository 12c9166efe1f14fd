import { InputType } from '@nestjs/graphql';
import { RecordCommand } from '#libs/eventing/command.js';
import { Day, Text } from '#libs/eventing/fields.js';

@InputType({ description: 'The governing body has approved an edition of the online safety policy (SL1, SW3).' })
export class AdoptPolicy extends RecordCommand {
  @Text({ description: 'The policy pack, as `st-levan`.', max: 100 })
  pack: string;

  @Text({ description: 'Its edition, as `2017-09`.', max: 100 })
  edition: string;

  @Day('The day of the approval.')
  approvedOn: string;

  @Text({ description: "Where the governing body's minutes record the approval.", max: 200 })
  minuteReference: string;

  @Day('The day by which the policy is to be reviewed.')
  nextReviewOn: string;

  /** A school has one such record, and nobody adopts for another school. */
  override get id(): string {
    return this.who.school;
  }
}

export const policyCommands = { AdoptPolicy };
