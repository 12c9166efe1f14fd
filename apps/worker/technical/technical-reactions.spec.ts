import { breachOf } from '#libs/technical/breach-id.js';
import { technicalCheckOf } from '#libs/technical/technical-check-id.js';
import { technicalCheckKinds } from '#libs/technical/technical-check-words.js';
import {
  recordedAt,
  recordId as id,
  specsOfDeadlines,
  specsOfFollowUps,
  type Happened,
} from '../testing/reaction-specs.js';
import { technicalDeadlines } from './technical-deadlines.js';
import { technicalFollowUps } from './technical-follow-ups.js';

const did = (type: string, data: object = {}): Happened => ({ type, data });
const [first, second, third] = [
  '2026-03-16T17:00:00.000Z',
  '2026-03-17T17:00:00.000Z',
  '2026-03-18T17:00:00.000Z',
] as const;
const planned = did('TechnicalCheckPlanned', { kind: 'antivirus', responsible: 'networkManager', dueBy: first });
const lastDay = '2026-03-16';
const account = did('GuestAccountOpened', { lastDay, remindAt: '2026-03-16T08:00:00.000Z', endsAt: first });
const extended = did('GuestAccountExtended', {
  lastDay: '2026-03-17',
  remindAt: '2026-03-17T08:00:00.000Z',
  endsAt: second,
});
const licence = did('LicenceRecorded', { reconcileBy: first });
const reported = did('TechnicalIncidentReported', { triageBy: first });
const breach = did('BreachOpened', { warnAt: first, notifyBy: second });
const accepted = [did('RiskAssessmentDrafted'), did('RiskAssessmentAccepted', { reviewBy: first })];

