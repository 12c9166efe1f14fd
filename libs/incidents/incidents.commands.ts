import { applyDecorators } from '@nestjs/common';
import { Field, ID, InputType } from '@nestjs/graphql';
import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsUUID, ValidateNested } from 'class-validator';
import { ChangingCommand, StartingCommand } from '#libs/eventing/command.js';
import { Moment, Text } from '#libs/eventing/fields.js';
import { IncidentOutcome, IncidentPlace, Involvement } from './incident-enums.js';
import { incidentOutcomes, incidentPlaces, involvements } from './incident-words.js';

/** The id of a person or an action; in lower case, so that the same one is always the same text. */
function Id(description: string): PropertyDecorator {
  return applyDecorators(
    Field(() => ID, { description }),
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value)),
    IsUUID(),
  );
}

@InputType({ description: 'Somebody involved in an incident, with a part of their own.' })
export class InvolvedPersonInput {
  @Id('The id of the person.')
  person: string;

  @Field(() => Involvement)
  @IsIn(involvements)
  role: Involvement;

  @Text({ optional: true, description: 'What is to be said of this person.' })
  note?: string;
}

@InputType({ description: 'Reports an online safety incident; the sender is its reporter (SL4, SW6).' })
export class RaiseIncident extends StartingCommand {
  @Text({ max: 100, description: 'The code of an incident kind of the adopted policy, as `cyberbullying`.' })
  kind: string;

  @Moment({ description: 'When it happened: ISO 8601 with a time zone. When it was recorded is kept besides.' })
  occurredAt: string;

  @Field(() => IncidentPlace)
  @IsIn(incidentPlaces)
  place: IncidentPlace;

  @Text({ optional: true, max: 500 })
  placeDetail?: string;

  @Text({ optional: true, description: 'How an incident outside school is linked to membership of the school.' })
  membershipLink?: string;

  @Text({ description: 'What happened.' })
  facts: string;

  @Field(() => [InvolvedPersonInput], { defaultValue: [], description: 'Who is involved, each person once.' })
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => InvolvedPersonInput)
  people: readonly InvolvedPersonInput[];
}

@InputType({ description: 'Links one more person, with a part of their own (D2).' })
export class LinkPerson extends ChangingCommand {
  @Id('The id of the person.')
  person: string;

  @Field(() => Involvement)
  @IsIn(involvements)
  role: Involvement;

  @Text({ optional: true, description: 'What is to be said of this person.' })
  note?: string;
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

  @Id('The id of the person who is to do it.')
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
  @Moment({ description: 'When they were informed: ISO 8601 with a time zone.' })
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
  LinkPerson,
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
