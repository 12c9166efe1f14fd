import { Field, InputType, Int } from '@nestjs/graphql';
import { IsInt, Matches, Max, Min } from 'class-validator';
import { RecordCommand } from '#libs/eventing/commands/command.js';
import { Day, Text } from '#libs/eventing/commands/fields.js';

@InputType({
  description:
    'Records that the governing body has approved an edition of the online safety policy (SL1, SW3). It is in force once the chair of governors or the head, and not the same person, confirms it.',
})
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

  /** A school has one such record, and nobody decides for another school. */
  override get id(): string {
    return this.who.school;
  }
}

@InputType({
  description:
    'The minutes say so: the edition whose approval somebody else has recorded is in force from now on (SL1).',
})
export class ConfirmPolicyAdoption extends RecordCommand {
  @Text({ description: 'The policy pack that is confirmed, as `st-levan`.', max: 100 })
  pack: string;

  @Text({ description: 'Its edition, as `2017-09`.', max: 100 })
  edition: string;

  override get id(): string {
    return this.who.school;
  }
}

/** No policy has a kind whose code begins so: an edition of next year cannot take the school's code. */
const ownCode = /^own[A-Z][a-zA-Z0-9]{1,40}$/;

@InputType({ isAbstract: true })
abstract class IncidentKindCommand extends RecordCommand {
  @Field(() => String, { description: 'A code of its own that begins with `own`, as ownRobuxTrading.' })
  @Matches(ownCode, { message: '$property must begin with own and a capital letter, as ownRobuxTrading' })
  code: string;

  @Text({ description: 'What was decided, and why.' })
  reason: string;
}

@InputType({ isAbstract: true })
abstract class WordedKindCommand extends IncidentKindCommand {
  @Text({ description: 'How the school calls it; it names nobody.', max: 100 })
  label: string;

  @Text({
    description:
      'As what it is counted and handled: the code of a kind of the adopted policy, or `content`, `contact`, `conduct` or `commerce`.',
    max: 100,
  })
  countedAs: string;
}

@InputType({ description: 'The school adds a kind of incident in its own words (D4).' })
export class AddIncidentKind extends WordedKindCommand {
  override get id(): string {
    return this.who.school;
  }
}

@InputType({
  description: 'The school words a kind of its own anew, or maps it anew; what was recorded stays as it was.',
})
export class ChangeIncidentKind extends WordedKindCommand {
  override get id(): string {
    return this.who.school;
  }
}

@InputType({ description: 'A kind of the school’s own is offered no more; what was recorded under it still reads.' })
export class RetireIncidentKind extends IncidentKindCommand {
  override get id(): string {
    return this.who.school;
  }
}

@InputType({
  description:
    'The school decides within how many hours an incident of a degree is acknowledged; never looser than its policy (D7).',
})
export class SetAcknowledgementHours extends RecordCommand {
  @Text({ description: 'A degree of seriousness of the adopted policy.', max: 100 })
  seriousness: string;

  @Field(() => Int)
  @IsInt()
  @Min(1)
  @Max(720)
  hours: number;

  @Text({ description: 'What was decided, and why.' })
  reason: string;

  override get id(): string {
    return this.who.school;
  }
}

@InputType({
  description:
    'A school without a third person decides that whoever asked for a change of the filter may make it too, once another has agreed (SL6, SW7). It holds once the chair of governors or the head, and not the same person, confirms it; each such change is shown as one.',
})
export class AllowTwoPeople extends RecordCommand {
  @Text({ description: "Where the governing body's minutes record it.", max: 200 })
  minuteReference: string;

  @Text({ description: 'What was decided, and why.' })
  reason: string;

  override get id(): string {
    return this.who.school;
  }
}

@InputType({
  description:
    'The minutes say so: from now on two people may do for a change of the filter, as somebody else has recorded (SL6).',
})
export class ConfirmTwoPeople extends RecordCommand {
  @Text({ description: "Where the governing body's minutes record it, as was recorded.", max: 200 })
  minuteReference: string;

  override get id(): string {
    return this.who.school;
  }
}

@InputType({ description: 'From now on, asking, agreeing and making a change of the filter take three people again.' })
export class RequireThreePeople extends RecordCommand {
  @Text({ description: 'What was decided, and why.' })
  reason: string;

  override get id(): string {
    return this.who.school;
  }
}

export const policyCommands = {
  AllowTwoPeople,
  ConfirmTwoPeople,
  RequireThreePeople,
  AdoptPolicy,
  ConfirmPolicyAdoption,
  AddIncidentKind,
  ChangeIncidentKind,
  RetireIncidentKind,
  SetAcknowledgementHours,
};
