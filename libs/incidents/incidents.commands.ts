import { applyDecorators } from '@nestjs/common';
import { Field, InputType, Int } from '@nestjs/graphql';
import { IsIn, IsInt, IsOptional, IsUUID, Min } from 'class-validator';
import { ChangingCommand } from '#libs/eventing/commands/command.js';
import { HappenedAt, Moment, Text } from '#libs/eventing/commands/fields.js';
import { YearGroup } from '#libs/people/person-enums.js';
import { PersonId } from '#libs/people/person-id.js';
import { yearGroups } from '#libs/people/person-words.js';
import { Capacity, IncidentOutcome, IncidentRelation, Involvement, PersonOutcome } from './incident-enums.js';
import { Id, NotInOurList, NotInOurListInput, RaiseIncident, TellSomeone } from './incident-reports.commands.js';
import { capacities, incidentOutcomes, incidentRelations, involvements, personOutcomes } from './incident-words.js';

@InputType({ description: 'Links one more person, with a part of their own (D2).' })
export class LinkPerson extends ChangingCommand {
  @PersonId('The id of the person; or describe them in notInOurList.', { optional: true })
  person?: string;

  @NotInOurList()
  notInOurList?: NotInOurListInput;

  @Field(() => Involvement)
  @IsIn(involvements)
  role: Involvement;

  @Field(() => Capacity, {
    nullable: true,
    description: 'What this person is to the school; of an alleged adult it must be said.',
  })
  @IsOptional()
  @IsIn(capacities)
  capacity?: Capacity;

  @Field(() => YearGroup, { nullable: true, description: 'Of a pupil; incidents are counted by it (D24).' })
  @IsOptional()
  @IsIn(yearGroups)
  yearGroup?: YearGroup;

  @Text({ optional: true, description: 'What is to be said of this person.' })
  note?: string;
}

/** The number of somebody who is described in the incident. */
const DescribedNumber = (): PropertyDecorator =>
  applyDecorators(
    Field(() => Int, { description: 'Their number among `described` in the incident.' }),
    IsInt(),
    Min(1),
  );

@InputType({ description: 'Who was described as not in the list turns out to be somebody on it (D2).' })
export class IdentifyDescribedPerson extends ChangingCommand {
  @DescribedNumber()
  number: number;

  @PersonId('The id of the person.')
  person: string;

  @Field(() => Capacity, {
    nullable: true,
    description: 'Where it is another than was stated when they were described.',
  })
  @IsOptional()
  @IsIn(capacities)
  capacity?: Capacity;

  @Field(() => YearGroup, { nullable: true, description: 'Where it is another than was stated; of a pupil.' })
  @IsOptional()
  @IsIn(yearGroups)
  yearGroup?: YearGroup;

  @Text({ optional: true, description: 'What is to be said of this person.' })
  note?: string;
}

@InputType({ description: 'It cannot be found out who was described, and why (D2).' })
export class RecordPersonNotIdentified extends ChangingCommand {
  @DescribedNumber()
  number: number;

  @Text()
  reason: string;
}

@InputType({ description: 'The safeguarding team has seen the report and takes it on (D7).' })
export class AcknowledgeIncident extends ChangingCommand {
  @Text({ optional: true })
  note?: string;
}

@InputType({ description: 'Decides how serious the incident is, or decides it anew (SW9).' })
export class DecideSeriousness extends ChangingCommand {
  @Text({ max: 100, description: 'The code of a degree of the adopted policy, as `serious`.' })
  seriousness: string;

  @Text()
  reasons: string;
}

@InputType({ description: 'Records what is to be done, by whom and by when (D9).' })
export class RecordAction extends ChangingCommand {
  @Id('The id of the new action, chosen by the sender.')
  actionId: string;

  @Text({ description: 'What is to be done.' })
  what: string;

  @PersonId('The id of the person who is to do it; they hold a role at the school.')
  owner: string;

  @Moment({ description: 'By when: ISO 8601 with a time zone.' })
  due: string;
}

@InputType({ description: 'An action has been done.' })
export class CompleteAction extends ChangingCommand {
  @Id('The id of the action.')
  actionId: string;

  @Text({ optional: true })
  note?: string;
}

@InputType({ description: 'The parents have been informed (SL4).' })
export class RecordParentsInformed extends ChangingCommand {
  @HappenedAt({ description: 'When they were informed: ISO 8601 with a time zone.' })
  informedAt: string;

  @Text({ optional: true, description: 'Who was told, and how.' })
  note?: string;
}

@InputType({ description: 'The parents are not informed, and why (D10).' })
export class RecordParentsNotInformed extends ChangingCommand {
  @Text()
  reason: string;
}

@InputType({ description: 'Adds to what was recorded; nothing recorded is ever changed (D3).' })
export class AddAddendum extends ChangingCommand {
  @Text()
  text: string;
}

@InputType({ description: 'Puts the facts right; the earlier text stays in view (D3).' })
export class CorrectFacts extends ChangingCommand {
  @Text({ description: 'The facts as they are now known.' })
  facts: string;

  @Text({ description: 'Why the earlier text was wrong.' })
  reason: string;
}

