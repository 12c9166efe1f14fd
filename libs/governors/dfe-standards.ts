import { plusDays, type Day } from '#libs/calendar/london-time.js';
import type { DfeStandard, Rating, RatingEvidence } from './governor-words.js';

/** What the record knows of filtering and monitoring on a day. */
export interface StandardFigures {
  readonly today: Day;
  /** How many people hold each of the two named roles today (D23). */
  readonly seniorLeaders: number;
  readonly governors: number;
  /** No governor has signed in time that they looked at the change-control log (SL3). */
  readonly logInspectionMissed: boolean;
  readonly lastReviewOn?: Day | undefined;
  readonly reviewsOverdue: number;
  /** Plans for tests of the filter, those that are overdue, and tests that failed and were not mended. */
  readonly checkPlans: number;
  readonly checkPlansOverdue: number;
  readonly failing: number;
  readonly reblocksOverdue: number;
  /** What was agreed and nobody has made in the time that the policy gives. */
  readonly openingsNotMade: number;
  readonly blocksNotMade: number;
  /** Requests for a block that nobody has answered in that time. */
  readonly blockRequestsUnanswered: number;
  /** Blocks that are to be lifted, and are not lifted in that time. */
  readonly blocksNotLifted: number;
  /** Where people found the filter to be other than agreed, and nobody has mended it yet. */
  readonly filterDifferences: number;
  /** Daybook's own looks at the filter have shown a difference from the log that was not mended in time. */
  readonly filterDrifts: boolean;
  /** On whose word the newest test stands; left out where there was none. */
  readonly newestCheck?: RatingEvidence | undefined;
  /** Weeks of monitoring that were looked back at, and those that still wait though their day is past (D21). */
  readonly weeksReviewed: number;
  readonly weeksMissed: number;
}

export interface RatedStandard {
  readonly standard: DfeStandard;
  readonly rating: Rating;
  readonly because: string;
  readonly evidence: RatingEvidence;
}

/** A rating says no more than the record shows: where nothing is on record, it is red and says so. */
export function rateStandards(figures: StandardFigures): readonly RatedStandard[] {
  return [
    { standard: 'rolesAssigned', evidence: 'SELF_REPORTED', ...roles(figures) },
    { standard: 'reviewedAnnually', ...review(figures), evidence: 'SELF_REPORTED' },
    { standard: 'harmfulContentBlocked', evidence: figures.newestCheck ?? 'SELF_REPORTED', ...blocking(figures) },
    { standard: 'monitoringEffective', ...monitoring(figures), evidence: 'SELF_REPORTED' },
  ];
}

type Verdict = Pick<RatedStandard, 'rating' | 'because'>;

const rated = (rating: Rating, because: string): Verdict => ({ rating, because });

/** What Daybook has seen for itself, or missed, stands on nobody's word. */
type Evident = Verdict & Partial<Pick<RatedStandard, 'evidence'>>;

const measured = (rating: Rating, because: string): Evident => ({ ...rated(rating, because), evidence: 'MEASURED' });

function roles({ seniorLeaders, governors, logInspectionMissed }: StandardFigures): Evident {
  if (seniorLeaders === 0) return rated('red', 'No member of the senior leadership team is on record today.');
  if (governors === 0) return rated('red', 'No online safety governor is on record today.');
  if (logInspectionMissed)
    return measured('amber', 'No governor has signed for an inspection of the change-control log on time.');
  return rated('green', 'A senior leader and a governor are on record today.');
}

function review({ today, lastReviewOn, reviewsOverdue }: StandardFigures): Verdict {
  if (reviewsOverdue > 0) return rated('red', 'A review is overdue.');
  if (lastReviewOn === undefined) return rated('red', 'No review is on record.');
  if (lastReviewOn < plusDays(today, -365)) return rated('red', 'The last review is more than a year ago.');
  return lastReviewOn < plusDays(today, -335)
    ? rated('amber', 'The last review is eleven months ago or more.')
    : rated('green', 'A review of the last eleven months is on record.');
}

function blocking(figures: StandardFigures): Evident {
  if (figures.filterDrifts) return measured('red', 'The filter differs from the log, or cannot say what it has.');
  if (figures.blocksNotMade > 0)
    return measured('red', 'A site that was agreed to be blocked has not been blocked on time.');
  if (figures.newestCheck === undefined) return rated('red', 'No test of the filter is on record.');
  if (figures.failing > 0) return rated('red', 'A test failed and no later test shows it is fixed.');
  if (figures.reblocksOverdue > 0)
    return rated('red', 'A site is past its end date and has not been confirmed as blocked again.');
  if (figures.filterDifferences > 0)
    return rated('red', 'The filter was found not to match what was agreed, and this is not fixed yet.');
  // The standard asks as well that teaching is not held up.
  if (figures.blockRequestsUnanswered > 0)
    return measured('amber', 'A request to block a site has not been answered on time.');
  if (figures.blocksNotLifted > 0)
    return measured('amber', 'A block that should be lifted has not been lifted on time.');
  if (figures.openingsNotMade > 0)
    return measured('amber', 'A site that was agreed for teaching has not been unblocked on time.');
  if (figures.checkPlansOverdue > 0) return rated('amber', 'A planned test of the filter is overdue.');
  if (figures.checkPlans === 0) return rated('amber', 'The filter was tested, but no tests are planned.');
  return rated('green', 'The planned tests of the filter are done, and none is failing.');
}

function monitoring({ weeksReviewed, weeksMissed }: StandardFigures): Verdict {
  if (weeksMissed > 0) return rated('red', 'A weekly monitoring review was missed.');
  if (weeksReviewed === 0) return rated('red', 'No review of monitoring is on record.');
  return rated('green', 'Every week of monitoring on record has been reviewed.');
}
