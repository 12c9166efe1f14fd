import { Field, GraphQLISODateTime, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow, type RowData } from '#libs/eventing/read-models/projection.js';
import { appointed, ended, type Appointment } from '#libs/people/appointments.js';
import { personEvents } from '#libs/people/people.events.js';
import { Duty, PersonKind, YearGroup } from '#libs/people/person-enums.js';

@ObjectType({ description: 'A role that somebody was appointed to (SL2, SW5).' })
export class PersonRole {
  @Field(() => Duty)
  role: Duty;

  @Field(() => String, { description: 'The first day, as 2026-03-12.' })
  from: string;

  @Field(() => String, { nullable: true, description: 'The last day; null while it goes on.' })
  until?: string | undefined;
}

@Entity('people_directory')
@ObjectType({ description: 'Somebody whom the school knows. The id is that by which every record names them.' })
export class PersonEntry extends ReadModelRow {
  @Field(() => String)
  @Column('text')
  name: string;

  @Field(() => PersonKind)
  @Column('text')
  kind: PersonKind;

  @Field(() => YearGroup, { nullable: true })
  @Column('text', { nullable: true })
  yearGroup: YearGroup | null;

  @Field(() => [PersonRole], { description: 'The first appointment first.' })
  @Column('jsonb')
  roles: PersonRole[];

  @Field(() => String, { nullable: true, description: 'The last day at the school, of somebody who has left.' })
  @Column('text', { nullable: true })
  leftOn: string | null;

  @Field(() => String, { nullable: true, description: 'Where to send word that something waits.' })
  @Column('text', { nullable: true })
  emailAddress: string | null;

  @Field(() => Boolean, { description: 'They want no e-mails that only remind.' })
  @Column('boolean')
  remindersDeclined: boolean;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  recordedAt: Date;
}

type Row = RowData<PersonEntry>;

export const peopleDirectory = projection({
  name: 'people_directory',
  version: 2,
  row: PersonEntry,
  from: { person: personEvents },
}).on({
  person: {
    PersonRecorded: (_, { data: { name, kind, yearGroup = null }, by }) => ({
      name,
      kind,
      yearGroup,
      roles: [],
      leftOn: null,
      emailAddress: null,
      remindersDeclined: false,
      recordedAt: new Date(by.at),
    }),
    PersonRenamed: (row, { data: { name } }) => ({ ...known(row), name }),
    YearGroupChanged: (row, { data: { yearGroup } }) => ({ ...known(row), yearGroup }),
    PersonLeft: (row, { data: { on } }) => ({ ...known(row), leftOn: on }),
    PersonReturned: (row) => ({ ...known(row), leftOn: null }),
    RoleAssigned: (row, { data }) => withRoles(row, (roles) => appointed(roles, data)),
    RoleEnded: (row, { data }) => withRoles(row, (roles) => ended(roles, data)),
    EmailAddressSet: (row, { data: { address } }) => ({ ...known(row), emailAddress: address }),
    EmailAddressRemoved: (row) => ({ ...known(row), emailAddress: null }),
    ReminderEmailsDeclined: (row) => ({ ...known(row), remindersDeclined: true }),
    ReminderEmailsResumed: (row) => ({ ...known(row), remindersDeclined: false }),
  },
});

function known(row: Row | undefined): Row {
  if (!row) throw new Error('something is told of a person before they are recorded');
  return row;
}

function withRoles(row: Row | undefined, change: (roles: readonly Appointment[]) => Appointment[]): Row {
  const before = known(row);
  return { ...before, roles: change(before.roles) };
}