@InputType({ description: 'The incident turns out to be of another kind.' })
export class RecategoriseIncident extends ChangingCommand {
  @Text({ max: 100, description: 'The code of an incident kind of the adopted policy.' })
  kind: string;

  @Text()
  reason: string;
}

@InputType({ description: 'What the incident came to for one of the people in it (D2).' })
export class RecordPersonOutcome extends ChangingCommand {
  @Id('The id of the person.')
  person: string;

  @Field(() => PersonOutcome)
  @IsIn(personOutcomes)
  outcome: PersonOutcome;

  @Text({ optional: true, description: 'What is to be said of this person.' })
  note?: string;
}

@InputType({
  description: 'An action of the policy’s matrix is taken; one that it does not foresee needs a reason (D5).',
})
export class RecordSanction extends ChangingCommand {
  @Text({ max: 100, description: 'The code of an action of the adopted policy, as `warning`.' })
  sanction: string;

  @Id('To whom it applies: somebody linked as the alleged. Left out where nobody is known.', { optional: true })
  person?: string;

  @Text({ optional: true, description: 'Why; needed where the policy does not foresee it for this kind.' })
  reason?: string;
}

@InputType({
  description: 'What technical support did: a site blocked, a device set apart, a password changed (SL16, SW10).',
})
export class RecordTechnicalStep extends ChangingCommand {
  @Text()
  step: string;

  @HappenedAt({ description: 'When: ISO 8601 with a time zone.' })
  takenAt: string;
}

@InputType({ description: 'Gives an action more time (D9).' })
export class PostponeAction extends ChangingCommand {
  @Id('The id of the action.')
  actionId: string;

  @Moment({ description: 'By when now: ISO 8601 with a time zone.' })
  due: string;

  @Text()
  reason: string;
}

@InputType({ description: 'Gives an action to somebody else to do, as when its owner has left the school (D9).' })
export class ReassignAction extends ChangingCommand {
  @Id('The id of the action.')
  actionId: string;

  @PersonId('The id of the person who is to do it now; they hold a role at the school.')
  owner: string;

  @Text()
  reason: string;
}

@InputType({ description: 'Says how what happened outside school is linked to membership of it (SL4, D10).' })
export class StateMembershipLink extends ChangingCommand {
  @Text()
  membershipLink: string;
}

@InputType({ description: 'Tells the reporter something; it stands on their receipt (D8).' })
export class TellReporter extends ChangingCommand {
  @Text({ max: 2_000, description: 'No name and no detail of the case: the reporter reads it.' })
  message: string;
}

@InputType({ description: 'Links another incident to this one; both stay records of their own.' })
export class LinkIncident extends ChangingCommand {
  @Id('The id of the other incident.')
  to: string;

  @Field(() => IncidentRelation)
  @IsIn(incidentRelations)
  relation: IncidentRelation;

  @Text()
  reason: string;

  override get alongside(): string {
    return this.to;
  }
}

@InputType({
  description: 'This report is a second one of an event that was reported before: it is merged into the first.',
})
export class MergeIncident extends ChangingCommand {
  @Id('The id of the first report.')
  into: string;

  @Text()
  reason: string;

  override get alongside(): string {
    return this.into;
  }
}

/** Sent by the worker when nobody has acknowledged the incident in time (D7). */
export class EscalateIncident extends ChangingCommand {}

/** Sent by the worker before an action is due (D9). */
export class RemindOfAction extends ChangingCommand {
  @IsUUID()
  actionId: string;
}

/** Sent by the worker when an action was not done in time (D9). */
export class RaiseOverdueAction extends ChangingCommand {
  @IsUUID()
  actionId: string;
}

/** Sent by the worker to the record into which another one was merged. */
export class NoteDuplicate extends ChangingCommand {
  @IsUUID()
  duplicate: string;
}

@InputType({ description: 'Closes the incident with its outcome and the reasons for it (D9).' })
export class CloseIncident extends ChangingCommand {
  @Text()
  summary: string;

  @Text()
  howFollowedUp: string;

  @Text()
  decision: string;

  @Field(() => IncidentOutcome)
  @IsIn(incidentOutcomes)
  outcome: IncidentOutcome;

  @Text()
  reasons: string;
}

@InputType({ description: 'Takes a closed incident up again.' })
export class ReopenIncident extends ChangingCommand {
  @Text()
  reason: string;
}

export const incidentCommands = {
  RaiseIncident,
  TellSomeone,
  EscalateIncident,
  RecordPersonOutcome,
  RecordSanction,
  RecordTechnicalStep,
  PostponeAction,
  ReassignAction,
  RemindOfAction,
  RaiseOverdueAction,
  StateMembershipLink,
  TellReporter,
  LinkIncident,
  MergeIncident,
  NoteDuplicate,
  LinkPerson,
  IdentifyDescribedPerson,
  RecordPersonNotIdentified,
  AcknowledgeIncident,
  DecideSeriousness,
  RecordAction,
  CompleteAction,
  RecordParentsInformed,
  RecordParentsNotInformed,
  AddAddendum,
  CorrectFacts,
  RecategoriseIncident,
  CloseIncident,
  ReopenIncident,
};
