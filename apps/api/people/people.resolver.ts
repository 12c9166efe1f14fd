import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, ArgsType, Field, ID, InputType, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { ArrayMaxSize, IsBoolean, IsIn, IsOptional, IsUUID } from 'class-validator';
import type { SelectQueryBuilder } from 'typeorm';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import { Day, Text } from '#libs/eventing/commands/fields.js';
import { coversPartOf, gapsIn } from '#libs/people/appointments.js';
import {
  AssignRole,
  ChangeYearGroup,
  DeclineReminderEmails,
  EndRole,
  RecordLeaver,
  RecordPerson,
  RecordReturn,
  RemoveEmailAddress,
  RenamePerson,
  ResumeReminderEmails,
  SetEmailAddress,
} from '#libs/people/people.commands.js';
import { Duty, PersonKind, YearGroup } from '#libs/people/person-enums.js';
import { peopleDirectory, PersonEntry, PersonRole } from '#projections/people/people-directory.js';
import { among, OneOf } from '../reading/list-filter.js';
import { AfterPosition, CountAsked, LogArgs, type Order, PageArgs, pageIn, pageOf } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

@InputType({ description: 'Which people to show; all conditions hold at once.' })
export class PeopleFilter {
  @Field(() => [ID], { nullable: true, description: 'These people and no others, 200 at most.' })
  @IsOptional()
  @ArrayMaxSize(200)
  @IsUUID(undefined, { each: true })
  ids?: string[];

  @OneOf(PersonKind)
  kind?: PersonKind[];

  @OneOf(YearGroup)
  yearGroup?: YearGroup[];

  @Text({ optional: true, max: 200, description: 'Part of the name.' })
  name?: string;

  @Field(() => Boolean, { nullable: true, description: 'Only those who have left, or only the others.' })
  @IsOptional()
  @IsBoolean()
  left?: boolean;
}

@ArgsType()
class PersonArgs extends LogArgs {
  @Field(() => ID)
  @IsUUID()
  id: string;
}

@ArgsType()
class RoleHoldersArgs {
  @Field(() => Duty)
  @IsIn(Object.values(Duty))
  role: Duty;

  @Day('The day asked for, or the first of several.')
  at: string;

  @Day('The last of several days; left out, it is one day.', { optional: true })
  until?: string;

  @AfterPosition()
  after?: string;
}

@ArgsType()
class AfterArgs {
  @AfterPosition()
  after?: string;
}

@ObjectType()
export class PeoplePage extends pageOf(PersonEntry) {}

@ObjectType({ description: 'Somebody who holds a role of the school.' })
export class RoleHolder {
  @Field(() => ID)
  person: string;

  @Field(() => String)
  name: string;

  @Field(() => String, { description: 'The first day.' })
  from: string;

  @Field(() => String, { nullable: true, description: 'The last day; null while it goes on.' })
  until: string | null;
}

@ObjectType({ description: 'Days on which nobody held the role, both included.' })
export class RoleGap {
  @Field(() => String)
  from: string;

  @Field(() => String)
  until: string;
}

@ObjectType({ description: 'Who held a role, and when nobody did (D23).' })
export class RoleHolders {
  @Field(() => Duty)
  role: Duty;

  @Field(() => [RoleHolder])
  holders: RoleHolder[];

  @Field(() => [RoleGap])
  gaps: RoleGap[];
}

@ObjectType({ description: 'What the school keeps of the sender.' })
export class OwnEntry {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  name: string;

  @Field(() => [PersonRole])
  roles: PersonRole[];

  @Field(() => String, { nullable: true })
  emailAddress: string | null;

  @Field(() => Boolean, { description: 'They want no e-mails that only remind.' })
  remindersDeclined: boolean;
}

