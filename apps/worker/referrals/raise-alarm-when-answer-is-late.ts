import { RaiseLateAnswer } from '#libs/referrals/referral.commands.js';
import { referralEvents } from '#libs/referrals/referral.events.js';
import { reaction } from '../deadlines/reaction.js';

/** D14: an agency that has not answered in its time is to be chased. */
export const raiseAlarmWhenAnswerIsLate = reaction(
  'raise-alarm-when-answer-is-late',
  referralEvents,
  {
    ReferralConsidered: 'ignored',
    ReferralRequired: 'cleared',
    ReferralOverdue: 'ignored',
    ReferralMade: ({ answerBy }) => new Date(answerBy),
    ReferralNotMade: 'ignored',
    ReferralAcknowledged: 'cleared',
    ReferralAnswered: 'cleared',
    ReferralAnswerLate: ({ next }) => (next === undefined ? 'cleared' : new Date(next)),
    ReferralChased: ({ answerBy }) => new Date(answerBy),
    ReferralWithdrawn: 'cleared',
    ReferralClosed: 'cleared',
    ReferralReportTaken: 'ignored',
  },
  () => new RaiseLateAnswer(),
);
