import { Field, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow } from '#libs/eventing/read-models/projection.js';
import { calendarEvents } from '#libs/calendar/calendar.events.js';

@ObjectType({ description: 'A term, or half of one.' })
export class SchoolTerm {
  @Field(() => String)
  name: string;

  @Field(() => String, { description: 'Its first day.' })
  from: string;

  @Field(() => String, { description: 'Its last day.' })
  to: string;
}

@ObjectType({ description: 'One school year, 1 September to 31 August.' })
export class SchoolYearView {
  @Field(() => Int, { description: 'The year in which it begins.' })
  year: number;

  @Field(() => [SchoolTerm])
  terms: SchoolTerm[];

  @Field(() => [String])
  insetDays: string[];

  @Field(() => String, { description: 'When it was last set, ISO 8601 in UTC.' })
  setAt: string;

  @Field(() => String, { description: 'The id of the person who set it.' })
  setBy: string;
}

@Entity('school_calendar')
@ObjectType({ description: 'The terms and INSET days that a school has set.' })
export class SchoolCalendarEntry extends ReadModelRow {
  @Field(() => [SchoolYearView], { description: 'The latest year last.' })
  @Column('jsonb')
  years: SchoolYearView[];
}

export const schoolCalendar = projection({
  name: 'school_calendar',
  version: 1,
  row: SchoolCalendarEntry,
  from: { calendar: calendarEvents },
}).on({
  calendar: {
    TermsSet: (row, { data, by }) => {
      const others = (row?.years ?? []).filter(({ year }) => year !== data.year);
      const years = [...others, { ...data, setAt: by.at, setBy: by.actor }];
      return { years: years.sort((a, b) => a.year - b.year) };
    },
  },
});
