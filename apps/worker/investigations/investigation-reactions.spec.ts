import { policeReferralOf } from '#libs/referrals/required-referral.js';
import { recordedAt, recordId as id, specsOfFollowUps } from '../testing/reaction-specs.js';
import { investigationFollowUps } from './investigation-follow-ups.js';

const toPolice = (about: string): [string, object] => [
  'RequireReferral',
  { id: policeReferralOf(id), agency: 'police', about, since: recordedAt, investigation: id },
];

specsOfFollowUps(investigationFollowUps, {
  'require-police-referral-of-investigation': [
    ['D12: what halts it', { type: 'InvestigationHalted', data: { about: 'staff' } }, [toPolice('staff')]],
    ['SL5: what does not', { type: 'PoliceReferralRequired', data: { about: 'pupil' } }, [toPolice('pupil')]],
  ],
});