/** The people whom the school knows, by the ids that every record names them by (SL2, SW5, D23). */
@Resolver()
export class PeopleResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('people:record')
  @Mutation(() => Receipt)
  recordPerson(@Args('input') command: RecordPerson, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('people:record')
  @Mutation(() => Receipt)
  renamePerson(@Args('input') command: RenamePerson, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('people:record')
  @Mutation(() => Receipt)
  changeYearGroup(@Args('input') command: ChangeYearGroup, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('people:record')
  @Mutation(() => Receipt)
  recordLeaver(@Args('input') command: RecordLeaver, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('people:record')
  @Mutation(() => Receipt)
  recordReturn(@Args('input') command: RecordReturn, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('people:appoint')
  @Mutation(() => Receipt)
  assignRole(@Args('input') command: AssignRole, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('people:appoint')
  @Mutation(() => Receipt)
  endRole(@Args('input') command: EndRole, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('people:setAddress')
  @Mutation(() => Receipt)
  setEmailAddress(@Args('input') command: SetEmailAddress, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('people:setAddress')
  @Mutation(() => Receipt)
  removeEmailAddress(@Args('input') command: RemoveEmailAddress, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('people:setAddress')
  @Mutation(() => Receipt)
  declineReminderEmails(@Args('input') command: DeclineReminderEmails, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('people:setAddress')
  @Mutation(() => Receipt)
  resumeReminderEmails(@Args('input') command: ResumeReminderEmails, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('people:read')
  @Query(() => PeoplePage, { description: 'The people whom the school knows, last recorded first.' })
  people(
    @Args() page: PageArgs,
    @Sender() who: Who,
    @CountAsked() counted: boolean,
    @Args('filter', { nullable: true }) filter?: PeopleFilter,
  ): Promise<PeoplePage> {
    return this.readModels.readLog(who, peopleDirectory, page, (rows) =>
      pageIn(matches(rows.of(PersonEntry), filter ?? {}), page, byRecordedAt, counted),
    );
  }

  @Allow('people:read')
  @Query(() => PersonEntry, { nullable: true })
  person(@Args() { id, ...read }: PersonArgs, @Sender() who: Who): Promise<PersonEntry | null> {
    return this.readModels.readLog(who, peopleDirectory, read, (rows) =>
      rows.of(PersonEntry).andWhere('entry.id = :id', { id }).getOne(),
    );
  }

  @Allow('people:readSelf')
  @Query(() => OwnEntry, { nullable: true, description: 'What the school keeps of the sender (SL12).' })
  ownEntry(@Args() { after }: AfterArgs, @Sender() who: Who): Promise<OwnEntry | null> {
    return this.readModels.readLog(who, peopleDirectory, { after }, (rows) =>
      rows.of(PersonEntry).andWhere('entry.id = :actor', { actor: who.actor }).getOne(),
    );
  }

  @Allow('people:readAppointments')
  @Query(() => RoleHolders, { description: 'Who held a role on a day or in a time, and when nobody did (D23).' })
  roleHolders(@Args() { role, at, until = at, after }: RoleHoldersArgs, @Sender() who: Who): Promise<RoleHolders> {
    return this.readModels.readLog(who, peopleDirectory, { after }, async (rows) => {
      const appointed = await rows
        .of(PersonEntry)
        .andWhere('entry.roles @> :role::jsonb', { role: JSON.stringify([{ role }]) })
        .orderBy('entry.id')
        .getMany();
      const held = appointed
        .flatMap(({ id: person, name, roles }) =>
          roles.map((each) => ({ person, name, role: each.role, from: each.from, until: each.until })),
        )
        .filter((each) => each.role === role && coversPartOf(each, { from: at, until }));
      const holders = held.map(({ person, name, from, until: last = null }) => ({ person, name, from, until: last }));
      return { role, holders, gaps: gapsIn(held, { from: at, until }) };
    });
  }
}

const byRecordedAt: Order<PersonEntry> = { column: 'recorded_at', momentOf: ({ recordedAt }) => recordedAt };

function matches(query: SelectQueryBuilder<PersonEntry>, filter: PeopleFilter): typeof query {
  const { ids, kind, yearGroup, name, left } = filter;
  among(query, { id: ids, kind, year_group: yearGroup });
  if (name) query.andWhere('entry.name ilike :name', { name: `%${name.replace(/[\\%_]/g, '\\$&')}%` });
  if (typeof left === 'boolean') query.andWhere('(entry.left_on is not null) = :left', { left });
  return query;
}
