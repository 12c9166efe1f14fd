import { Field, InputType } from '@nestjs/graphql';
import { IsIn, IsUUID } from 'class-validator';
import { ChangingCommand, StartingCommand } from '#libs/eventing/commands/command.js';
import { HappenedAt, Text } from '#libs/eventing/commands/fields.js';
import { IncidentPlace } from './incident-enums.js';
import { PersonId } from '#libs/people/person-id.js';
import { incidentPlaces } from './incident-words.js';
import { ConcernDecision, ConcernSubject } from './staff-concern-enums.js';
import { concernDecisions, concernSubjects } from './staff-concern-words.js';

@InputType({ description: 'Raises a low-level concern about an adult of the school, oneself included (D16).' })
export class RaiseStaffConcern extends StartingCommand {
  @PersonId('The id of the adult.')
  about: string;

  @Field(() => ConcernSubject, { description: 'One about the headteacher goes to the chair of governors.' })
  @IsIn(concernSubjects)
  capacity: ConcernSubject;

  @HappenedAt({ description: 'When it happened: ISO 8601 with a time zone.' })
  occurredAt: string;

  @Text({ description: 'What happened, and in which context.' })
  concern: string;
}

@InputType({ description: 'What followed from the concern, and why (D16).' })
export class AnswerStaffConcern extends ChangingCommand {
  @Field(() => ConcernDecision)
  @IsIn(concernDecisions)
  decision: ConcernDecision;

  @Text()
  reasons: string;
}

@InputType({ description: 'Adds to a concern; nothing recorded is ever changed (D3).' })
export class AddToStaffConcern extends ChangingCommand {
  @Text()
  text: string;
}

@InputType({ description: 'The concern is an allegation: it becomes an incident, and both name each other (D16).' })
export class PromoteStaffConcern extends ChangingCommand {
  @Text({ max: 100, description: 'The code of an incident kind about staff.' })
  kind: string;

  @Field(() => IncidentPlace)
  @IsIn(incidentPlaces)
  place: IncidentPlace;

  @Text({ optional: true, description: 'How what happened outside school is linked to membership of it.' })
  membershipLink?: string;

  @Text({ description: 'The allegation; the concern itself stays as it was written.' })
  facts: string;
}

/** Sent by the worker when the allegation is on record (D16). */
export class NoteConcernPromoted extends ChangingCommand {
  @IsUUID()
  incident: string;
}

/** What the record itself decides; a promotion begins with the incident, see `promote-staff-concern.handler.ts`. */
export const staffConcernCommands = { RaiseStaffConcern, AnswerStaffConcern, AddToStaffConcern, NoteConcernPromoted };
