import { Inject } from '@nestjs/common';
import { Args, ArgsType, Field, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { Type as Nested } from 'class-transformer';
import { IsInt, IsOptional, Max, Min, ValidateNested } from 'class-validator';
import type { Who } from '#libs/eventing/commands/command.js';
import { Moment } from '#libs/eventing/commands/fields.js';
import { FilterScopeInput } from '#libs/filtering/filtering.commands.js';
import { FilteringChangeLogEntry, filteringChangeLog } from '#projections/filtering/filtering-change-log.js';
import { SchoolCalendarEntry, schoolCalendar } from '#projections/calendar/school-calendar.js';
import { FilterOpening, openingOf } from './filter-opening.js';
import { reaching } from './filtering-reach.js';
import {
  endOf,
  startOf,
  timelinePicture,
  timelineText,
  type Period,
  type TimelineOpening,
} from './openings-timeline.js';
import { LogArgs } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

@ArgsType()
class HistoryArgs extends LogArgs {
  @Field(() => FilterScopeInput, {
    nullable: true,
    description: 'For whom; the openings of wider groups count as well.',
  })
  @IsOptional()
  @ValidateNested()
  @Nested(() => FilterScopeInput)
  scope?: FilterScopeInput;
}

@ArgsType()
class OpenAtArgs extends HistoryArgs {
  @Moment({ description: 'The moment to look at: ISO 8601 with a time zone.' })
  at: string;
}

@ArgsType()
class BetweenArgs extends HistoryArgs {
  @Moment({ description: 'The earlier moment: ISO 8601 with a time zone.' })
  from: string;

  @Moment({ description: 'The later moment.' })
  to: string;
}

@ArgsType()
class TimelineArgs extends HistoryArgs {
  @Field(() => Int, { description: 'The year in which the school year begins: 2026 for 2026/27.' })
  @IsInt()
  @Min(2000)
  @Max(2100)
  year: number;
}

@ObjectType({ description: 'What changed in the filter between two moments (D20).' })
export class FilteringDifference {
  @Field(() => [FilterOpening], { description: 'Let through after the first moment, by the second.' })
  opened: FilterOpening[];

  @Field(() => [FilterOpening], { description: 'Blocked again after the first moment, by the second.' })
  closed: FilterOpening[];
}

@ObjectType({ description: 'The openings of one term.' })
export class FilteringTimeline {
  @Field(() => String)
  term: string;

  @Field(() => String, { description: 'Its first day.' })
  from: string;

  @Field(() => String, { description: 'Its last day.' })
  to: string;

  @Field(() => Int, { description: 'How many sites were open at some time of it.' })
  openings: number;

  @Field(() => String, { description: 'A picture in SVG, one bar for each opening.' })
  svg: string;

  @Field(() => String, { description: 'What the picture shows, in words.' })
  text: string;
}

/** What the filter let through over time (D20). */
@Resolver()
export class FilteringHistoryResolver {
  constructor(@Inject(ReadModels) private readonly readModels: ReadModels) {}

  @Allow('filtering:read')
  @Query(() => [FilterOpening], { description: 'What was let through at a moment, for whom, by whose approval (D20).' })
  filteringOpenAt(@Args() { at, scope, ...read }: OpenAtArgs, @Sender() who: Who): Promise<FilterOpening[]> {
    return this.readModels.readLog(who, filteringChangeLog, read, async (rows) => {
      const open = rows
        .of(FilteringChangeLogEntry)
        .andWhere('entry.opened_at <= :at and (entry.closed_at is null or entry.closed_at > :at)', { at });
      if (scope) reaching(open, scope);
      const changes = await open.orderBy('entry.opened_at').addOrderBy('entry.id').getMany();
      return changes.map((change) => openingOf(change, at));
    });
  }

  @Allow('filtering:read')
  @Query(() => FilteringDifference, {
    description: 'What was let through, and what was blocked again, between two moments.',
  })
  filteringBetween(
    @Args() { from, to, scope, ...read }: BetweenArgs,
    @Sender() who: Who,
  ): Promise<FilteringDifference> {
    return this.readModels.readLog(who, filteringChangeLog, read, async (rows) => {
      const inTime = async (column: 'opened_at' | 'closed_at'): Promise<FilteringChangeLogEntry[]> => {
        const changes = rows
          .of(FilteringChangeLogEntry)
          .andWhere(`entry.opened_at is not null and entry.${column} > :from and entry.${column} <= :to`, { from, to });
        if (scope) reaching(changes, scope);
        return changes.orderBy(`entry.${column}`).addOrderBy('entry.id').getMany();
      };
      const [opened, closed] = await Promise.all([inTime('opened_at'), inTime('closed_at')]);
      const atEnd = ({ closedAt }: FilteringChangeLogEntry): string => (closedAt ?? new Date(to)).toISOString();
      return {
        opened: opened.map((change) => openingOf(change, to)),
        closed: closed.map((change) => openingOf(change, atEnd(change))),
      };
    });
  }

  @Allow('filtering:read')
  @Query(() => [FilteringTimeline], {
    description: 'A timeline for each term of a school year, or for the whole of it where the school has set no terms.',
  })
  async filteringTimelines(
    @Args() { year, scope, ...read }: TimelineArgs,
    @Sender() who: Who,
  ): Promise<FilteringTimeline[]> {
    const terms = await this.termsOf(year, read, who);
    const [from, to] = [
      Math.min(...terms.map((term) => startOf(term).getTime())),
      Math.max(...terms.map((term) => endOf(term).getTime())),
    ].map((at) => new Date(at));
    const changes = await this.readModels.readLog(who, filteringChangeLog, read, (rows) => {
      const open = rows.of(FilteringChangeLogEntry).andWhere(
        `(entry.opened_at < :to and (entry.closed_at is null or entry.closed_at > :from)
          or entry.status = 'agreed' and entry.opens_from < :to and entry.until > :from)`,
        { from, to },
      );
      if (scope) reaching(open, scope);
      return open.orderBy('coalesce(entry.opened_at, entry.opens_from)').addOrderBy('entry.id').getMany();
    });
    const now = read.asAt === undefined ? new Date() : new Date(read.asAt);
    const openings = changes.map(timelineOpening);
    return terms.map((term) => {
      const ofTerm = openings.filter(
        ({ openedAt, closedAt = now }) => openedAt < endOf(term) && closedAt > startOf(term),
      );
      const { name, ...days } = term;
      const picture = { svg: timelinePicture(term, ofTerm, now), text: timelineText(term, ofTerm) };
      return { term: name, ...days, openings: ofTerm.filter(({ agreedOnly }) => !agreedOnly).length, ...picture };
    });
  }

  private async termsOf(year: number, { asAt }: HistoryArgs, who: Who): Promise<readonly Period[]> {
    const calendar = await this.readModels.readLog(who, schoolCalendar, { asAt }, (rows) =>
      rows.of(SchoolCalendarEntry).getOne(),
    );
    const terms = calendar?.years.find((set) => set.year === year)?.terms ?? [];
    const whole = { name: `School year ${year}/${(year + 1) % 100}`, from: `${year}-09-01`, to: `${year + 1}-08-31` };
    return terms.length > 0 ? terms : [whole];
  }
}

function timelineOpening(change: FilteringChangeLogEntry): TimelineOpening {
  const { openedAt, opensFrom, closedAt, until, target, scopeKind, scopeName } = change;
  const { approvedBy, approvedRole } = openingOf(change, (closedAt ?? new Date()).toISOString());
  const approved = { target, scope: scopeName ?? scopeKind, approvedBy, approvedRole };
  if (openedAt !== null) return { ...approved, openedAt, closedAt: closedAt ?? undefined };
  if (opensFrom === null || until === null) throw new Error('an opening without its moment stands in the log');
  return { ...approved, openedAt: opensFrom, closedAt: until, agreedOnly: true };
}
