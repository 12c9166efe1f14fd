import { Inject } from '@nestjs/common';
import { Args, ArgsType, Field, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import type { SelectQueryBuilder } from 'typeorm';
import { londonDay } from '#libs/calendar/london-time.js';
import { schoolYearOf } from '#libs/calendar/school-calendar.js';
import { termPeriods, type TermPeriod } from '#libs/calendar/term-periods.js';
import type { Who } from '#libs/eventing/command.js';
import { Day } from '#libs/eventing/fields.js';
import { inWords } from '#libs/eventing/in-words.js';
import { PoliciesInForce } from '#libs/eventing/policies-in-force.js';
import { SchoolCalendars } from '#libs/eventing/school-calendars.js';
import { incidentPlaces, notYetSorted } from '#libs/incidents/incident-words.js';
import { yearGroups } from '#libs/people/person-words.js';
import type { PolicyPack } from '#libs/policies/policy-pack.js';
import { countTerm, otherCell, type Counted, type TermCounts } from '#libs/statistics/counts-by-term.js';
import { governorIncidentLog, GovernorIncidentLogEntry } from '#projections/governor-incident-log.js';
import { incidentLog } from '#projections/incident-log.js';
import type { IncidentLogEntry } from '#projections/incident-log-entry.js';
import { namesNobody } from './governor-incidents.resolver.js';
import { visibleTo } from './incident-log.resolver.js';
import { AfterPosition } from './paging.js';
import { ReadModels } from './read-models.js';
import { Allow, Sender } from './who.js';

@ObjectType({ description: 'A term with the holiday after it.' })
export class CountedTerm {
  @Field(() => String)
  name: string;

  @Field(() => String, { description: 'Its first day, as 2026-09-01.' })
  from: string;

  @Field(() => String, { description: 'The day before the next term begins.' })
  to: string;
}

@ObjectType({
  description: 'How many there were. Null: too few to be shown to governors, or hidden to protect such a count (D24).',
})
export class IncidentCount {
  @Field(() => String)
  code: string;

  @Field(() => String)
  label: string;

  @Field(() => Int, { nullable: true })
  count: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'In the same term last year; null too where the school has not set that term.',
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

  @Field(() => [IncidentCount], { description: 'All of each term of this school year.' })
  byTerm: IncidentCount[];
}

@ArgsType()
class StatisticsArgs {
  @Day('A day of the term, or of the holiday after it; today if left out.', { optional: true })
  on?: string;

  @AfterPosition()
  after?: string;
}

type Table = 'kind' | 'seriousness' | 'yearGroup' | 'place';
interface Cell {
  readonly code: string;
  readonly label: string;
}
type Cells = Readonly<Record<Table, readonly Cell[]>>;

interface TermAsked {
  readonly term: TermPeriod;
  readonly termLastYear: TermPeriod | null;
  readonly year: readonly TermPeriod[];
  readonly lastYear: readonly TermPeriod[];
}

/** Incidents in numbers (D24): exact for those who handle them, without small numbers for governors. */
@Resolver()
export class IncidentStatisticsResolver {
  constructor(
    @Inject(ReadModels) private readonly readModels: ReadModels,
    @Inject(PoliciesInForce) private readonly policies: PoliciesInForce,
    @Inject(SchoolCalendars) private readonly calendars: SchoolCalendars,
  ) {}

  @Allow('incidents:read')
  @Query(() => IncidentStatistics, {
    nullable: true,
    description:
      'The incidents the sender handles, in numbers; null where the school has not set the terms of the year.',
  })
  async incidentStatistics(@Args() args: StatisticsArgs, @Sender() who: Who): Promise<IncidentStatistics | null> {
    const asked = await this.termOf(who, args);
    if (!asked) return null;
    const incidents = await this.readModels.readLog(who, incidentLog, args, (rows) =>
      counted(visibleTo(who, rows), `(entry.occurred_at at time zone 'Europe/London')::date`, asked),
    );
    const kinds = who.roles.includes('headteacher') ? () => true : notAboutStaff;
    return statisticsOf(incidents, asked, cellsOf(await this.policyOf(who), kinds), 1);
  }

  @Allow('incidents:readAnonymous')
  @Query(() => IncidentStatistics, {
    nullable: true,
    description:
      'The incidents about pupils in numbers, without small ones (SW2, D24); null where the school has not set the terms of the year, or adopted a policy.',
  })
  async governorIncidentStatistics(
    @Args() args: StatisticsArgs,
    @Sender() who: Who,
  ): Promise<IncidentStatistics | null> {
    const asked = await this.termOf(who, args);
    const policy = await this.policyOf(who);
    if (!asked || !policy) return null;
    const incidents = await this.readModels.readLog(who, governorIncidentLog, args, (rows) =>
      counted(rows.of(GovernorIncidentLogEntry, namesNobody), 'entry.occurred_on', asked),
    );
    return statisticsOf(incidents, asked, cellsOf(policy, notAboutStaff), policy.smallestCountShown.value);
  }

  private async policyOf({ school }: Who): Promise<PolicyPack | undefined> {
    return (await this.policies.of(school))?.pack;
  }

  private async termOf(
    { school }: Who,
    { on = londonDay(new Date()) }: StatisticsArgs,
  ): Promise<TermAsked | undefined> {
    const calendar = await this.calendars.of(school);
    const begins = schoolYearOf(on);
    const [year, lastYear] = [termPeriods(calendar, begins), termPeriods(calendar, begins - 1)];
    const term = year.find(({ from, to }) => from <= on && on <= to);
    return term && { term, termLastYear: lastYear.find(({ name }) => name === term.name) ?? null, year, lastYear };
  }
}

const notAboutStaff = ({ about }: Pick<PolicyPack['incidentKinds'][number], 'about'>): boolean => about !== 'staff';

/** What there may be, in the order of the policy: not what there was. */
function cellsOf(policy: PolicyPack | undefined, kinds: typeof notAboutStaff): Cells {
  return {
    kind: [...(policy?.incidentKinds ?? []).filter(kinds), notYetSorted],
    seriousness: [...(policy?.seriousness ?? []), { code: 'notDecided', label: 'not decided' }],
    yearGroup: [...yearGroups, 'severalYearGroups', 'notRecorded'].map(inWordsToo),
    place: incidentPlaces.map(inWordsToo),
  };
}

const inWordsToo = (code: string): Cell => ({ code, label: inWords(code) });

type Logged = Pick<IncidentLogEntry, 'status' | 'kind' | 'seriousness' | 'place' | 'yearGroups'> & { id: string };

/** What is counted of both years; `day` is an expression of ours. */
async function counted<Row extends Logged>(
  query: SelectQueryBuilder<Row>,
  day: string,
  { year, lastYear }: TermAsked,
): Promise<Counted<Table>[]> {
  const days = [...year, ...lastYear].flatMap(({ from, to }) => [from, to]).sort();
  const rows = await query
    .select(`${day}::text`, 'day')
    .addSelect('entry.kind', 'kind')
    .addSelect('entry.seriousness', 'seriousness')
    .addSelect('entry.place', 'place')
    .addSelect('entry.year_groups', 'yearGroups')
    .andWhere(`entry.status <> 'merged'`)
    .andWhere(`${day} between :first and :last`, { first: days[0], last: days.at(-1) })
    .getRawMany<Pick<Logged, 'kind' | 'seriousness' | 'place' | 'yearGroups'> & { day: string }>();
  return rows.map((row) => ({
    day: row.day,
    cells: {
      kind: row.kind,
      seriousness: row.seriousness ?? 'notDecided',
      yearGroup: row.yearGroups.length > 1 ? 'severalYearGroups' : (row.yearGroups[0] ?? 'notRecorded'),
      place: row.place,
    },
  }));
}

function statisticsOf(
  incidents: readonly Counted<Table>[],
  { term, termLastYear, year, lastYear }: TermAsked,
  cells: Cells,
  smallest: number,
): IncidentStatistics {
  const codes = (table: Table): string[] => cells[table].map(({ code }) => code);
  const tables = {
    kind: codes('kind'),
    seriousness: codes('seriousness'),
    yearGroup: codes('yearGroup'),
    place: codes('place'),
  };
  const count = (period: TermPeriod): TermCounts<Table> => countTerm(incidents, period, tables, smallest);
  const total = (period: TermPeriod | undefined): number | null => (period ? count(period).total : null);
  const [now, before] = [count(term), termLastYear && count(termLastYear)];
  const by = (table: Table): IncidentCount[] =>
    [...cells[table], { code: otherCell, label: 'of an earlier edition of the policy' }].map(({ code, label }) => ({
      code,
      label,
      count: now.tables[table].get(code) ?? null,
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
    byTerm: year.map((period) => ({
      code: period.name,
      label: period.name,
      count: total(period),
      lastYear: total(lastYear.find(({ name }) => name === period.name)),
    })),
  };
}
