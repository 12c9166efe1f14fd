import { Inject } from '@nestjs/common';
import { Args, ArgsType, Field, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import type { TermPeriod } from '#libs/calendar/term-periods.js';
import type { Who } from '#libs/eventing/commands/command.js';
import { Day } from '#libs/eventing/commands/fields.js';
import { PoliciesInForce } from '#libs/eventing/commands/policies-in-force.js';
import { SchoolCalendars } from '#libs/eventing/commands/school-calendars.js';
import { IncidentStatus } from '#libs/incidents/incident-enums.js';
import type { PolicyPack } from '#libs/policies/policy-pack.js';
import { countTerm, otherCell, type Counted, type TermCounts } from '#libs/statistics/counts-by-term.js';
import { governorIncidentLog, GovernorIncidentLogEntry } from '#projections/incidents/governor-incident-log.js';
import { incidentLog } from '#projections/incidents/incident-log.js';
import {
  anonymous,
  cellsOf,
  counted,
  handled,
  namesNobody,
  notAboutStaff,
  tables,
  termAsked,
  type Cells,
  type Table,
  type TermAsked,
} from './counted-incidents.js';
import { visibleTo } from './incident-log.resolver.js';
import { LogArgs, Mark, MarkAsked } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { ShownMarks } from '../reading/shown-marks.js';
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

  @Field(() => [IncidentCount], { description: 'Whether the parents were informed.' })
  byParents: IncidentCount[];

  @Field(() => [IncidentCount])
  byOutcome: IncidentCount[];

  @Field(() => [IncidentCount], { description: 'All of each term of this school year.' })
  byTerm: IncidentCount[];
}

@ObjectType({
  description: 'An incident as governors see it: of what kind, and how far the school is with it (SL3, SW2).',
})
export class GovernorIncident {
  @Field(() => String, { description: 'No record’s id: nobody finds the case by it.' })
  id: string;

  @Field(() => IncidentStatus)
  status: IncidentStatus;

  @Field(() => Boolean, { description: 'Somebody has decided how serious it is.' })
  seriousnessDecided: boolean;

  @Field(() => Boolean, { description: 'The parents were informed, or it is on record why not.' })
  parentsDecided: boolean;

  @Field(() => String, { nullable: true, description: 'Null where the numbers of the term do not show its kind.' })
  kind: string | null;

  @Field(() => String, { nullable: true })
  kindLabel: string | null;
}

@ObjectType({ description: 'The incidents of a term, one by one, and nothing that its numbers hide (SL3, SW2, D24).' })
export class GovernorIncidents {
  @Field(() => CountedTerm)
  term: CountedTerm;

  @Field(() => [GovernorIncident], {
    nullable: true,
    description: 'In no order. Null: so few that not even their number is shown.',
  })
  entries: GovernorIncident[] | null;

  @Mark()
  mark?: string | null;
}

@ArgsType()
class TermArgs extends LogArgs {
  @Day('A day of the term, or of the holiday after it; today if left out.', { optional: true })
  on?: string;
}

/** Incidents in numbers (D24): exact for those who handle them, without small numbers for governors. */
@Resolver()
export class IncidentStatisticsResolver {
  constructor(
    @Inject(ReadModels) private readonly readModels: ReadModels,
    @Inject(PoliciesInForce) private readonly policies: PoliciesInForce,
    @Inject(SchoolCalendars) private readonly calendars: SchoolCalendars,
    @Inject(ShownMarks) private readonly marks: ShownMarks,
  ) {}

