import { policeReferralOf } from '#libs/referrals/required-referral.js';
import { recordedAt, specsOfDeadlines, specsOfFollowUps, type Happened } from '../testing/reaction-specs.js';
import { referralDeadlines } from './referral-deadlines.js';
import { referralFollowUps } from './referral-follow-ups.js';

const did = (type: string, data: object = {}): Happened => ({ type, data });
const [first, second, third] = [
  '2026-03-13T17:00:00.000Z',
  '2026-03-16T17:00:00.000Z',
  '2026-03-18T17:00:00.000Z',
] as const;
const required = did('ReferralRequired', { agency: 'lado', about: 'pupil', makeBy: first });
const made = [required, did('ReferralMade', { answerBy: second })];

specsOfDeadlines(referralDeadlines, {
  'raise-alarm-when-referral-is-overdue': {
    sends: 'RaiseOverdueReferral',
    cases: [
      ['D15: stands at the time to make it', [required], first],
      ['stands for the next in the line', [required, did('ReferralOverdue', { next: second })], second],
      ['is over when the last has been told', [required, did('ReferralOverdue', { next: undefined })], 'nothing'],
      ['is over when it is made', made, 'nothing'],
      ['is over when it is written down why not', [required, did('ReferralNotMade')], 'nothing'],
      ['is over when it is withdrawn', [required, did('ReferralWithdrawn')], 'nothing'],
    ],
  },
  'raise-alarm-when-answer-is-late': {
    sends: 'RaiseLateAnswer',
    cases: [
      ['D14: stands at the time for the answer', made, second],
      ['stands for the next in the line', [...made, did('ReferralAnswerLate', { next: third })], third],
      ['is over when the last has been told', [...made, did('ReferralAnswerLate', { next: undefined })], 'nothing'],
      ['an agency that was chased has its time anew', [...made, did('ReferralChased', { answerBy: third })], third],
      ['is over when it is acknowledged', [...made, did('ReferralAcknowledged')], 'nothing'],
      ['is over when it is answered', [...made, did('ReferralAnswered')], 'nothing'],
      ['is over when it is closed', [...made, did('ReferralClosed')], 'nothing'],
    ],
  },
});

const investigation = '1f0a7d3e-5b62-4f0c-8a44-6e3d9c2b7a90';

specsOfFollowUps(referralFollowUps, {
  'confirm-police-referral': [
    [
      'SL5: the investigation that waits for it learns of it',
      did('ReferralMade', { investigation }),
      [['ConfirmPoliceReferral', { id: investigation, referral: policeReferralOf(investigation), recordedAt }]],
    ],
    ['any other is nobody else’s', did('ReferralMade', { investigation: undefined }), []],
  ],
});
