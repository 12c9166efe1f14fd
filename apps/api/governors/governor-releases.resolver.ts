import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Field, Int, Mutation, ObjectType, Query, registerEnumType, Resolver } from '@nestjs/graphql';
import { londonDay } from '#libs/calendar/london-time.js';
import { CommandExecution } from '#libs/eventing/commands/command-execution.js';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { AdoptedPolicies } from '#libs/policies/adopted-policies.js';
import { CachedCalendars } from '#libs/calendar/cached-calendars.js';
import { ReleaseGovernorFigures } from '#libs/governors/governor-release.commands.js';
import { governorReleases, type GovernorReleases } from '#libs/governors/governor-release.decider.js';
import { governorReleaseEvents } from '#libs/governors/governor-release.events.js';
import { SourcesOfReleases } from '#libs/governors/release-governor-figures.handler.js';
import { releaseFrom, type ReleaseFigures } from '#libs/governors/release-figures.js';
import type { ReleasedList } from '#libs/governors/governor-words.js';
import { periodOf } from '#libs/governors/release-period.js';
import { thresholdOf } from '#libs/statistics/suppressed-counts.js';
import { CountedTerm } from '../incidents/incident-statistics.resolver.js';
import { Allow, Sender } from '../access/who.js';

const WhyHidden = graphqlEnum(['tooFew', 'protectsOthers', 'totalTooSmall']);
type WhyHidden = keyof typeof WhyHidden;
registerEnumType(WhyHidden, {
  name: 'WhyHidden',
  description:
    'tooFew: the count is below the smallest that the policy lets governors see, or a zero beside such a one; protectsOthers: it is large enough, but another could be worked out from it; totalTooSmall: all of them together are too few.',
});

@ObjectType({ description: 'A count as it is, and as the governors would be shown it.' })
export class PreviewedCount {
  @Field(() => String)
  code: string;

  @Field(() => String)
  label: string;

  @Field(() => Int)
  count: number;

  @Field(() => Int, { nullable: true, description: 'What the governors would read; null where it is hidden.' })
  shown: number | null;

  @Field(() => WhyHidden, { nullable: true, description: 'Why it is hidden; null where it is shown.' })
  hidden: WhyHidden | null;
}

@ObjectType({ description: 'What a release to the governors made now would show and hide, and why (D24).' })
export class GovernorReleasePreview {
  @Field(() => CountedTerm, { description: 'What it would be of: the term, or the school year.' })
  term: CountedTerm;

  @Field(() => Int, { description: 'Counts below it are hidden.' })
  smallest: number;

  @Field(() => PreviewedCount, { description: 'The incidents that were sorted since the release before.' })
  all: PreviewedCount;

  @Field(() => [PreviewedCount])
  byKind: PreviewedCount[];

  @Field(() => [PreviewedCount])
  bySeriousness: PreviewedCount[];

  @Field(() => [PreviewedCount])
  byYearGroup: PreviewedCount[];

  @Field(() => [PreviewedCount])
  byPlace: PreviewedCount[];

  @Field(() => [PreviewedCount])
  byParents: PreviewedCount[];

  @Field(() => [PreviewedCount])
  byOutcome: PreviewedCount[];

  @Field(() => String, {
    nullable: true,
    description: 'What is to be thought of before it is made: a release is never changed or taken back.',
  })
  warning: string | null;
}

/** Those who know the incidents release figures of them to the governors, and see first what these will read (D24). */
@Resolver()
export class GovernorReleasesResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(CommandExecution) private readonly execution: CommandExecution,
    @Inject(SourcesOfReleases) private readonly sources: SourcesOfReleases,
    @Inject(AdoptedPolicies) private readonly policies: AdoptedPolicies,
    @Inject(CachedCalendars) private readonly calendars: CachedCalendars,
  ) {}

  @Allow('governors:release')
  @Mutation(() => Receipt)
  releaseGovernorFigures(@Args('input') command: ReleaseGovernorFigures, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('governors:release')
  @Query(() => GovernorReleasePreview, {
    nullable: true,
    description: 'What `releaseGovernorFigures` would release now. Null where the school has adopted no policy.',
  })
  async governorReleasePreview(@Sender() who: Who): Promise<GovernorReleasePreview | null> {
    const [policy, calendar, sources, before] = await Promise.all([
      this.policies.of(who.school),
      this.calendars.of(who.school),
      this.sources.of(who),
      this.execution.stateOf(governorReleaseEvents, governorReleases, who.school, who),
    ]);
    if (!policy || !sources) return null;
    const period = periodOf(londonDay(new Date()), calendar);
    const smallest = policy.pack.smallestCountShown.value;
    const figures = releaseFrom(before as GovernorReleases, sources, { period, smallest });
    return previewOf(figures, period, thresholdOf(smallest) ?? 1);
  }
}

function previewOf(
  { exactTotal, shown: { total, lists } }: ReleaseFigures,
  term: CountedTerm,
  smallest: number,
): GovernorReleasePreview {
  const whyHidden = (count: number): WhyHidden =>
    total === null ? 'totalTooSmall' : count < smallest ? 'tooFew' : 'protectsOthers';
  const by = (list: ReleasedList): PreviewedCount[] =>
    lists[list].map(({ code, label, exact, count }) => ({
      ...{ code, label, count: exact, shown: count },
      hidden: count === null ? whyHidden(exact) : null,
    }));
  return {
    ...{ term, smallest },
    all: {
      code: 'all',
      label: 'all',
      count: exactTotal,
      shown: total,
      hidden: total === null ? 'totalTooSmall' : null,
    },
    byKind: by('kind'),
    bySeriousness: by('seriousness'),
    byYearGroup: by('yearGroup'),
    byPlace: by('place'),
    byParents: by('parents'),
    byOutcome: by('outcome'),
    warning: warningOf(exactTotal, total),
  };
}

function warningOf(exact: number, shown: number | null): string | null {
  if (exact === 0) return 'No incident was sorted since the last release: this one would say so.';
  if (shown !== null) return null;
  return 'So few incidents were sorted since the last release that it would show nothing of them, and no later release will: wait until there are more, or until the term is over.';
}