  @Allow('incidents:read')
  @Query(() => IncidentStatistics, {
    nullable: true,
    description:
      'The incidents the sender handles, in numbers; null where the school has not set the terms of the year.',
  })
  async incidentStatistics(@Args() args: TermArgs, @Sender() who: Who): Promise<IncidentStatistics | null> {
    const asked = await this.termOf(who, args);
    if (!asked) return null;
    const incidents = await this.readModels.readLog(who, incidentLog, args, (rows) =>
      counted(visibleTo(who, rows), handled, asked),
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
  async governorIncidentStatistics(@Args() args: TermArgs, @Sender() who: Who): Promise<IncidentStatistics | null> {
    const asked = await this.termOf(who, args);
    const policy = await this.policyOf(who);
    if (!asked || !policy) return null;
    const incidents = await this.readModels.readLog(who, governorIncidentLog, args, (rows) =>
      counted(rows.of(GovernorIncidentLogEntry, namesNobody), anonymous, asked),
    );
    return statisticsOf(incidents, asked, cellsOf(policy, notAboutStaff), policy.smallestCountShown.value);
  }

  @Allow('incidents:readAnonymous')
  @Query(() => GovernorIncidents, {
    nullable: true,
    description:
      'The incident log of a term without anything personal (SL3, SW2); null where the school has not set the terms of the year, or adopted a policy.',
  })
  async governorIncidentLog(
    @Args() args: TermArgs,
    @Sender() who: Who,
    @MarkAsked() marked: boolean,
  ): Promise<GovernorIncidents | null> {
    const asked = await this.termOf(who, args);
    const policy = await this.policyOf(who);
    if (!asked || !policy) return null;
    const { term } = asked;
    const { incidents, mark } = await this.readModels.readLog(who, governorIncidentLog, args, (rows) => {
      const found = rows
        .of(GovernorIncidentLogEntry, namesNobody)
        .andWhere(`entry.status <> 'merged'`)
        .andWhere('entry.occurred_on between :from and :to', { from: term.from, to: term.to })
        .orderBy('entry.id')
        .getMany();
      const answer = found.then((all) => ({ incidents: all }));
      return this.marks.beside(answer, { asked: marked, who, log: 'incidents', rows });
    });
    const cells = cellsOf(policy, notAboutStaff).kind.map(({ code }) => code);
    return { term, entries: listed(incidents, cells, policy.smallestCountShown.value), mark };
  }

  private async policyOf({ school }: Who): Promise<PolicyPack | undefined> {
    return (await this.policies.of(school))?.pack;
  }

  private async termOf({ school }: Who, { on }: TermArgs): Promise<TermAsked | undefined> {
    return termAsked(await this.calendars.of(school), on);
  }
}

/** The list is of one term already. */
const wholeTerm = { from: '', to: '9999' };

/** Who counts the list by kind gets the numbers of the term, and no others: what is hidden there is hidden here. */
function listed(
  incidents: readonly GovernorIncidentLogEntry[],
  kinds: readonly string[],
  smallest: number,
): GovernorIncident[] | null {
  const things = incidents.map(({ occurredOn: day, kind }) => ({ day, cells: { kind } }));
  const { total, tables: counts } = countTerm(things, wholeTerm, { kind: kinds }, smallest);
  if (total === null) return null;
  const shown = counts.kind;
  return incidents.map(({ id, status, seriousness, parentsInformed, kind, kindLabel }) => {
    const isShown = (shown.get(kind) ?? null) !== null;
    return {
      ...{ id, status, seriousnessDecided: seriousness !== null, parentsDecided: parentsInformed !== null },
      ...(isShown ? { kind, kindLabel } : { kind: null, kindLabel: null }),
    };
  });
}

function statisticsOf(
  incidents: readonly Counted<Table>[],
  { term, termLastYear, year, lastYear }: TermAsked,
  cells: Cells,
  smallest: number,
): IncidentStatistics {
  const codes = Object.fromEntries(tables.map((table) => [table, cells[table].map(({ code }) => code)]));
  const count = (period: TermPeriod): TermCounts<Table> =>
    countTerm(incidents, period, codes as Record<Table, string[]>, smallest);
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
    byParents: by('parents'),
    byOutcome: by('outcome'),
    byTerm: year.map((period) => ({
      code: period.name,
      label: period.name,
      count: total(period),
      lastYear: total(lastYear.find(({ name }) => name === period.name)),
    })),
  };
}
