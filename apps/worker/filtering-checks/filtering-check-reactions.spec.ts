import { followingReviewOf } from '#libs/filtering-checks/following-review.js';
import { recordId as id, specsOfDeadlines, specsOfFollowUps, type Happened } from '../testing/reaction-specs.js';
import { filteringCheckDeadlines } from './filtering-check-deadlines.js';
import { filteringCheckFollowUps } from './filtering-check-follow-ups.js';

const did = (type: string, data: object = {}): Happened => ({ type, data });
const plan = '1f0a7d3e-5b62-4f0c-8a44-6e3d9c2b7a90';
const remedyBy = '2026-03-16T09:00:00.000Z';
const planned = did('ChecksPlanned', { every: { count: 1, unit: 'month' }, dueOn: '2026-03-16' });
const failing = [did('FilteringChecked', { report: undefined }), did('FilterFoundFailing', { remedyBy })];
const opened = did('FilteringReviewOpened', { because: 'failedCheck', dueOn: '2026-03-16' });

specsOfDeadlines(filteringCheckDeadlines, {
  'raise-alarm-when-check-is-overdue': {
    sends: 'RaiseOverdueFilteringCheck',
    cases: [
      ['D22: stands at the end of the day on which it is due', [planned], '2026-03-16T17:00:00.000Z'],
      [
        'a test that is done moves it',
        [planned, did('PlannedCheckDone', { dueOn: '2026-04-16' })],
        '2026-04-16T16:00:00.000Z',
      ],
      ['is over when it has been told', [planned, did('PlannedCheckOverdue')], 'nothing'],
      ['is over with the plan', [planned, did('CheckPlanEnded')], 'nothing'],
      [
        'stands again when the test is done late',
        [planned, did('PlannedCheckOverdue'), did('PlannedCheckDone', { dueOn: '2026-04-16' })],
        '2026-04-16T16:00:00.000Z',
      ],
    ],
  },
  'raise-alarm-when-filter-is-not-mended': {
    sends: 'RaiseFailingFilter',
    cases: [
      ['D22: stands at the time to mend it', failing, remedyBy],
      ['a test that was passed has none', failing.slice(0, 1), 'nothing'],
      ['is over when it is remedied', [...failing, did('FilterRemedied')], 'nothing'],
      ['is over when it has been told', [...failing, did('FailingFilterOverdue')], 'nothing'],
    ],
  },
  'raise-alarm-when-review-is-overdue': {
    sends: 'RaiseOverdueReview',
    cases: [
      ['D22: stands at the end of the day on which it is due', [opened], '2026-03-16T17:00:00.000Z'],
      ['is over when it is held', [opened, did('FilteringReviewHeld')], 'nothing'],
      ['is over when another one covers it', [opened, did('FilteringReviewCovered')], 'nothing'],
      ['is over when it has been told', [opened, did('FilteringReviewOverdue')], 'nothing'],
    ],
  },
});

const reviewed = followingReviewOf(id);

specsOfFollowUps(filteringCheckFollowUps, {
  'note-check-done': [
    [
      'D22: the plan learns of the test and its day',
      did('FilteringChecked', { plan, checkedAt: '2026-03-11T23:30:00.000Z' }),
      [['NotePlannedCheckDone', { id: plan, check: id, on: '2026-03-11' }]],
    ],
    ['a test of no plan tells nobody', did('FilteringChecked', { plan: undefined }), []],
  ],
  'open-review-when-illegal-content-gets-through': [
    [
      'D22: what is illegal got through',
      did('FilterFoundFailing', { tests: ['adultContent', 'terrorism'] }),
      [['OpenFilteringReview', { id: reviewed, trigger: 'failedCheck', check: id }]],
    ],
    ['anything else is mended without a review', did('FilterFoundFailing', { tests: ['adultContent'] }), []],
  ],
  'open-next-annual-review': [
    [
      'D22: the next one has its day',
      did('FilteringReviewHeld', { nextDueOn: '2027-03-12' }),
      [['OpenAnnualReview', { id: reviewed, dueOn: '2027-03-12' }]],
    ],
    ['one out of its cycle has no next one', did('FilteringReviewHeld', { nextDueOn: undefined }), []],
  ],
});
