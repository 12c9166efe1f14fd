import { applyDecorators } from '@nestjs/common';
import { Field, ID, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsOptional, IsUUID, ValidateNested } from 'class-validator';
import { StartingCommand, type Who } from '#libs/eventing/commands/command.js';
import { HappenedAt, Text } from '#libs/eventing/commands/fields.js';
import { YearGroup } from '#libs/people/person-enums.js';
import { PersonId } from '#libs/people/person-id.js';
import { yearGroups } from '#libs/people/person-words.js';
import { Capacity, IncidentPlace, Involvement } from './incident-enums.js';
import { capacities, incidentPlaces, involvements } from './incident-words.js';

/** The id of a person or an action. */
export function Id(description: string, { optional = false } = {}): PropertyDecorator {
  return applyDecorators(
    Field(() => ID, { description, nullable: optional }),
    ...(optional ? [IsOptional()] : []),
    IsUUID(),
  );
}

const Flag = (description: string): PropertyDecorator =>
  applyDecorators(
    Field(() => Boolean, { defaultValue: false, description }),
    IsBoolean(),
  );
const Danger = () => Flag('Somebody may be in danger now: it is then acknowledged as the gravest are.');
const Anonymous = () =>
  Flag('Keep nothing of who reports it. The id of the receipt is then the only way to ask for it.');

/** Stands in the place of a person who does not want to be known; no token can claim it, because it is no id. */
export const nobodyNamed = 'anonymous';

/** A report: sent anonymously, it leaves nothing of its sender but the role. */
@InputType({ isAbstract: true })
abstract class Report extends StartingCommand {
  abstract anonymous: boolean;

  override by(who: Who): this {
    return super.by(this.anonymous ? { ...who, actor: nobodyNamed } : who);
  }
}

@InputType({ description: 'Somebody who is not on the list of the school, for the safeguarding team to find.' })
export class NotInOurListInput {
  @Text({ max: 2_000, description: 'What is known of them: what they are called, look like, where they were seen.' })
  description: string;
}

/** A field with a description in the place of an id. */
export const NotInOurList = (): PropertyDecorator =>
  applyDecorators(
    Field(() => NotInOurListInput, { nullable: true, description: 'In place of `person`: who it was is found later.' }),
    IsOptional(),
    ValidateNested(),
    Type(() => NotInOurListInput),
  );

@InputType({ description: 'Somebody involved in an incident, named or described, with a part of their own.' })
export class InvolvedPersonInput {
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

/** A field with the people of an incident that is being recorded. */
export const InvolvedPeople = (description: string): PropertyDecorator =>
  applyDecorators(
    Field(() => [InvolvedPersonInput], { defaultValue: [], description }),
    IsArray(),
    ArrayMaxSize(100),
    ValidateNested({ each: true }),
    Type(() => InvolvedPersonInput),
  );

@InputType({
  description: 'Reports an online safety incident; the sender is its reporter, unless they stay anonymous (SL4, SW6).',
})
export class RaiseIncident extends Report {
  @Text({ max: 100, description: 'The code of an incident kind of the adopted policy, as `cyberbullying`.' })
  kind: string;

  @HappenedAt({ description: 'When it happened: ISO 8601 with a time zone. When it was recorded is kept besides.' })
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

  @Danger()
  immediateDanger: boolean;

  @Anonymous()
  anonymous: boolean;

  @InvolvedPeople('Who is involved, each person once.')
  people: readonly InvolvedPersonInput[];

  /** Set where a low-level concern about staff is promoted; no input can name one (D16). */
  @IsOptional()
  @IsUUID()
  fromConcern?: string;

  /** Set where an alert of a monitoring system is promoted; no input can name one (D21). */
  @IsOptional()
  @IsUUID()
  fromAlert?: string;
}

@InputType({ description: 'Tells somebody at school: for pupils, parents and anybody who knows no kinds and clauses.' })
export class TellSomeone extends Report {
  @HappenedAt({ description: 'When it happened: ISO 8601 with a time zone.' })
  occurredAt: string;

  @Field(() => IncidentPlace)
  @IsIn(incidentPlaces)
  place: IncidentPlace;

  @Text({ optional: true, max: 500 })
  placeDetail?: string;

  @Text({ description: 'What happened.' })
  facts: string;

  @Danger()
  immediateDanger: boolean;

  @Anonymous()
  anonymous: boolean;
}
