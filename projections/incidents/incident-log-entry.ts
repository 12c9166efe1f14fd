import { Field, GraphQLISODateTime, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { ReadModelRow } from '#libs/eventing/read-models/projection.js';
import { YearGroup } from '#libs/people/person-enums.js';
import {
  AlertReason,
  Capacity,
  DescriptionStatus,
  IncidentOutcome,
  IncidentPlace,
  IncidentRelation,
  IncidentRisk,
  IncidentStatus,
  Involvement,
  PersonOutcome,
} from '#libs/incidents/incident-enums.js';

@ObjectType({ isAbstract: true })
abstract class Recorded {
  @Field(() => String, { description: 'The id of the person who recorded it.' })
  who: string;

  @Field(() => String)
  role: string;

  @Field(() => String, { description: 'When it was recorded, ISO 8601 in UTC.' })
  at: string;
}

@ObjectType({ description: 'One act in the life of an incident: what was done, by whom, in which role, when and why.' })
export class IncidentStep extends Recorded {
  @Field(() => String, { description: 'The name of the event, as SeriousnessDecided.' })
  what: string;

  @Field(() => String, { nullable: true, description: 'The code or moment that was set, as `serious`.' })
  value?: string | undefined;

  @Field(() => String, {
    nullable: true,
    description: 'What was written with it: the reasons, note, addendum or link to membership.',
  })
  text?: string | undefined;
}

@ObjectType({ description: 'The facts as they stood from this moment on (D3).' })
export class IncidentFacts extends Recorded {
  @Field(() => String)
  facts: string;

  @Field(() => String, { nullable: true, description: 'Why the text before was wrong; null for the first one.' })
  why?: string | undefined;
}

@ObjectType({ description: 'Somebody involved, with a part of their own (D2).' })
export class InvolvedPerson {
  @Field(() => ID)
  person: string;

  @Field(() => Involvement)
  role: Involvement;

  @Field(() => Capacity, { nullable: true, description: 'What this person is to the school, where it was said.' })
  capacity?: Capacity | undefined;

  @Field(() => YearGroup, { nullable: true, description: 'The year group of a pupil, where it was said.' })
  yearGroup?: YearGroup | undefined;

  @Field(() => String, { nullable: true })
  note?: string | undefined;

  @Field(() => PersonOutcome, { nullable: true, description: 'What it came to for this person, as last recorded.' })
  outcome?: PersonOutcome | undefined;

  @Field(() => String, { nullable: true })
  outcomeNote?: string | undefined;
}

@ObjectType({ description: 'Somebody who was described because they are not on the list of the school (D2).' })
export class DescribedPerson {
  @Field(() => Int, { description: 'Which one of the incident; 1 is the first.' })
  number: number;

  @Field(() => String)
  description: string;

  @Field(() => Involvement)
  role: Involvement;

  @Field(() => Capacity, { nullable: true, description: 'What this person is to the school, where it was said.' })
  capacity?: Capacity | undefined;

  @Field(() => YearGroup, { nullable: true, description: 'The year group of a pupil, where it was said.' })
  yearGroup?: YearGroup | undefined;

  @Field(() => String, { nullable: true })
  note?: string | undefined;

  @Field(() => DescriptionStatus)
  status: DescriptionStatus;

  @Field(() => ID, { nullable: true, description: 'Who it was; they are among the people too.' })
  person?: string | undefined;

  @Field(() => String, { nullable: true, description: 'Why it cannot be found out who it was.' })
  reason?: string | undefined;
}

@ObjectType({ description: 'What is to be done, by whom and by when (D9).' })
export class IncidentAction {
  @Field(() => ID)
  actionId: string;

  @Field(() => String)
  what: string;

  @Field(() => ID, { description: 'The id of the person who is to do it.' })
  owner: string;

  @Field(() => String, { description: 'By when, ISO 8601 in UTC.' })
  due: string;

  @Field(() => String, { description: 'When the owner is reminded, ISO 8601 in UTC.' })
  remindAt: string;

  @Field(() => String, { nullable: true, description: 'When the reminder was given.' })
  remindedAt?: string | undefined;

  @Field(() => String, { nullable: true, description: 'When it was found not done in time.' })
  overdueSince?: string | undefined;

  @Field(() => String, { nullable: true, description: 'When it was recorded as done; null while it is open.' })
  completedAt?: string | undefined;
}

@ObjectType({
  description: 'That roles were told of the incident: no name and no word of it goes with an alert (D6, D7).',
})
export class IncidentAlert {
  @Field(() => [String])
  roles: string[];

  @Field(() => AlertReason, {
    nullable: true,
    description: 'Null where it was passed on because nobody acknowledged it.',
  })
  because?: AlertReason | undefined;

  @Field(() => String, { description: 'ISO 8601 in UTC.' })
  at: string;
}

@ObjectType({ description: 'An action of the policy’s matrix that was taken (D5).' })
export class IncidentSanction extends Recorded {
  @Field(() => String)
  code: string;

  @Field(() => String)
  label: string;

  @Field(() => Boolean, { description: 'The policy foresees it for this kind of incident.' })
  foreseen: boolean;

  @Field(() => ID, { nullable: true })
  person?: string | undefined;

  @Field(() => String, { nullable: true })
  reason?: string | undefined;
}

@ObjectType({ description: 'What technical support did (SL16, SW10).' })
export class IncidentTechnicalStep extends Recorded {
  @Field(() => String)
  step: string;

  @Field(() => String, { description: 'When it was done, ISO 8601 in UTC.' })
  takenAt: string;
}

@ObjectType({ description: 'Another incident that belongs to this one.' })
export class IncidentLink extends Recorded {
  @Field(() => ID)
  to: string;

  @Field(() => IncidentRelation)
  relation: IncidentRelation;

  @Field(() => String)
  reason: string;
}

@ObjectType({ description: 'With what the incident was closed (D9).' })
export class IncidentClosure extends Recorded {
  @Field(() => String)
  summary: string;

  @Field(() => String)
  howFollowedUp: string;

  @Field(() => String)
  decision: string;

  @Field(() => IncidentOutcome)
  outcome: IncidentOutcome;

  @Field(() => String)
  reasons: string;
}

@Entity('incident_log')
@ObjectType({ description: 'An online safety incident as those who handle it see it (SL4, SW6).' })
export class IncidentLogEntry extends ReadModelRow {
  @Field(() => IncidentStatus)
  @Column('text')
  status: IncidentStatus;

  @Field(() => String, { description: 'The code of its kind in the adopted policy, or among the school’s own.' })
  @Column('text')
  kind: string;

  @Field(() => String, { description: 'How the policy in force worded that kind.' })
  @Column('text')
  kindLabel: string;

  @Field(() => String, {
    description: 'Of a kind of the school’s own, as what it is counted; otherwise its kind (D4).',
  })
  @Column('text')
  countedAs: string;

  @Field(() => String, { description: 'pupil, staff or anyone' })
  @Column('text')
  about: string;

  @Field(() => IncidentRisk, { nullable: true })
  @Column('text', { nullable: true })
  risk: IncidentRisk | null;

  @Field(() => Boolean, { description: 'The police are told at once.' })
  @Column('boolean')
  illegal: boolean;

  @Field(() => GraphQLISODateTime, { description: 'When it happened; see recordedAt for how late that was recorded.' })
  @Column('timestamptz')
  occurredAt: Date;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  recordedAt: Date;

  @Field(() => String, { description: 'The id of the person who raised it.' })
  @Column('text')
  reportedBy: string;

  @Field(() => String)
  @Column('text')
  reportedRole: string;

  @Field(() => Boolean, { description: 'Nothing was kept of who reported it.' })
  @Column('boolean')
  anonymous: boolean;

  /** The roles that may handle it, and so read it. */
  @Field(() => [String], { description: 'The roles that handle it.' })
  @Column('jsonb')
  handledBy: string[];

  @Field(() => ID, { nullable: true, description: 'The low-level concern that became this allegation (D16).' })
  @Column('text', { nullable: true })
  fromConcern: string | null;

  @Field(() => ID, { nullable: true, description: 'The monitoring alert of which it was made (D21).' })
  @Column('text', { nullable: true })
  fromAlert: string | null;

  @Field(() => IncidentPlace)
  @Column('text')
  place: IncidentPlace;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  placeDetail: string | null;

  @Field(() => String, { nullable: true, description: 'How it is linked to membership of the school.' })
  @Column('text', { nullable: true })
  membershipLink: string | null;

  @Field(() => String, { description: 'The facts as last corrected.' })
  @Column('text')
  facts: string;

  @Field(() => [IncidentFacts], { description: 'Every text the facts have had, the present one last.' })
  @Column('jsonb')
  factsHistory: IncidentFacts[];

  @Field(() => [InvolvedPerson])
  @Column('jsonb')
  people: InvolvedPerson[];

  @Field(() => [DescribedPerson], {
    description: 'Those who were described, not named, and what was found out of them.',
  })
  @Column('jsonb')
  described: DescribedPerson[];

  @Field(() => [YearGroup], { description: 'The year groups of the pupils in it, each once.' })
  @Column('jsonb')
  yearGroups: YearGroup[];

  @Field(() => GraphQLISODateTime, { description: 'By when it is to be acknowledged.' })
  @Column('timestamptz')
  acknowledgeBy: Date;

  @Field(() => GraphQLISODateTime, { nullable: true })
  @Column('timestamptz', { nullable: true })
  acknowledgedAt: Date | null;

  @Field(() => [IncidentAlert], { description: 'Which roles were told, the last time last.' })
  @Column('jsonb')
  alerts: IncidentAlert[];

  @Field(() => String, {
    nullable: true,
    description: 'The role it was last passed on to because nobody acknowledged it.',
  })
  @Column('text', { nullable: true })
  escalatedTo: string | null;

  @Field(() => String, { nullable: true, description: 'How serious it is taken to be until that is decided.' })
  @Column('text', { nullable: true })
  presumedSeriousness: string | null;

  @Field(() => String, { nullable: true, description: 'As last decided; a code of the adopted policy.' })
  @Column('text', { nullable: true })
  seriousness: string | null;

  @Field(() => [IncidentSanction])
  @Column('jsonb')
  sanctions: IncidentSanction[];

  @Field(() => [IncidentTechnicalStep])
  @Column('jsonb')
  technicalSteps: IncidentTechnicalStep[];

  @Field(() => [IncidentAction])
  @Column('jsonb')
  actions: IncidentAction[];

  @Field(() => Boolean, { nullable: true, description: 'Null until it is recorded whether the parents were informed.' })
  @Column('boolean', { nullable: true })
  parentsInformed: boolean | null;

  @Field(() => IncidentOutcome, { nullable: true, description: 'Null while it is not closed.' })
  @Column('text', { nullable: true })
  outcome: IncidentOutcome | null;

  @Field(() => [IncidentClosure], {
    description: 'Every closing, the last one last; more than one if it was reopened.',
  })
  @Column('jsonb')
  closures: IncidentClosure[];

  @Field(() => [IncidentLink], { description: 'The links recorded here; see linkedIncidents for both directions.' })
  @Column('jsonb')
  links: IncidentLink[];

  @Field(() => ID, { nullable: true, description: 'The first report, into which this one was merged.' })
  @Column('text', { nullable: true })
  mergedInto: string | null;

  @Field(() => [ID], {
    description: 'The later reports that were merged into this one; each is read in its own record.',
  })
  @Column('jsonb')
  duplicates: string[];

  @Field(() => [IncidentStep])
  @Column('jsonb')
  steps: IncidentStep[];
}
