import { commandOf } from '#libs/eventing/commands/command-of.js';
import { investigationEvents } from '#libs/investigations/investigation.events.js';
import type { CaseSubject } from '#libs/people/case-subjects.js';
import { RequireReferral } from '#libs/referrals/referral.commands.js';
import { policeReferralOf } from '#libs/referrals/required-referral.js';
import { reaction, type AlarmChange, type Reaction } from '../deadlines/reaction.js';

/** SL5: what the police have to be told becomes a referral that waits to be made; one reaction per kind of case, since an alarm carries an id alone. */
export const requirePoliceReferralOfInvestigation = (subject: CaseSubject): Reaction => {
  const ifAbout = ({ about }: { about: CaseSubject }, { by }: { by: { at: string } }): AlarmChange =>
    about === subject ? new Date(by.at) : 'ignored';
  return reaction(
    `require-police-referral-of-investigation-about-${subject}`,
    investigationEvents,
    {
      InvestigationStarted: 'ignored',
      InvestigatorJoined: 'ignored',
      InvestigatorAdded: 'ignored',
      InvestigatorRemoved: 'ignored',
      ComputerChanged: 'ignored',
      ComputerIsolated: 'ignored',
      SiteVisited: 'ignored',
      SheetSigned: 'ignored',
      InvestigationNoteAdded: 'ignored',
      InvestigationHalted: ifAbout,
      PoliceReferralRequired: ifAbout,
      PoliceReferralConfirmed: 'cleared',
      InvestigationResumed: 'ignored',
      EvidenceDeclared: 'ignored',
      EvidenceRefused: 'ignored',
      EvidenceReceived: 'ignored',
      EvidenceScanned: 'ignored',
      EvidenceReleaseProposed: 'ignored',
      EvidenceReleased: 'ignored',
      EvidenceViewed: 'ignored',
      SubstanceJudged: 'ignored',
      JudgementAgreed: 'ignored',
      InvestigationConcluded: 'ignored',
    },
    ({ id, dueAt }) =>
      commandOf(RequireReferral, {
        id: policeReferralOf(id),
        agency: 'police',
        about: subject,
        since: dueAt.toISOString(),
        investigation: id,
      }),
  );
};
