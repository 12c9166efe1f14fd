import { Field, GraphQLISODateTime, Int, ObjectType } from '@nestjs/graphql';
import type { EntityManager } from 'typeorm';
import { londonDay } from '#libs/calendar/london-time.js';
import { rateStandards, type RatedStandard } from '#libs/governors/dfe-standards.js';
import { DfeStandard, RatingEvidence, StandardRating } from '#libs/governors/governor-enums.js';
import { isIn } from '#libs/people/appointments.js';
import { TechnicalCheckKind, TechnicalCheckResult } from '#libs/technical/technical-check-enums.js';
import { FilteringChangeLogEntry, filteringChangeLog } from '#projections/filtering-change-log.js';
import { FilteringCheckPlanEntry, filteringCheckPlans } from '#projections/filtering-check-plans.js';
import { FilteringCheckEntry, filteringChecks } from '#projections/filtering-checks.js';
import { FilteringReviewEntry, filteringReviews } from '#projections/filtering-reviews.js';
import { MonitoringWeekEntry, monitoringWeeks } from '#projections/monitoring-weeks.js';
import { PersonEntry, peopleDirectory } from '#projections/people-directory.js';
import { TechnicalCheckLogEntry, technicalCheckLog } from '#projections/technical-check-log.js';
import { TechnicalCheckEntry, technicalChecks } from '#projections/technical-checks.js';

@ObjectType({ description: 'A kind of technical check, as governors see it: how it stands, and no text (SL11).' })
export class GovernorTechnicalCheck {
  @Field(() => TechnicalCheckKind)
  kind: TechnicalCheckKind;

  @Field(() => GraphQLISODateTime)
  dueBy: Date;

  @Field(() => Boolean)
  overdue: boolean;

  @Field(() => String, { nullable: true })
  lastCheckedOn: string | null;

  @Field(() => TechnicalCheckResult, { nullable: true })
  lastResult: TechnicalCheckResult | null;
}

@ObjectType({ description: 'A DfE standard for filtering and monitoring, by what the record shows.' })
export class GovernorStandard {
  @Field(() => DfeStandard)
  standard: RatedStandard['standard'];

  @Field(() => StandardRating)
  rating: RatedStandard['rating'];

  @Field(() => String)
  because: string;

  @Field(() => RatingEvidence)
  evidence: RatedStandard['evidence'];
}

@ObjectType({
  description: 'Filtering and technical security as governors see them: counts and dates alone (SL3, D25).',
})
export class GovernorView {
  @Field(() => String, { description: 'How far the log is shown: what a visit states as looked at.' })
  position: string;

  @Field(() => Int, { description: 'Changes that let something through now.' })
  openNow: number;

  @Field(() => Int, { description: 'Requests that were declined, or named an illegal site, and refused blocks.' })
  refused: number;

  @Field(() => Int, { description: 'Past their time, and not confirmed as blocked again (D18).' })
  reblocksOverdue: number;

  @Field(() => Int, { description: 'Blocks made in an emergency that nobody answered in time.' })
  emergencyBlocksUnanswered: number;

  @Field(() => Int, { description: 'Tests of the filter that were done under a plan.' })
  filterTestsDone: number;

  @Field(() => Int)
  filterTestsMissed: number;

  @Field(() => Int)
  filterTestsOverdue: number;

  @Field(() => [GovernorTechnicalCheck], { description: 'What is due first, first.' })
  technicalChecks: GovernorTechnicalCheck[];

  @Field(() => Int, { description: 'Technical checks done within the last year.' })
  technicalChecksDone: number;

  @Field(() => Int, { description: 'Technical checks missed within the last year.' })
  technicalChecksMissed: number;

  @Field(() => [GovernorStandard])
  standards: GovernorStandard[];
}

/** The read models that the view is taken from, all at one moment. */
export const governorSources = [
  filteringChangeLog,
  filteringCheckPlans,
  filteringChecks,
  filteringReviews,
  technicalChecks,
  technicalCheckLog,
  peopleDirectory,
  monitoringWeeks,
].map(({ name }) => name);

const evidence = { measured: 'MEASURED', selfReported: 'SELF_REPORTED', thirdParty: 'THIRD_PARTY' } as const;
/** Changes that are still pressing: what was blocked again late is past. */
const closed = ['reblocked', 'withdrawn', 'declined', 'blockRefused', 'blockLifted'];