specsOfDeadlines(technicalDeadlines, {
  'raise-alarm-when-technical-check-is-overdue': {
    sends: 'RaiseOverdueTechnicalCheck',
    cases: [
      ['SL11: stands when the check is due', [planned], first],
      ['another plan moves it', [planned, did('TechnicalCheckPlanned', { dueBy: third })], third],
      ['a check that is done moves it', [planned, did('TechnicalCheckDone', { dueBy: third })], third],
      ['stands for the next in the line', [planned, did('TechnicalCheckOverdue', { next: second })], second],
      ['is over when the last has been told', [planned, did('TechnicalCheckOverdue', { next: undefined })], 'nothing'],
    ],
  },
  'remind-on-last-day-of-guest-account': {
    sends: 'RemindOfGuestAccount',
    cases: [
      ['SL11: stands in the morning of the last day', [account], '2026-03-16T08:00:00.000Z'],
      ['an extension moves it', [account, extended], '2026-03-17T08:00:00.000Z'],
      [
        'also when it was reminded of before',
        [account, did('GuestAccountEndsToday'), extended],
        '2026-03-17T08:00:00.000Z',
      ],
      ['is over when it was reminded of', [account, did('GuestAccountEndsToday')], 'nothing'],
      ['is over when the account is closed', [account, did('GuestAccountClosed')], 'nothing'],
    ],
  },
  'raise-alarm-when-guest-account-stays-open': {
    sends: 'RaiseOverdueGuestAccount',
    cases: [
      ['SL11: stands at the end of the account', [account], first],
      ['an extension moves it', [account, extended], second],
      ['stands for the next in the line', [account, did('GuestAccountOverdue', { next: second })], second],
      ['is over when the last has been told', [account, did('GuestAccountOverdue', { next: undefined })], 'nothing'],
      ['is over when the account is closed', [account, did('GuestAccountClosed')], 'nothing'],
    ],
  },
  'raise-alarm-when-licences-are-not-reconciled': {
    sends: 'RaiseOverdueReconciliation',
    cases: [
      ['SL11: stands at the time to reconcile', [licence], first],
      ['a purchase does not move it', [licence, did('LicencesPurchased')], first],
      ['a reconciliation does', [licence, did('LicencesReconciled', { reconcileBy: third })], third],
      ['stands for the next in the line', [licence, did('LicenceReconciliationOverdue', { next: second })], second],
      [
        'is over when the last has been told',
        [licence, did('LicenceReconciliationOverdue', { next: undefined })],
        'nothing',
      ],
      ['is over with the licences', [licence, did('LicenceEnded')], 'nothing'],
    ],
  },
  'raise-alarm-when-technical-incident-is-untriaged': {
    sends: 'RaiseUntriagedIncident',
    cases: [
      ['SL11: stands at the time to triage it', [reported], first],
      ['D40: that personal data are touched does not move it', [reported, did('PersonalDataTouched')], first],
      ['stands for the next in the line', [reported, did('TechnicalIncidentUntriaged', { next: second })], second],
      [
        'is over when the last has been told',
        [reported, did('TechnicalIncidentUntriaged', { next: undefined })],
        'nothing',
      ],
      ['is over when it is triaged', [reported, did('TechnicalIncidentTriaged')], 'nothing'],
    ],
  },
  'warn-before-breach-deadline': {
    sends: 'WarnOfBreachDeadline',
    cases: [
      ['D40: stands a day before the 72 hours end', [breach], first],
      ['is over when those who can tell the ICO are warned', [breach, did('BreachDeadlineNear')], 'nothing'],
      ['is over when the ICO has been told', [breach, did('IcoNotified')], 'nothing'],
      ['is over when it is written down why not', [breach, did('IcoNotNotified')], 'nothing'],
    ],
  },
  'raise-alarm-when-breach-deadline-is-missed': {
    sends: 'RaiseMissedBreachDeadline',
    cases: [
      ['D40: stands at the end of the 72 hours', [breach], second],
      ['an assessment does not move it', [breach, did('BreachAssessed')], second],
      ['stands for the next in the line', [breach, did('BreachDeadlineMissed', { next: third })], third],
      ['is over when the last has been told', [breach, did('BreachDeadlineMissed', { next: undefined })], 'nothing'],
      ['is over when the ICO has been told', [breach, did('IcoNotified')], 'nothing'],
      ['is over when it is written down why not', [breach, did('IcoNotNotified')], 'nothing'],
      ['is over when the breach is closed', [breach, did('IcoNotified'), did('BreachClosed')], 'nothing'],
    ],
  },
  'raise-alarm-when-risk-review-is-overdue': {
    sends: 'RaiseOverdueRiskReview',
    cases: [
      ['SW16: stands at the time of the review', accepted, first],
      ['a draft has none', accepted.slice(0, 1), 'nothing'],
      ['another acceptance moves it', [...accepted, did('RiskAssessmentAccepted', { reviewBy: third })], third],
      ['stands for the next in the line', [...accepted, did('RiskReviewOverdue', { next: second })], second],
      ['is over when the last has been told', [...accepted, did('RiskReviewOverdue', { next: undefined })], 'nothing'],
      ['is over when the use is refused', [...accepted, did('RiskAssessmentRefused')], 'nothing'],
    ],
  },
});

const software = '1f0a7d3e-5b62-4f0c-8a44-6e3d9c2b7a90';

specsOfFollowUps(technicalFollowUps, {
  'plan-technical-checks-when-policy-is-adopted': [
    [
      'SL11: each kind of check has a plan',
      did('PolicyAdopted'),
      technicalCheckKinds.map((kind) => [
        'PlanTechnicalCheckByDefault',
        { id: technicalCheckOf('900001', kind), kind },
      ]),
    ],
  ],
  'open-breach-when-personal-data-are-touched': [
    [
      'D40: its clock runs from when the school knew',
      did('PersonalDataTouched', { awareAt: first }),
      [['OpenBreach', { id: breachOf(id), awareAt: first, incident: id }]],
    ],
  ],
  'note-assessment-of-software': [
    [
      'SW16: an accepted one holds until its review',
      did('RiskAssessmentAccepted', { software, reviewBy: third }),
      [['NoteAssessment', { id: software, assessment: id, decidedAt: recordedAt, reviewBy: third }]],
    ],
    [
      'a refused one has no review',
      did('RiskAssessmentRefused', { software }),
      [['NoteAssessment', { id: software, assessment: id, decidedAt: recordedAt }]],
    ],
    [
      'where no software rests on it there is nobody to tell',
      did('RiskAssessmentRefused', { software: undefined }),
      [],
    ],
  ],
});
