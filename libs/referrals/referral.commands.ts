import { Field, InputType } from '@nestjs/graphql';
import { IsHash, IsIn, IsISO8601, IsOptional, IsUUID } from 'class-validator';
import { ChangingCommand, StartingCommand } from '#libs/eventing/commands/command.js';
import { HappenedAt, Text } from '#libs/eventing/commands/fields.js';
import { Id } from '#libs/eventing/commands/id-field.js';
import { CaseSubject } from '#libs/people/case-subject-enum.js';
import { caseSubjects } from '#libs/people/case-subjects.js';
import { PersonId, PersonIds } from '#libs/people/person-id.js';
import { ReferralAgency, ReferralWay } from './referral-enums.js';
import { referralAgencies, referralWays } from './referral-words.js';

@InputType({ description: 'An agency is thought of; whether it is told is decided next, with the reasons (D14).' })
export class ConsiderReferral extends StartingCommand {
  @Field(() => ReferralAgency)
  @IsIn(referralAgencies)
  agency: ReferralAgency;

  @Text({ optional: true, max: 200, description: 'The name of the agency; needed for `other`.' })
  agencyName?: string;

  @Field(() => CaseSubject)
  @IsIn(caseSubjects)
  about: CaseSubject;

  @PersonIds('Whom it is about; none of them handles or sees it.', { optional: true })
  subjects: readonly string[];

  @Text({ description: 'What the concern is.' })
  concern: string;

  @Id('The incident it follows from.', { optional: true })
  incident?: string;

  @Id('The investigation it follows from.', { optional: true })
  investigation?: string;
}

/** Sent by the worker: an investigation or an allegation asks for this referral. */
export class RequireReferral extends ChangingCommand {
  @IsIn(referralAgencies)
  agency: ReferralAgency;

  @IsIn(caseSubjects)
  about: CaseSubject;
  /** Since when it is asked for, ISO 8601 in UTC. */
  @IsISO8601({ strict: true })
  since: string;

  @IsOptional()
  @IsUUID()
  incident?: string;

  @IsOptional()
  @IsUUID()
  investigation?: string;
}

/** Sent by the worker when a required referral has not been made in its time. */
export class RaiseOverdueReferral extends ChangingCommand {}

@InputType({ description: 'The agency has been told (D14).' })
export class RecordReferralMade extends ChangingCommand {
  @HappenedAt({ optional: true, description: 'When: ISO 8601 with a time zone. A referral without a date is refused.' })
  madeAt?: string;

  @PersonId('Who told them; the sender if left out.', { optional: true })
  madeBy?: string;

  @Field(() => ReferralWay)
  @IsIn(referralWays)
  how: ReferralWay;

  @Text({ optional: true, max: 500, description: 'Who was spoken to there.' })
  contact?: string;

  @Text({ optional: true, max: 200, description: "The agency's reference, as a crime number." })
  reference?: string;

  @Text({ description: 'What they were told.' })
  told: string;
}

@InputType({ description: 'The agency is not told, and why (D14).' })
export class RecordNotReferred extends ChangingCommand {
  @Text()
  reasons: string;
}

@InputType({ description: 'The agency has acknowledged the referral.' })
export class RecordReferralAcknowledged extends ChangingCommand {
  @HappenedAt()
  acknowledgedAt: string;

  @Text({ optional: true, max: 500 })
  contact?: string;

  @Text({ optional: true, max: 200 })
  reference?: string;
}

@InputType({ description: 'The agency has said what it will do.' })
export class RecordReferralAnswered extends ChangingCommand {
  @HappenedAt()
  answeredAt: string;

  @Text()
  answer: string;
}

/** Sent by the worker when the agency has not answered in its time. */
export class RaiseLateAnswer extends ChangingCommand {}

@InputType({ description: 'The agency was asked again; the time for its answer begins anew.' })
export class ChaseReferral extends ChangingCommand {
  @Field(() => ReferralWay)
  @IsIn(referralWays)
  how: ReferralWay;

  @Text({ optional: true })
  note?: string;
}

@InputType({ description: 'The referral is taken back, and why.' })
export class WithdrawReferral extends ChangingCommand {
  @Text()
  reason: string;
}

@InputType({ description: 'What came of the referral.' })
export class CloseReferral extends ChangingCommand {
  @Text()
  outcome: string;
}

/** Sent by the door of the printed report before a byte goes out. */
export class TakeReferralReport extends ChangingCommand {
  @IsHash('sha256')
  sha256: string;
}

export const referralCommands = {
  ConsiderReferral,
  RequireReferral,
  RaiseOverdueReferral,
  RecordReferralMade,
  RecordNotReferred,
  RecordReferralAcknowledged,
  RecordReferralAnswered,
  RaiseLateAnswer,
  ChaseReferral,
  WithdrawReferral,
  CloseReferral,
  TakeReferralReport,
};
