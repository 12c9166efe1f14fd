import { Field, InputType } from '@nestjs/graphql';
import { IsEmail, IsIn, IsOptional, MaxLength } from 'class-validator';
import { RecordCommand } from '#libs/eventing/commands/command.js';
import { Day, Text } from '#libs/eventing/commands/fields.js';
import { Id } from '#libs/eventing/commands/id-field.js';
import { Duty, PersonKind, YearGroup } from './person-enums.js';

/** A command about a person: the person's id is the record's. */
@InputType({ isAbstract: true })
abstract class AboutPerson extends RecordCommand {
  @Id('The id by which every record names this person; that of their token, if they have one.')
  person: string;

  override get id(): string {
    return this.person;
  }
}

const longestName = 200;
const longestAddress = 254;

@InputType({ description: 'Puts somebody on the list of people that the school knows.' })
export class RecordPerson extends AboutPerson {
  @Text({ max: longestName })
  name: string;

  @Field(() => PersonKind)
  @IsIn(Object.values(PersonKind))
  kind: PersonKind;

  @Field(() => YearGroup, { nullable: true, description: 'Of a pupil, and of nobody else.' })
  @IsOptional()
  @IsIn(Object.values(YearGroup))
  yearGroup?: YearGroup;
}

@InputType({ description: 'Corrects a name, or records a new one (SL12).' })
export class RenamePerson extends AboutPerson {
  @Text({ max: longestName })
  name: string;
}

@InputType()
export class ChangeYearGroup extends AboutPerson {
  @Field(() => YearGroup)
  @IsIn(Object.values(YearGroup))
  yearGroup: YearGroup;

  @Day('The first day in it.')
  from: string;
}

@InputType({ description: 'Somebody leaves the school; the appointments that would go on end with it.' })
export class RecordLeaver extends AboutPerson {
  @Day('The last day at the school.')
  on: string;
}

@InputType({ description: 'Somebody who left is back, or never left. Appointments are made anew.' })
export class RecordReturn extends AboutPerson {
  @Day('The first day back.')
  on: string;
}

@InputType({
  description: 'Appoints somebody to a role (SL2, SW5). Permission is not given by it: that is the token’s.',
})
export class AssignRole extends AboutPerson {
  @Field(() => Duty)
  @IsIn(Object.values(Duty))
  role: Duty;

  @Day('The first day.')
  from: string;

  @Day('The last day, if it is known.', { optional: true })
  until?: string;
}

@InputType({ description: 'Ends an appointment; on a day before its first, if it was never taken up.' })
export class EndRole extends AboutPerson {
  @Field(() => Duty)
  @IsIn(Object.values(Duty))
  role: Duty;

  @Day('The first day of the appointment that ends.')
  from: string;

  @Day('Its last day.')
  until: string;
}

@InputType({ description: 'Where to send word that something waits: one’s own address, or one that the office keeps.' })
export class SetEmailAddress extends AboutPerson {
  @Field(() => String)
  @IsEmail()
  @MaxLength(longestAddress)
  address: string;
}

@InputType()
export class RemoveEmailAddress extends AboutPerson {}

/** A command about the sender alone. */
@InputType({ isAbstract: true })
abstract class AboutOneself extends RecordCommand {
  override get id(): string {
    return this.who.actor;
  }
}

@InputType({ description: 'No more e-mails that only remind. Alerts that the law or the policy demands go on.' })
export class DeclineReminderEmails extends AboutOneself {}

@InputType()
export class ResumeReminderEmails extends AboutOneself {}

export const personCommands = {
  RecordPerson,
  RenamePerson,
  ChangeYearGroup,
  RecordLeaver,
  RecordReturn,
  AssignRole,
  EndRole,
  SetEmailAddress,
  RemoveEmailAddress,
  DeclineReminderEmails,
  ResumeReminderEmails,
};
