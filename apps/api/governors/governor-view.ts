import { Field, GraphQLISODateTime, Int, ObjectType } from '@nestjs/graphql';
import type { EntityManager } from 'typeorm';
import { londonDay } from '#libs/calendar/london-time.js';
import { rowsAsAtSql } from '#libs/eventing/read-models/as-at.js';
import { rateStandards, type RatedStandard, type StandardFigures } from '#libs/governors/dfe-standards.js';
import { DfeStandard, RatingEvidence, StandardRating } from '#libs/governors/governor-enums.js';
import { TechnicalCheckKind, TechnicalCheckResult } from '#libs/technical/technical-check-enums.js';
import { filterDifferences } from '#projections/filtering/filter-differences.js';
import { FilteringChangeLogEntry, filteringChangeLog } from '#projections/filtering/filtering-change-log.js';
import { filteringCheckPlans } from '#projections/filtering-checks/filtering-check-plans.js';
import { filteringChecks } from '#projections/filtering-checks/filtering-checks.js';
import { filteringReviews } from '#projections/filtering-checks/filtering-reviews.js';
import { logInspections } from '#projections/governors/log-inspections.js';
import { monitoringWeeks } from '#projections/monitoring/monitoring-weeks.js';
import { peopleDirectory } from '#projections/people/people-directory.js';
import { schoolFilters } from '#projections/filtering/school-filter.js';
import { technicalCheckLog } from '#projections/technical/technical-check-log.js';
import { technicalChecks } from '#projections/technical/technical-checks.js';
import { openPeriods } from '#libs/filtering/open-time.js';
import { blockTimeOf, openTimeOf } from '../filtering/filter-opening.js';
import { Mark } from '../reading/paging.js';
import { positionOfAllSql, Rows } from '../reading/rows.js';

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
  @Field(() => String, {
    nullable: true,
    description: 'How far the log is shown. Null for a past moment.',
  })
  position: string | null;

  @Mark()
  mark?: string | null;

  @Field(() => Int, { description: 'Changes that let something through now, and of which not all is blocked.' })
  openNow: number;

  @Field(() => Int, { description: 'Openings that are agreed for a moment that is still to come (D17).' })
  agreedForLater: number;

  @Field(() => Int, { description: 'Requests that were declined, or named an illegal site, and refused blocks.' })
  refused: number;

  @Field(() => Int, { description: 'Past their time, and not confirmed as blocked again (D18).' })
  reblocksOverdue: number;

  @Field(() => Int, { description: 'Openings that were agreed, and that nobody has made in time.' })
  openingsNotMade: number;

  @Field(() => Int, { description: 'Blocks that were agreed, and that nobody has made in time.' })
  blocksNotMade: number;

  @Field(() => Int, {
    description: 'Blocks that are to be lifted, and that nobody has lifted in time.',
  })
  blocksNotLifted: number;

  @Field(() => Int, { description: 'Requests for a block that nobody has answered in time.' })
  blockRequestsUnanswered: number;

  @Field(() => Int, { description: 'Blocks made in an emergency that nobody answered in time.' })
  emergencyBlocksUnanswered: number;

  @Field(() => Int, { description: 'Where people found the filter to be other than agreed; not settled yet (SW7).' })
  filterDifferences: number;

  @Field(() => Int, {
    description:
      'Changes that somebody has made who had asked for them or agreed to them, as the school allowed (SL6).',
  })
  changesByTwoPeople: number;

  @Field(() => Boolean, {
    description: 'Daybook’s own looks at the filter show that it differs from the log, and it was not mended in time.',
  })
  filterDrifts: boolean;

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

  @Field(() => String, {
    nullable: true,
    description: 'The day of the last signed visit at which a governor was shown the change-control log (SL3).',
  })
  logInspectedOn: string | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'By when a governor looks at it again.' })
  logInspectionDueBy: Date | null;

  @Field(() => Boolean, { description: 'No governor has signed in time that they looked at it.' })
  logInspectionMissed: boolean;

  @Field(() => [GovernorStandard])
  standards: GovernorStandard[];
}

