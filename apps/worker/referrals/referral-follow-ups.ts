import { referralKind } from '#libs/referrals/referral.kind.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { ConfirmPoliceReferral } from '#libs/investigations/investigation.commands.js';
import { policeReferralOf } from '#libs/referrals/required-referral.js';
import { follows } from '../follow-ups/follows.js';

/** SL5: once the police referral is on record, the investigation that waits for it learns of it. */
export const confirmPoliceReferral = follows('confirm-police-referral', referralKind, {
  ReferralMade: ({ investigation: id }, { by }) =>
    id === undefined
      ? undefined
      : commandOf(ConfirmPoliceReferral, { id, referral: policeReferralOf(id), recordedAt: by.at }),
});

export const referralFollowUps = [confirmPoliceReferral];