export async function governorView(rows: EntityManager, now: Date): Promise<GovernorView> {
  const changes = rows
    .createQueryBuilder(FilteringChangeLogEntry, 'entry')
    .select(`count(*) filter (where entry.status in ('open', 'reblockOrdered'))::int`, 'openNow')
    .addSelect(`count(*) filter (where entry.status in ('declined', 'illegal', 'blockRefused'))::int`, 'refused')
    .addSelect(
      `count(*) filter (where entry.reblock_overdue and not entry.status = any(:closed))::int`,
      'reblocksOverdue',
    )
    .addSelect(
      `count(*) filter (where entry.agreement_overdue and entry.status = 'blockedInEmergency')::int`,
      'emergencyBlocksUnanswered',
    )
    .setParameters({ closed });
  const [counts, plans, [newest], failing, reviews, checks, log, people, weeks, position] = await Promise.all([
    changes.getRawOne<Pick<GovernorView, 'openNow' | 'refused' | 'reblocksOverdue' | 'emergencyBlocksUnanswered'>>(),
    rows.findBy(FilteringCheckPlanEntry, {}),
    rows.find(FilteringCheckEntry, { order: { checkedAt: 'desc' }, take: 1 }),
    rows.countBy(FilteringCheckEntry, { status: 'failing' }),
    rows.findBy(FilteringReviewEntry, {}),
    rows.find(TechnicalCheckEntry, { order: { dueBy: 'asc', kind: 'asc' } }),
    checksOfTheYear(rows, now),
    rows.findBy(PersonEntry, {}),
    rows.findBy(MonitoringWeekEntry, {}),
    positionOf(rows),
  ]);
  if (!counts) throw new Error('a count has one row');
  const active = plans.filter(({ status }) => status === 'active');
  const overdue = active.filter((plan) => plan.overdue).length;
  const today = londonDay(now);
  const held = reviews.flatMap(({ heldOn }) => heldOn ?? []).sort();
  const holding = (role: string): number =>
    people.filter(({ roles }) => roles.some((held) => held.role === role && isIn(today, held))).length;
  return {
    position,
    ...counts,
    filterTestsDone: plans.reduce((sum, { done }) => sum + done, 0),
    filterTestsMissed: plans.reduce((sum, { missed }) => sum + missed, 0),
    filterTestsOverdue: overdue,
    technicalChecks: checks.map(({ kind, dueBy, overdueSince, lastCheckedOn, lastResult }) => ({
      ...{ kind, dueBy, lastCheckedOn, lastResult },
      overdue: overdueSince !== null,
    })),
    ...log,
    standards: [
      ...rateStandards({
        today,
        seniorLeaders: holding('seniorLeader') + holding('headteacher'),
        governors: holding('onlineSafetyGovernor'),
        lastReviewOn: held.at(-1),
        reviewsOverdue: reviews.filter((review) => review.status === 'open' && review.overdue).length,
        checkPlans: active.length,
        checkPlansOverdue: overdue,
        failing,
        reblocksOverdue: counts.reblocksOverdue,
        weeksReviewed: weeks.filter(({ state }) => state === 'reviewed' || state === 'reviewedLate').length,
        weeksMissed: weeks.filter(({ state }) => state === 'missed').length,
        newestCheck: newest && evidence[newest.evidence],
      }),
    ],
  };
}

async function checksOfTheYear(
  rows: EntityManager,
  now: Date,
): Promise<Pick<GovernorView, 'technicalChecksDone' | 'technicalChecksMissed'>> {
  const counted = await rows
    .createQueryBuilder(TechnicalCheckLogEntry, 'entry')
    .select(`count(*) filter (where entry.outcome <> 'missed')::int`, 'technicalChecksDone')
    .addSelect(`count(*) filter (where entry.outcome = 'missed')::int`, 'technicalChecksMissed')
    .where('entry.at >= :since', { since: new Date(now.getTime() - 365 * 86_400_000) })
    .getRawOne<Pick<GovernorView, 'technicalChecksDone' | 'technicalChecksMissed'>>();
  if (!counted) throw new Error('a count has one row');
  return counted;
}

async function positionOf(rows: EntityManager): Promise<string> {
  const [reached] = await rows.query<{ position: string | null }[]>(
    'select min(position)::text as position from projection_checkpoint where projection = any($1)',
    [governorSources],
  );
  return reached?.position ?? '0';
}
