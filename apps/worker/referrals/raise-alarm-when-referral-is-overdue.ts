import { RaiseOverdueReferral } from '#libs/referrals/referral.commands.js';
import { referralEvents } from '#libs/referrals/referral.events.js';
import { reaction } from '../deadlines/reaction.js';

/** SL5, D15: a required referral that nobody makes, or gives a reason against, is told to one after the other. */
export const raiseAlarmWhenReferralIsOverdue = reaction(
  'raise-alarm-when-referral-is-overdue',
  referralEvents,
  {
    ReferralConsidered: 'ignored',
    ReferralRequired: ({ makeBy }) => new Date(makeBy),
    ReferralOverdue: ({ next }) => (next === undefined ? 'cleared' : new Date(next)),
    ReferralMade: 'cleared',
    ReferralNotMade: 'cleared',
    ReferralAcknowledged: 'ignored',
    ReferralAnswered: 'ignored',
    ReferralAnswerLate: 'ignored',
    ReferralChased: 'ignored',
    ReferralWithdrawn: 'cleared',
    ReferralClosed: 'ignored',
    ReferralReportTaken: 'ignored',
  },
  () => new RaiseOverdueReferral(),
);
