import { rateStandards, type StandardFigures } from './dfe-standards.js';
import { dfeStandards, type DfeStandard } from './governor-words.js';

const good: StandardFigures = {
  today: '2026-03-12',
  seniorLeaders: 1,
  governors: 1,
  logInspectionMissed: false,
  lastReviewOn: '2025-11-03',
  reviewsOverdue: 0,
  checkPlans: 2,
  checkPlansOverdue: 0,
  failing: 0,
  reblocksOverdue: 0,
  openingsNotMade: 0,
  blocksNotMade: 0,
  blockRequestsUnanswered: 0,
  blocksNotLifted: 0,
  filterDifferences: 0,
  filterDrifts: false,
  newestCheck: 'THIRD_PARTY',
  weeksReviewed: 3,
  weeksMissed: 0,
};

const ratingOf = (standard: DfeStandard, figures: Partial<StandardFigures>) =>
  rateStandards({ ...good, ...figures }).find((rated) => rated.standard === standard);

describe('D22, SW7: each DfE standard is rated by what the record shows', () => {
  it('all four, once each', () => {
    expect(rateStandards(good).map(({ standard }) => standard)).toEqual(dfeStandards);
  });

  it.each<[DfeStandard, Partial<StandardFigures>, string]>([
    ['rolesAssigned', {}, 'green'],
    ['rolesAssigned', { governors: 0 }, 'red'],
    ['rolesAssigned', { seniorLeaders: 0 }, 'red'],
    ['rolesAssigned', { logInspectionMissed: true }, 'amber'],
    ['rolesAssigned', { logInspectionMissed: true, governors: 0 }, 'red'],
    ['reviewedAnnually', {}, 'green'],
    ['reviewedAnnually', { lastReviewOn: '2025-04-10' }, 'amber'],
    ['reviewedAnnually', { lastReviewOn: '2025-03-12' }, 'amber'],
    ['reviewedAnnually', { lastReviewOn: '2025-03-11' }, 'red'],
    ['reviewedAnnually', { lastReviewOn: undefined }, 'red'],
    ['reviewedAnnually', { reviewsOverdue: 1 }, 'red'],
    ['harmfulContentBlocked', {}, 'green'],
    ['harmfulContentBlocked', { checkPlans: 0 }, 'amber'],
    ['harmfulContentBlocked', { checkPlansOverdue: 1 }, 'amber'],
    ['harmfulContentBlocked', { failing: 1 }, 'red'],
    ['harmfulContentBlocked', { reblocksOverdue: 1 }, 'red'],
    ['harmfulContentBlocked', { newestCheck: undefined }, 'red'],
    ['harmfulContentBlocked', { filterDifferences: 1 }, 'red'],
    ['harmfulContentBlocked', { filterDrifts: true }, 'red'],
    ['harmfulContentBlocked', { blocksNotMade: 1 }, 'red'],
    ['harmfulContentBlocked', { openingsNotMade: 1 }, 'amber'],
    ['harmfulContentBlocked', { blocksNotLifted: 1 }, 'amber'],
    ['harmfulContentBlocked', { blockRequestsUnanswered: 1 }, 'amber'],
    ['harmfulContentBlocked', { openingsNotMade: 1, failing: 1 }, 'red'],
    ['monitoringEffective', {}, 'green'],
    ['monitoringEffective', { weeksReviewed: 0 }, 'red'],
    ['monitoringEffective', { weeksMissed: 1 }, 'red'],
  ])('%s with %j is %s', (standard, figures, rating) => {
    expect(ratingOf(standard, figures)?.rating).toBe(rating);
  });

  it('says on whose word it stands: of blocking that of the newest test, or what Daybook saw for itself', () => {
    expect(ratingOf('harmfulContentBlocked', {})?.evidence).toBe('THIRD_PARTY');
    expect(ratingOf('rolesAssigned', {})?.evidence).toBe('SELF_REPORTED');
    for (const measured of [
      { filterDrifts: true },
      { blocksNotMade: 1 },
      { openingsNotMade: 1 },
      { blocksNotLifted: 1 },
    ])
      expect(ratingOf('harmfulContentBlocked', measured)?.evidence).toBe('MEASURED');
    expect(ratingOf('rolesAssigned', { logInspectionMissed: true })?.evidence).toBe('MEASURED');
  });
});
