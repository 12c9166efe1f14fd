import { Inject } from '@nestjs/common';
import { Args, Field, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { londonDay } from '#libs/calendar/london-time.js';
import type { SchoolCalendar } from '#libs/calendar/school-calendar.js';
import { schoolYearOf } from '#libs/calendar/school-calendar.js';
import { termPeriods, type TermPeriod } from '#libs/calendar/term-periods.js';
import type { Who } from '#libs/eventing/commands/command.js';
import { CachedCalendars } from '#libs/calendar/cached-calendars.js';
import { endOf, periodOf } from '#libs/governors/release-period.js';
import { governorReleases, GovernorReleaseEntry } from '#projections/governors/governor-releases.js';
import { allOf, FiguresReleased, listOf, ReleasedIncidentCount, type Compared } from './released-figures.js';
import { CountedTerm, TermArgs } from '../incidents/incident-statistics.resolver.js';
import { Mark, MarkAsked } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import type { Rows } from '../reading/rows.js';
import { ViewReceipts } from '../reading/view-receipts.js';
import { Allow, Sender } from '../access/who.js';

@ObjectType({ isAbstract: true })
abstract class Released {
  @Field(() => CountedTerm, { description: 'The term, or the school year where the school has set no terms for it.' })
  term: CountedTerm;

  @Field(() => [FiguresReleased], { description: 'What was released of it, the first first.' })
  releases: FiguresReleased[];

  @Field(() => String, { nullable: true, description: 'Why nothing is shown; null where something was released.' })
  because: string | null;
}

@ObjectType({
  description:
    'Incidents about pupils in numbers, as released: each one that the safeguarding team has sorted, once, in the release after that (SW2, D24).',
})
export class GovernorIncidentStatistics extends Released {
  @Field(() => CountedTerm, { nullable: true })
  termBefore: CountedTerm | null;

  @Field(() => CountedTerm, { nullable: true, description: 'The term of the same name; null where none is set.' })
  termLastYear: CountedTerm | null;

  @Field(() => ReleasedIncidentCount)
  all: ReleasedIncidentCount;

  @Field(() => [ReleasedIncidentCount])
  byKind: ReleasedIncidentCount[];

  @Field(() => [ReleasedIncidentCount], { description: 'As decided.' })
  bySeriousness: ReleasedIncidentCount[];

  @Field(() => [ReleasedIncidentCount], { description: 'Of the pupils in it.' })
  byYearGroup: ReleasedIncidentCount[];

  @Field(() => [ReleasedIncidentCount])
  byPlace: ReleasedIncidentCount[];

  @Field(() => [ReleasedIncidentCount], { description: 'Whether the parents were informed.' })
  byParents: ReleasedIncidentCount[];

  @Field(() => [ReleasedIncidentCount], { description: 'What had come of it when it was released.' })
  byOutcome: ReleasedIncidentCount[];

  @Field(() => [ReleasedIncidentCount], { description: 'All of each term of this school year.' })
  byTerm: ReleasedIncidentCount[];
}

@ObjectType({ description: 'An incident in the log of the governors: of what kind, and nothing else (SL3, SW2, D24).' })
export class GovernorIncident {
  @Field(() => String, { nullable: true, description: 'Null where the numbers do not show its kind.' })
  kind: string | null;

  @Field(() => String, { nullable: true })
  kindLabel: string | null;
}

@ObjectType({ description: 'The incidents of a term, one by one, and nothing that its numbers hide (SL3, SW2, D24).' })
export class GovernorIncidents extends Released {
  @Field(() => [GovernorIncident], {
    nullable: true,
    description:
      'By kind, in no other order. Null: nothing was released, or so few that not even their number is shown.',
  })
  entries: GovernorIncident[] | null;

  @Mark()
  mark?: string | null;
}

/** The periods that an answer is about: of a school without terms its school years. */
interface Periods {
  readonly term: TermPeriod;
  readonly termBefore: TermPeriod | null;
  readonly termLastYear: TermPeriod | null;
  readonly year: readonly TermPeriod[];
  readonly lastYear: readonly TermPeriod[];
}

/**
 * What governors are shown of incidents: releases, and between them nothing new (D24, D25). `asAt` chooses among the
 * releases, and no answer holds a moment or an id.
 */
@Resolver()
export class GovernorIncidentsResolver {
  constructor(
    @Inject(ReadModels) private readonly readModels: ReadModels,
    @Inject(CachedCalendars) private readonly calendars: CachedCalendars,
    @Inject(ViewReceipts) private readonly marks: ViewReceipts,
  ) {}

  @Allow('incidents:readAnonymous')
  @Query(() => GovernorIncidentStatistics, {
    description: 'The incidents about pupils in numbers, as released to the governors (SW2, D24).',
  })
  async governorIncidentStatistics(@Args() args: TermArgs, @Sender() who: Who): Promise<GovernorIncidentStatistics> {
    const periods = await this.periodsOf(who, args);
    const releases = await this.readModels.readLog(who, governorReleases, args, (rows) => releasesIn(rows));
    const { term, termBefore, termLastYear, year, lastYear } = periods;
    const compared = comparedIn(releases, periods);
    const by = listedBy(compared);
    return {
      ...{ term, termBefore, termLastYear, ...shownOf(compared, term) },
      all: allOf(compared),
      byKind: by('kind'),
      bySeriousness: by('seriousness'),
      byYearGroup: by('yearGroup'),
      byPlace: by('place'),
      byParents: by('parents'),
      byOutcome: by('outcome'),
      byTerm: year.map((period, index) => {
        const sameLastYear = lastYear.find(({ name }) => name === period.name) ?? null;
        const termOf = {
          term: period,
          termBefore: year[index - 1] ?? lastYear.at(-1) ?? null,
          termLastYear: sameLastYear,
        };
        return allOf(comparedIn(releases, termOf), { code: period.name, label: period.name });
      }),
    };
  }

  @Allow('incidents:readAnonymous')
  @Query(() => GovernorIncidents, {
    description: 'The incident log of a term as released to the governors, without anything personal (SL3, SW2, D24).',
  })
  async governorIncidentLog(
    @Args() args: TermArgs,
    @Sender() who: Who,
    @MarkAsked() marked: boolean,
  ): Promise<GovernorIncidents> {
    const periods = await this.periodsOf(who, args);
    const { releases, mark } = await this.readModels.readLog(who, governorReleases, args, (rows) =>
      this.marks.beside(
        releasesIn(rows).then((all) => ({ releases: all })),
        { asked: marked, who, log: 'incidents', rows },
      ),
    );
    const compared = comparedIn(releases, periods);
    return { term: periods.term, ...shownOf(compared, periods.term), entries: entriesOf(compared.now), mark };
  }

  private async periodsOf({ school }: Who, { on }: TermArgs): Promise<Periods> {
    return periodsAround(on ?? londonDay(new Date()), await this.calendars.of(school));
  }
}

const releasesIn = (rows: Rows): Promise<GovernorReleaseEntry[]> =>
  rows.of(GovernorReleaseEntry).orderBy('entry.id').getMany();

function periodsAround(on: string, calendar: SchoolCalendar): Periods {
  const begins = schoolYearOf(on);
  const [year, lastYear] = [termPeriods(calendar, begins), termPeriods(calendar, begins - 1)];
  const term = periodOf(on, calendar);
  const place = year.findIndex(({ from }) => from === term.from);
  const sameLastYear = lastYear.find(({ name }) => name === term.name);
  // A school year is compared with the one before, under its own name.
  const yearBefore = year.length === 0 && lastYear.length === 0 ? periodOf(`${begins - 1}-09-01`, calendar) : null;
  return {
    term,
    termBefore: year[place - 1] ?? lastYear.at(-1) ?? null,
    termLastYear: sameLastYear ?? yearBefore,
    ...{ year, lastYear },
  };
}

/** A release is of the period that it names; the school may have set its terms anew since. */
function comparedIn(
  releases: readonly GovernorReleaseEntry[],
  { term, termBefore, termLastYear }: Pick<Periods, 'term' | 'termBefore' | 'termLastYear'>,
): Compared {
  const of = ({ name, from, to }: TermPeriod): GovernorReleaseEntry[] =>
    releases.filter(
      ({ periodName, periodFrom }) =>
        periodFrom === from || (periodName === name && from <= periodFrom && periodFrom <= to),
    );
  return {
    now: of(term),
    lastTerm: termBefore ? of(termBefore) : undefined,
    lastYear: termLastYear ? of(termLastYear) : undefined,
  };
}

const listedBy =
  (compared: Compared) =>
  (list: Parameters<typeof listOf>[0]): ReleasedIncidentCount[] =>
    listOf(list, compared);

const shownOf = ({ now }: Compared, term: TermPeriod): Pick<Released, 'releases' | 'because'> => ({
  releases: now.map(({ releasedOn, occasion, total }) => ({ releasedOn, occasion, count: total })),
  because: now.length > 0 ? null : whyNothing(term),
});

const whyNothing = (term: TermPeriod): string => {
  const over = endOf(term) <= new Date();
  const when = over
    ? 'This period is over and nothing was released for it'
    : `Figures of incidents are released when the term is over, after ${term.to}, or earlier by the DSL or the headteacher; nothing has been released for this term yet`;
  return `${when}.`;
};

/** Who counts the log gets the numbers, and no others. Null where no release shows its total. */
function entriesOf(releases: Compared['now']): GovernorIncident[] | null {
  const shown = releases.filter(({ total }) => total !== null);
  const hides = shown.length < releases.length;
  // An empty list would say that there was none.
  if (shown.length === 0 || (hides && shown.every(({ total }) => total === 0))) return null;
  const entries = shown.flatMap(({ total, lists }) => {
    const known = lists.kind.flatMap(({ code, label, count = 0 }) =>
      Array.from({ length: count }, (): GovernorIncident => ({ kind: code, kindLabel: label })),
    );
    const hidden = Array.from({ length: (total ?? 0) - known.length }, () => ({ kind: null, kindLabel: null }));
    return [...known, ...hidden];
  });
  return entries.sort((a, b) => placeOf(a) - placeOf(b) || compare(a.kindLabel ?? '', b.kindLabel ?? ''));
}
const placeOf = ({ kind }: GovernorIncident): number => (kind === null ? 1 : 0);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
