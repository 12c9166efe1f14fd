import { investigationKind } from '#libs/investigations/investigation.kind.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import type { RecordCommand } from '#libs/eventing/commands/command.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import type { CaseSubject } from '#libs/people/case-subjects.js';
import { RequireReferral } from '#libs/referrals/referral.commands.js';
import { policeReferralOf } from '#libs/referrals/required-referral.js';
import { follows } from '../follow-ups/follows.js';

const toPolice = ({ about }: { readonly about: CaseSubject }, { id, by }: RecordedEvent): RecordCommand =>
  commandOf(RequireReferral, {
    id: policeReferralOf(id),
    agency: 'police',
    about,
    since: by.at,
    investigation: id,
  });

/** SL5: what the police have to be told becomes a referral that is to be made. */
export const requirePoliceReferralOfInvestigation = follows(
  'require-police-referral-of-investigation',
  investigationKind,
  { InvestigationHalted: toPolice, PoliceReferralRequired: toPolice },
);

export const investigationFollowUps = [requirePoliceReferralOfInvestigation];
