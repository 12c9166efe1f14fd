import { Inject } from '@nestjs/common';
import { Args, ArgsType, Field, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import type { TermPeriod } from '#libs/calendar/term-periods.js';
import type { Who } from '#libs/eventing/commands/command.js';
import { Day } from '#libs/eventing/commands/fields.js';
import { AdoptedPolicies } from '#libs/policies/adopted-policies.js';
import { CachedCalendars } from '#libs/calendar/cached-calendars.js';
import {
  cellsOf,
  incidentTables,
  notAboutStaff,
  ofAnEarlierEdition,
  type Cells,
  type IncidentTable,
} from '#libs/incidents/incident-cells.js';
import { countTerm, type Counted, type Counts } from '#libs/statistics/counts-by-term.js';
import { incidentLog } from '#projections/incidents/incident-log.js';
import { counted, termAsked, type TermAsked } from './counted-incidents.js';
import { visibleTo } from './incident-log.resolver.js';
import { LogArgs } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

@ObjectType({ description: 'A term with the holiday after it.' })
export class CountedTerm {
  @Field(() => String)
  name: string;

  @Field(() => String, { description: 'Its first day, as 2026-09-01.' })
  from: string;

  @Field(() => String, { description: 'The day before the next term begins.' })
  to: string;
}

@ObjectType({ description: 'How many there were.' })
export class IncidentCount {
  @Field(() => String)
  code: string;

  @Field(() => String)
  label: string;

  @Field(() => Int)
  count: number;

  @Field(() => Int, {
    nullable: true,
    description: 'In the same term last year; null where the school has not set that term.',
  })
  lastYear: number | null;
}

@ObjectType({
  description: 'Incidents of a term by when they happened, each counted once in every list; merged reports are not.',
})
export class IncidentStatistics {
  @Field(() => CountedTerm)
  term: CountedTerm;

  @Field(() => CountedTerm, { nullable: true, description: 'The term of the same name; null where none is set.' })
  termLastYear: CountedTerm | null;

  @Field(() => IncidentCount)
  all: IncidentCount;

  @Field(() => [IncidentCount])
  byKind: IncidentCount[];

  @Field(() => [IncidentCount], { description: 'As decided.' })
  bySeriousness: IncidentCount[];

  @Field(() => [IncidentCount], { description: 'Of the pupils in it.' })
  byYearGroup: IncidentCount[];

  @Field(() => [IncidentCount])
  byPlace: IncidentCount[];

  @Field(() => [IncidentCount], { description: 'Whether the parents were informed.' })
  byParents: IncidentCount[];

  @Field(() => [IncidentCount])
  byOutcome: IncidentCount[];

  @Field(() => [IncidentCount], { description: 'All of each term of this school year.' })
  byTerm: IncidentCount[];
}

@ArgsType()
export class TermArgs extends LogArgs {
  @Day('A day of the term, or of the holiday after it; today if left out.', { optional: true })
  on?: string;
}

/** Incidents in numbers for those who handle them: exact, and of this moment (D24). */
@Resolver()
export class IncidentStatisticsResolver {
  constructor(
    @Inject(ReadModels) private readonly readModels: ReadModels,
    @Inject(AdoptedPolicies) private readonly policies: AdoptedPolicies,
    @Inject(CachedCalendars) private readonly calendars: CachedCalendars,
  ) {}

  @Allow('incidents:read')
  @Query(() => IncidentStatistics, {
    nullable: true,
    description:
      'The incidents the sender handles, in numbers; null where the school has not set the terms of the year.',
  })
  async incidentStatistics(@Args() args: TermArgs, @Sender() who: Who): Promise<IncidentStatistics | null> {
    const asked = termAsked(await this.calendars.of(who.school), args.on);
    if (!asked) return null;
    const incidents = await this.readModels.readLog(who, incidentLog, args, (rows) =>
      counted(visibleTo(who, rows), asked),
    );
    const kinds = who.roles.includes('headteacher') ? () => true : notAboutStaff;
    return statisticsOf(incidents, asked, cellsOf((await this.policies.of(who.school))?.pack, kinds));
  }
}

function statisticsOf(
  incidents: readonly Counted<IncidentTable>[],
  { term, termLastYear, year, lastYear }: TermAsked,
  cells: Cells,
): IncidentStatistics {
  const codes = Object.fromEntries(incidentTables.map((table) => [table, cells[table].map(({ code }) => code)]));
  const count = (period: TermPeriod): Counts<IncidentTable> =>
    countTerm(incidents, period, codes as Record<IncidentTable, string[]>);
  const [now, before] = [count(term), termLastYear && count(termLastYear)];
  const by = (table: IncidentTable): IncidentCount[] =>
    [...cells[table], ofAnEarlierEdition].map(({ code, label }) => ({
      code,
      label,
      count: now.tables[table].get(code) ?? 0,
      lastYear: before?.tables[table].get(code) ?? null,
    }));
  return {
    term,
    termLastYear,
    all: { code: 'all', label: 'all', count: now.total, lastYear: before?.total ?? null },
    byKind: by('kind'),
    bySeriousness: by('seriousness'),
    byYearGroup: by('yearGroup'),
    byPlace: by('place'),
    byParents: by('parents'),
    byOutcome: by('outcome'),
    byTerm: year.map((period) => {
      const sameLastYear = lastYear.find(({ name }) => name === period.name);
      return {
        ...{ code: period.name, label: period.name, count: count(period).total },
        lastYear: sameLastYear ? count(sameLastYear).total : null,
      };
    }),
  };
}
