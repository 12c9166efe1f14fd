import { commandOf } from '#libs/eventing/commands/command-of.js';
import { ConfirmPoliceReferral } from '#libs/investigations/investigation.commands.js';
import { referralEvents } from '#libs/referrals/referral.events.js';
import { policeReferralOf } from '#libs/referrals/required-referral.js';
import { reaction } from '../deadlines/reaction.js';

/** SL5: once the police referral is on record, the investigation that waits for it learns of it. */
export const confirmPoliceReferral = reaction(
  'confirm-police-referral',
  referralEvents,
  {
    ReferralConsidered: 'ignored',
    ReferralRequired: 'ignored',
    ReferralOverdue: 'ignored',
    ReferralMade: ({ investigation }, { by }) =>
      investigation === undefined ? 'ignored' : { record: investigation, at: new Date(by.at) },
    ReferralNotMade: 'ignored',
    ReferralAcknowledged: 'ignored',
    ReferralAnswered: 'ignored',
    ReferralAnswerLate: 'ignored',
    ReferralChased: 'ignored',
    ReferralWithdrawn: 'ignored',
    ReferralClosed: 'ignored',
    ReferralReportTaken: 'ignored',
  },
  ({ id, dueAt }) =>
    commandOf(ConfirmPoliceReferral, { id, referral: policeReferralOf(id), recordedAt: dueAt.toISOString() }),
);
