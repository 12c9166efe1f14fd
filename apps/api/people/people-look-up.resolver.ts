import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, ArgsType, Field, ID, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { IsIn, IsOptional, Matches } from 'class-validator';
import type { SelectQueryBuilder } from 'typeorm';
import { londonDay } from '#libs/calendar/london-time.js';
import { RecordPeopleLookedUp } from '#libs/disclosures/people-look-up.commands.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import type { Who } from '#libs/eventing/commands/command.js';
import { Text } from '#libs/eventing/commands/fields.js';
import { PersonKind, YearGroup } from '#libs/people/person-enums.js';
import { peopleDirectory, PersonEntry } from '#projections/people/people-directory.js';
import { Allow, Sender } from '../access/who.js';
import { AfterPosition } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';

const mostShown = 10;

@ArgsType()
class FindPeopleArgs {
  @Text({ max: 100, description: 'How the names begin, as `zeb qui`; three letters at least.' })
  @Matches(/(?:\p{L}[^\p{L}]*){3}/u, { message: 'name must have at least three letters' })
  name: string;

  @Field(() => YearGroup, { nullable: true, description: 'Only pupils of this year group.' })
  @IsOptional()
  @IsIn(Object.values(YearGroup))
  yearGroup?: YearGroup;

  @AfterPosition()
  after?: string;
}

@ObjectType({ description: 'As much of somebody as it takes to name the right one in a record.' })
export class FoundPerson {
  @Field(() => ID, { description: 'The id by which records name them.' })
  id: string;

  @Field(() => String)
  name: string;

  @Field(() => PersonKind)
  kind: PersonKind;

  @Field(() => YearGroup, { nullable: true, description: 'Of a pupil.' })
  yearGroup: YearGroup | null;
}

@ObjectType()
export class FoundPeople {
  @Field(() => [FoundPerson], { description: `By name, ${mostShown} at most.` })
  people: FoundPerson[];

  @Field(() => Boolean, { description: 'There are others: type more of the name.' })
  more: boolean;
}

/** Whom staff may have to name in a record: those who are at the school day by day. */
const shownKinds: readonly PersonKind[] = ['pupil', 'staff', 'volunteer'];

/** How a member of staff finds the id of a child to name: narrow, limited, and each use on record first (SL12, D37). */
@Resolver()
export class PeopleLookUpResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('people:lookUp')
  @Query(() => FoundPeople, {
    description: 'Pupils and staff of the school by name, so as to name them in a record; each use is recorded (D37).',
  })
  async findPeople(@Args() { name, yearGroup, after }: FindPeopleArgs, @Sender() who: Who): Promise<FoundPeople> {
    const found = await this.readModels.readLog(who, peopleDirectory, { after }, (rows) =>
      named(rows.of(PersonEntry), name, yearGroup)
        .orderBy('entry.name')
        .addOrderBy('entry.id')
        .limit(mostShown + 1)
        .getMany(),
    );
    const people = found.slice(0, mostShown);
    const lookUp = { day: londonDay(new Date()), sought: name, shown: people.map(({ id }) => id) };
    await this.commands.execute(commandOf(RecordPeopleLookedUp, lookUp).by(who));
    return { people, more: found.length > mostShown };
  }
}

/** Every word typed begins a word of the name, accents and capitals aside. */
function named(
  query: SelectQueryBuilder<PersonEntry>,
  name: string,
  yearGroup: YearGroup | undefined,
): SelectQueryBuilder<PersonEntry> {
  const words = name.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== '');
  query
    .andWhere('entry.kind = any(:shownKinds)', { shownKinds })
    .andWhere('(entry.left_on is null or entry.left_on >= :today)', { today: londonDay(new Date()) });
  if (yearGroup) query.andWhere('entry.year_group = :yearGroup', { yearGroup });
  words.forEach((word, nth) =>
    query.andWhere(`plain_text(entry.name) ~* ('\\m' || plain_text(:word${nth}))`, { [`word${nth}`]: word }),
  );
  return query;
}
