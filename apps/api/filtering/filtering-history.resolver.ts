import { Inject } from '@nestjs/common';
import { Args, ArgsType, Field, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { Type as Nested } from 'class-transformer';
import { IsInt, IsOptional, Max, Min, ValidateNested } from 'class-validator';
import type { Who } from '#libs/eventing/commands/command.js';
import { Moment } from '#libs/eventing/commands/fields.js';
import type { FilterScope } from '#libs/filtering/filter-scope.js';
import { FilterScopeInput } from '#libs/filtering/filtering.commands.js';
import { narrows, openPeriods, type OpenPeriod } from '#libs/filtering/open-time.js';
import { FilteringChangeLogEntry, filteringChangeLog } from '#projections/filtering/filtering-change-log.js';
import { SchoolCalendarEntry, schoolCalendar } from '#projections/calendar/school-calendar.js';
import { blockTimeOf, FilterOpening, openingOf, openTimeOf } from './filter-opening.js';
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
import type { Rows } from '../reading/rows.js';
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
  @Query(() => [FilterOpening], {
    description:
      'What was open at a moment, for whom, by whose approval (D20). What was let through and blocked as a whole for them was not open.',
  })
  filteringOpenAt(@Args() { at, scope, ...read }: OpenAtArgs, @Sender() who: Who): Promise<FilterOpening[]> {
    return this.readModels.readLog(who, filteringChangeLog, read, async (rows) => {
      const [moment, changes] = [new Date(at), await openBetween(rows, at, at, scope)];
      const blocks = changes.length > 0 ? await blockedBetween(rows, at, at) : [];
      const above = blocks.map(blockTimeOf);
      return changes
        .filter((change) => openPeriods(openTimeOf(change), above, scope).some((period) => holds(period, moment)))
        .map((change) => {
          const narrowedBy = blocks.filter((block) => narrows(blockTimeOf(block), openTimeOf(change), scope));
          return openingOf(change, at, narrowedBy);
        });
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
      const changes = await openBetween(rows, from, to, scope);
      const above = changes.length > 0 ? (await blockedBetween(rows, from, to)).map(blockTimeOf) : [];
      const within = (moment: Date | undefined): boolean =>
        moment !== undefined && moment > new Date(from) && moment <= new Date(to);
      const periods = changes.map((change) => ({ change, open: openPeriods(openTimeOf(change), above, scope) }));
      const inTime = (end: 'from' | 'to') =>
        periods
          .flatMap(({ change, open }) => {
            const moment = open.map((period) => period[end]).find(within);
            return moment === undefined ? [] : [{ change, moment }];
          })
          .sort((one, other) => one.moment.getTime() - other.moment.getTime());
      return {
        opened: inTime('from').map(({ change }) => openingOf(change, to)),
        closed: inTime('to').map(({ change, moment }) => openingOf(change, moment.toISOString())),
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
    const from = new Date(Math.min(...terms.map((term) => startOf(term).getTime())));
    const to = new Date(Math.max(...terms.map((term) => endOf(term).getTime())));
    const now = read.asAt === undefined ? new Date() : new Date(read.asAt);
    const openings = await this.readModels.readLog(who, filteringChangeLog, read, async (rows) => {
      const changes = await openOrAgreedBetween(rows, from, to, scope);
      const blocks = changes.length > 0 ? await blockedBetween(rows, from.toISOString(), to.toISOString()) : [];
      const above = blocks.map(blockTimeOf);
      return changes
        .flatMap((change) =>
          change.openedAt === null
            ? [agreedOpening(change)]
            : openPeriods(openTimeOf(change), above, scope).map((period) => timelineOpening(change, period)),
        )
        .sort((one, other) => one.openedAt.getTime() - other.openedAt.getTime());
    });
    return terms.map((term) => {
      const ofTerm = openings.filter(
        ({ openedAt, closedAt = now }) => openedAt < endOf(term) && closedAt > startOf(term),
      );
      const { name, ...days } = term;
      const picture = { svg: timelinePicture(term, ofTerm, now), text: timelineText(term, ofTerm) };
      const open = new Set(ofTerm.filter(({ agreedOnly }) => !agreedOnly).map(({ change }) => change));
      return { term: name, ...days, openings: open.size, ...picture };
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

/** What was let through at some time between two moments, whatever was above it. */
function openBetween(rows: Rows, from: string, to: string, scope?: FilterScope): Promise<FilteringChangeLogEntry[]> {
  const open = rows
    .of(FilteringChangeLogEntry)
    .andWhere('entry.opened_at <= :to and (entry.closed_at is null or entry.closed_at > :from)', { from, to });
  if (scope) reaching(open, scope);
  return open.orderBy('entry.opened_at').addOrderBy('entry.id').getMany();
}

function openOrAgreedBetween(
  rows: Rows,
  from: Date,
  to: Date,
  scope?: FilterScope,
): Promise<FilteringChangeLogEntry[]> {
  const open = rows.of(FilteringChangeLogEntry).andWhere(
    `(entry.opened_at < :to and (entry.closed_at is null or entry.closed_at > :from)
      or entry.status = 'agreed' and entry.opens_from < :to and entry.until > :from)`,
    { from, to },
  );
  if (scope) reaching(open, scope);
  return open.orderBy('coalesce(entry.opened_at, entry.opens_from)').addOrderBy('entry.id').getMany();
}

/** What was blocked at some time between two moments: for whom, openPeriods looks at. */
const blockedBetween = (rows: Rows, from: string, to: string): Promise<FilteringChangeLogEntry[]> =>
  rows
    .of(FilteringChangeLogEntry)
    .andWhere('entry.blocked_at <= :to and (entry.lifted_at is null or entry.lifted_at > :from)', { from, to })
    .orderBy('entry.blocked_at')
    .addOrderBy('entry.id')
    .getMany();

const holds = ({ from, to }: OpenPeriod, moment: Date): boolean => from <= moment && (to === undefined || to > moment);

function timelineOpening(change: FilteringChangeLogEntry, { from, to }: OpenPeriod): TimelineOpening {
  return { ...named(change, to ?? new Date()), openedAt: from, closedAt: to };
}

function agreedOpening(change: FilteringChangeLogEntry): TimelineOpening {
  const { opensFrom, until } = change;
  if (opensFrom === null || until === null) throw new Error('an opening without its moment stands in the log');
  return { ...named(change, new Date()), openedAt: opensFrom, closedAt: until, agreedOnly: true };
}

function named(change: FilteringChangeLogEntry, at: Date) {
  const { id, target, scopeKind, scopeName } = change;
  const { approvedBy, approvedRole } = openingOf(change, at.toISOString());
  return { change: id, target, scope: scopeName ?? scopeKind, approvedBy, approvedRole };
}