/** The read models that the view is taken from, all at one moment. */
export const sources = [
  filteringChangeLog,
  filteringCheckPlans,
  filteringChecks,
  filteringReviews,
  technicalChecks,
  technicalCheckLog,
  peopleDirectory,
  monitoringWeeks,
  filterDifferences,
  schoolFilters,
  logInspections,
] as const;
const governorSources = sources.map(({ name }) => name);

const evidence = { measured: 'MEASURED', selfReported: 'SELF_REPORTED', thirdParty: 'THIRD_PARTY' } as const;

interface Counted {
  readonly counts: Pick<GovernorView, 'openNow' | 'refused' | 'reblocksOverdue' | 'emergencyBlocksUnanswered'>;
  readonly agreed: Pick<
    GovernorView,
    'agreedForLater' | 'openingsNotMade' | 'blocksNotMade' | 'blocksNotLifted' | 'blockRequestsUnanswered'
  >;
  readonly filter: Pick<GovernorView, 'filterDifferences' | 'changesByTwoPeople' | 'filterDrifts'>;
  readonly tests: Pick<GovernorView, 'filterTestsDone' | 'filterTestsMissed' | 'filterTestsOverdue'>;
  readonly checksOfTheYear: Pick<GovernorView, 'technicalChecksDone' | 'technicalChecksMissed'>;
  readonly checks: readonly (Omit<GovernorTechnicalCheck, 'dueBy'> & { readonly dueBy: string })[] | null;
  readonly figures: Pick<
    StandardFigures,
    'seniorLeaders' | 'governors' | 'reviewsOverdue' | 'checkPlans' | 'failing' | 'weeksReviewed' | 'weeksMissed'
  >;
  readonly inspection: Pick<GovernorView, 'logInspectedOn' | 'logInspectionMissed'> & {
    readonly logInspectionDueBy: string | null;
  };
  readonly lastReviewOn: string | null;
  readonly newestEvidence: keyof typeof evidence | null;
  readonly position: string | null;
}

/** Somebody's appointments that run on the day in question. */
const holding = (...roles: readonly string[]): string =>
  `(select count(*)::int from people_directory, jsonb_array_elements(roles) held
    where held->>'role' in (${roles.map((role) => `'${role}'`).join(', ')})
      and held->>'from' <= $1 and coalesce(held->>'until', '9999-12-31') >= $1)`;

/** Counted where the rows are: nothing but the counts leaves the database, in one statement. */
const countedSql = `
  select
    (select json_build_object(
        'openNow', count(*) filter (where status in ('open', 'reblockOrdered')),
        'refused', count(*) filter (where status in ('declined', 'illegal', 'blockRefused')),
        -- Still pressing: what was blocked again late is past.
        'reblocksOverdue', count(*) filter (where reblock_overdue and status in ('open', 'reblockOrdered')),
        'emergencyBlocksUnanswered', count(*) filter (where agreement_overdue and status = 'blockedInEmergency'))
      from filtering_change_log
      where status in ('open', 'reblockOrdered', 'declined', 'illegal', 'blockRefused', 'blockedInEmergency')) as counts,
    (select json_build_object(
        'agreedForLater', count(*) filter (where status = 'agreed' and opens_from > $4::timestamptz),
        'openingsNotMade', count(*) filter (where implementation_overdue and direction = 'unblock'),
        'blocksNotMade', count(*) filter (where implementation_overdue and direction = 'block' and status = 'agreed'),
        'blockRequestsUnanswered', count(*) filter (where status = 'requested' and agreement_overdue),
        'blocksNotLifted', count(*) filter (where implementation_overdue and status in ('blockRefused', 'liftingAgreed')))
      from filtering_change_log where status in ('requested', 'agreed', 'blockRefused', 'liftingAgreed')) as agreed,
    json_build_object(
      'filterDifferences', (select count(*) from filter_difference where status = 'open'),
      'changesByTwoPeople', (select count(*) from filtering_change_log where two_people),
      'filterDrifts', (select coalesce(bool_or(drift_lasting), false) from school_filter)) as filter,
    (select json_build_object(
        'filterTestsDone', coalesce(sum(done), 0),
        'filterTestsMissed', coalesce(sum(missed), 0),
        'filterTestsOverdue', count(*) filter (where status = 'active' and overdue))
      from filtering_check_plan) as tests,
    (select json_build_object(
        'technicalChecksDone', count(*) filter (where outcome <> 'missed'),
        'technicalChecksMissed', count(*) filter (where outcome = 'missed'))
      from technical_check_log where at >= $2) as "checksOfTheYear",
    (select json_agg(json_build_object(
          'kind', kind, 'dueBy', due_by, 'overdue', overdue_since is not null,
          'lastCheckedOn', last_checked_on, 'lastResult', last_result) order by due_by, kind)
      from technical_check) as checks,
    json_build_object(
      'seniorLeaders', ${holding('seniorLeader', 'headteacher')},
      'governors', ${holding('onlineSafetyGovernor')},
      'reviewsOverdue', (select count(*) from filtering_review where status = 'open' and overdue),
      'checkPlans', (select count(*) from filtering_check_plan where status = 'active'),
      'failing', (select count(*) from filtering_check where status = 'failing'),
      'weeksReviewed', (select count(*) from monitoring_week where state in ('reviewed', 'reviewedLate')),
      'weeksMissed', (select count(*) from monitoring_week where state = 'missed')) as figures,
    (select json_build_object(
        'logInspectedOn', max(inspected_on),
        'logInspectionDueBy', max(due_by),
        'logInspectionMissed', coalesce(max(due_by) < $4::timestamptz, false))
      from log_inspection) as inspection,
    (select max(held_on) from filtering_review) as "lastReviewOn",
    (select evidence from filtering_check order by checked_at desc, id desc limit 1) as "newestEvidence",
    ${positionOfAllSql('$3')} as position`;

