import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, ArgsType, Field, Int, Mutation, ObjectType, Query, registerEnumType, Resolver } from '@nestjs/graphql';
import { IsInt, Max, Min } from 'class-validator';
import { SetTerms } from '#libs/calendar/calendar.commands.js';
import {
  addWorkingDays,
  dayAtSchool,
  endOfWorkingDay,
  noTerms,
  type SchoolCalendar,
} from '#libs/calendar/school-calendar.js';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import { Day } from '#libs/eventing/commands/fields.js';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { SchoolCalendarEntry, schoolCalendar } from '#projections/calendar/school-calendar.js';
import { AfterPosition } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

const DayKind = graphqlEnum(['schoolDay', 'weekend', 'bankHoliday', 'insetDay', 'schoolHoliday']);
registerEnumType(DayKind, { name: 'DayKind' });
const TermsFrom = graphqlEnum(['school', 'bankHolidaysAndWeekends']);
registerEnumType(TermsFrom, {
  name: 'TermsFrom',
  description: 'bankHolidaysAndWeekends: the school has not set the terms of that year.',
});
const BankHolidaysFrom = graphqlEnum(['writtenDown', 'byRule']);
registerEnumType(BankHolidaysFrom, {
  name: 'BankHolidaysFrom',
  description:
    'writtenDown: from a list that agrees with the rules of the Act, and was not read from GOV.UK; byRule: reckoned by those rules alone. A day proclaimed for one year only may be missing.',
});

@ObjectType({ description: 'What a day is at the school, and on what that answer rests.' })
export class DayAtSchoolView {
  @Field(() => String)
  day: string;

  @Field(() => DayKind)
  kind: keyof typeof DayKind;

  @Field(() => Boolean, { description: 'Neither weekend nor bank holiday.' })
  isWorkingDay: boolean;

  @Field(() => Boolean, { description: 'Pupils are in school.' })
  isSchoolDay: boolean;

  @Field(() => TermsFrom)
  termsFrom: keyof typeof TermsFrom;

  @Field(() => BankHolidaysFrom)
  bankHolidaysFrom: keyof typeof BankHolidaysFrom;

  @Field(() => String, { description: 'When its work, or that of the next working day, is over: ISO 8601 in UTC.' })
  workEndsAt: string;
}

@ArgsType()
class AfterArgs {
  @AfterPosition()
  after?: string;
}

@ArgsType()
class DayArgs extends AfterArgs {
  @Day('The day asked for.')
  on: string;
}

@ArgsType()
class WorkingDayArgs extends AfterArgs {
  @Day('The day from which to count; it does not count itself.')
  from: string;

  @Field(() => Int, { description: 'How many working days; negative for days before.' })
  @IsInt()
  @Min(-1_000)
  @Max(1_000)
  days: number;
}

@Resolver()
export class CalendarResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('calendar:set')
  @Mutation(() => Receipt)
  setTerms(@Args('input') command: SetTerms, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('calendar:read')
  @Query(() => SchoolCalendarEntry, { nullable: true, description: 'Null where the school has set no terms.' })
  schoolCalendar(@Args() { after }: AfterArgs, @Sender() who: Who): Promise<SchoolCalendarEntry | null> {
    return this.calendarOf(who, after);
  }

  @Allow('calendar:read')
  @Query(() => DayAtSchoolView, { description: 'Whether a day is a school day, and why.' })
  async dayAtSchool(@Args() { on, after }: DayArgs, @Sender() who: Who): Promise<DayAtSchoolView> {
    return viewOf(on, (await this.calendarOf(who, after)) ?? noTerms);
  }

  @Allow('calendar:read')
  @Query(() => DayAtSchoolView, { description: 'The working day that lies so many working days from another.' })
  async workingDay(@Args() { from, days, after }: WorkingDayArgs, @Sender() who: Who): Promise<DayAtSchoolView> {
    return viewOf(addWorkingDays(from, days), (await this.calendarOf(who, after)) ?? noTerms);
  }

  private calendarOf(who: Who, after: string | undefined): Promise<SchoolCalendarEntry | null> {
    return this.readModels.read(who, schoolCalendar.name, after, (rows) =>
      rows.findOneBy(SchoolCalendarEntry, { id: who.school }),
    );
  }
}

const viewOf = (day: string, calendar: SchoolCalendar): DayAtSchoolView => ({
  ...dayAtSchool(day, calendar),
  workEndsAt: endOfWorkingDay(day).toISOString(),
});