/** As at a moment, the rows of that moment stand in the place of the present ones, under the tables' own names. */
const asAtSql = `with ${sources.map((source) => `${source.name} as (${rowsAsAtSql(source, '$4::timestamptz')})`).join(',\n')}
  ${countedSql}`;

/** The school's figures now, or as they stood at a moment. */
export async function governorView(rows: EntityManager, asAt: string | undefined): Promise<GovernorView> {
  const now = asAt === undefined ? new Date() : new Date(asAt);
  const today = londonDay(now);
  const parameters = [today, new Date(now.getTime() - 365 * 86_400_000), governorSources, now];
  const [counted] = await rows.query<Counted[]>(asAt === undefined ? countedSql : asAtSql, parameters);
  if (!counted) throw new Error('a count has one row');
  const { counts, agreed, filter, tests, checksOfTheYear, checks, figures, inspection, position } = counted;
  const { lastReviewOn, newestEvidence } = counted;
  const { logInspectionDueBy, logInspectionMissed } = inspection;
  return {
    position: asAt === undefined ? (position ?? '0') : null,
    ...counts,
    openNow: counts.openNow - (counts.openNow > 0 ? await blockedAbove(rows, asAt) : 0),
    ...agreed,
    ...filter,
    ...tests,
    ...checksOfTheYear,
    ...inspection,
    logInspectionDueBy: logInspectionDueBy === null ? null : new Date(logInspectionDueBy),
    technicalChecks: (checks ?? []).map((check) => ({ ...check, dueBy: new Date(check.dueBy) })),
    standards: [
      ...rateStandards({
        ...figures,
        ...agreed,
        ...filter,
        today,
        logInspectionMissed,
        lastReviewOn: lastReviewOn ?? undefined,
        checkPlansOverdue: tests.filterTestsOverdue,
        reblocksOverdue: counts.reblocksOverdue,
        newestCheck: newestEvidence ? evidence[newestEvidence] : undefined,
      }),
    ],
  };
}

/** How many of the openings are blocked as a whole, so that nothing passes by them. */
async function blockedAbove(manager: EntityManager, asAt: string | undefined): Promise<number> {
  const inForce = await new Rows(manager, filteringChangeLog, asAt)
    .of(FilteringChangeLogEntry)
    .andWhere('entry.closed_at is null and (entry.opened_at is not null or entry.blocked_at is not null)')
    .andWhere('entry.lifted_at is null')
    .getMany();
  const blocks = inForce.filter(({ blockedAt }) => blockedAt !== null).map(blockTimeOf);
  const openings = inForce.filter(({ openedAt }) => openedAt !== null).map(openTimeOf);
  return openings.filter((opening) => openPeriods(opening, blocks).every(({ to }) => to !== undefined)).length;
}
