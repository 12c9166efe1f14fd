import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject } from '#libs/eventing/commands/decider.js';
import { mustBeAbleToInvestigate } from '#libs/people/named-people.js';
import { concludeInvestigation } from './conclude-investigation.js';
import { decideEvidence } from './evidence-rules.js';
import type { Case, Evidence, Investigation } from './investigation-case.js';
import {
  mustBeNamed,
  mustBeOn,
  mustBeTwo,
  mustBeUnderWay,
  mustConduct,
  mustLieBehind,
  mustNotBeConcluded,
  mustNotBeHalted,
  policeMustHaveBeenTold,
} from './investigation-rules.js';
import type { conductCommands, evidenceCommands } from './investigation.commands.js';
import type { InvestigationEvent } from './investigation.events.js';
import { startInvestigation } from './start-investigation.js';
import { suspected } from './suspicion.js';

type Commands = DataOfEach<typeof conductCommands & typeof evidenceCommands>;

const begun = (investigation: Investigation): Case => investigation as Case;

/** The case with one of its files changed. */
function withEvidence(past: Investigation, evidenceId: string, change: Partial<Evidence>): Case {
  const evidence = begun(past).evidence.map((item) => (item.id === evidenceId ? { ...item, ...change } : item));
  return { ...begun(past), evidence };
}

/** The case once something was seen that the police have to be told; a file that showed such images is never shown again. */
function toldToPoliceNext(past: Investigation, at: string): Case {
  return { ...begun(past), policeToBeToldSince: at, policeTold: false };
}

/** One investigation of misuse (SL5, D11–D13): never by one person, never past what the police have to be told first. */
export const investigation = decider<Investigation, InvestigationEvent, Commands>({
  initial: { status: 'none' },

  evolve: {
    InvestigationStarted: (_, { about, subjects, staff }, { actor }) => ({
      status: 'underWay',
      about,
      subjects,
      staff,
      joined: staff.filter((person) => person === actor),
      isolated: false,
      policeTold: false,
      evidence: [],
    }),
    InvestigatorJoined: (past, _, { actor }) => ({ ...begun(past), joined: [...begun(past).joined, actor] }),
    InvestigatorAdded: (past, { person }) => ({ ...begun(past), staff: [...begun(past).staff, person] }),
    InvestigatorRemoved: (past, { person }) => ({
      ...begun(past),
      staff: begun(past).staff.filter((named) => named !== person),
      joined: begun(past).joined.filter((named) => named !== person),
    }),
    ComputerChanged: (past) => ({ ...begun(past), isolated: false }),
    ComputerIsolated: (past) => ({ ...begun(past), isolated: true }),
    SiteVisited: (past) => past,
    SheetSigned: (past) => past,
    InvestigationNoteAdded: (past) => past,

    InvestigationHalted: (past, { evidenceId }, { at }) => ({
      ...toldToPoliceNext(evidenceId ? withEvidence(past, evidenceId, { status: 'withheld' }) : past, at),
      status: 'halted',
    }),
    PoliceReferralRequired: (past, _, { at }) => toldToPoliceNext(past, at),
    PoliceReferralConfirmed: (past) => ({ ...begun(past), policeTold: true }),
    InvestigationResumed: (past) => ({ ...begun(past), status: 'underWay' }),

    EvidenceDeclared: (past, { evidenceId }, { actor }) => ({
      ...begun(past),
      evidence: [...begun(past).evidence, { id: evidenceId, status: 'declared', declaredBy: actor }],
    }),
    EvidenceRefused: (past, { evidenceId }) => withEvidence(past, evidenceId, { status: 'refused' }),
    EvidenceReceived: (past, { evidenceId, scan, notScannedBecause }) =>
      withEvidence(past, evidenceId, {
        status: scan === 'clean' ? 'readable' : 'quarantined',
        ...(notScannedBecause && { notScannedBecause }),
      }),
    EvidenceScanned: (past, { evidenceId, verdict }) =>
      withEvidence(past, evidenceId, { status: verdict === 'clean' ? 'readable' : 'withheld' }),
    EvidenceReleaseProposed: (past, { evidenceId }, { actor }) =>
      withEvidence(past, evidenceId, { status: 'releaseProposed', releaseProposedBy: actor }),
    EvidenceReleased: (past, { evidenceId }) => withEvidence(past, evidenceId, { status: 'readable' }),
    EvidenceViewed: (past) => past,

    SubstanceJudged: (past, { substance }, { actor }) => ({ ...begun(past), judgement: { substance, by: [actor] } }),
    JudgementAgreed: (past, _, { actor }) => {
      const { judgement } = begun(past);
      return { ...begun(past), ...(judgement && { judgement: { ...judgement, by: [...judgement.by, actor] } }) };
    },
    InvestigationConcluded: (past) => ({ ...begun(past), status: 'concluded' }),
  },

  decide: {
    StartInvestigation: (command, past, context) => {
      if (past.status !== 'none') reject('ALREADY_EXISTS', 'This investigation has already been started.', 'SL5');
      return startInvestigation(command, context);
    },

    JoinInvestigation: (_, past, context) => {
      const known = mustBeUnderWay(past, context);
      mustBeNamed(context.actor, known);
      return known.joined.includes(context.actor) ? [] : [{ type: 'InvestigatorJoined', data: {} }];
    },

    AddInvestigator: ({ person, reason }, past, context) => {
      const { staff, subjects } = mustBeUnderWay(past, context);
      if (staff.includes(person))
        reject('SAME_PERSON_TWICE', 'This person is already named for the investigation.', 'D11');
      mustBeTwo([...staff, person], { subjects });
      mustBeAbleToInvestigate(person, 'person', context, 'D11');
      return [{ type: 'InvestigatorAdded', data: { person, reason } }];
    },

    RemoveInvestigator: ({ person, reason }, past, context) => {
      const known = mustBeUnderWay(past, context);
      mustBeNamed(person, known);
      mustBeTwo(
        known.staff.filter((named) => named !== person),
        known,
      );
      return [{ type: 'InvestigatorRemoved', data: { person, reason } }];
    },

    // SL5: the same computer for the whole procedure; another one only for a stated reason.
    ChangeComputer: ({ computer, reason }, past, context) => {
      mustConduct(past, context);
      return [{ type: 'ComputerChanged', data: { computer, reason } }];
    },

    // The one thing that is open while the investigation is halted, and to whoever of them is there.
    IsolateComputer: ({ how }, past, context) => {
      mustNotBeConcluded(mustBeOn(past, context));
      return [{ type: 'ComputerIsolated', data: { how } }];
    },

    RecordSite: ({ url, concern, visitedAt }, past, context) => {
      const { isolated } = mustConduct(past, context);
      if (isolated)
        reject(
          'COMPUTER_ISOLATED',
          'The computer has been isolated: any change to it may hinder the police. Name another.',
          'SL5',
        );
      mustLieBehind(visitedAt, context);
      return [{ type: 'SiteVisited', data: { url, concern, visitedAt } }];
    },

    RecordSignedSheet: ({ what, signedBy, evidenceId }, past, context) => {
      const known = mustConduct(past, context);
      signedBy.forEach((person) => mustBeNamed(person, known));
      return [
        { type: 'SheetSigned', data: { what, signedBy: [...new Set(signedBy)], ...(evidenceId && { evidenceId }) } },
      ];
    },

    AddInvestigationNote: ({ text }, past, context) => {
      mustNotBeHalted(mustBeOn(past, context));
      return [{ type: 'InvestigationNoteAdded', data: { text } }];
    },

    // One person is enough to stop: what must not be looked at is not looked at until a second one comes.
    ReportSuspicion: ({ suspicion, url, description, evidenceId }, past, context) => {
      const underWay = mustBeUnderWay(past, context);
      if (evidenceId && !underWay.evidence.some(({ id }) => id === evidenceId))
        reject('EVIDENCE_NOT_FOUND', 'The investigation has no evidence with this id.', 'D13');
      const seen = { description, ...(url && { url }), ...(evidenceId && { evidenceId }) };
      return [suspected(suspicion, underWay, seen)];
    },

    // Sent by the worker once the referral is on record; an alarm from before the last suspicion confirms nothing.
    ConfirmPoliceReferral: ({ referral, recordedAt }, past, { role }) => {
      if (role !== 'system')
        reject('NOT_YOUR_ROLE', 'Record the referral itself; Daybook then confirms it here automatically.', 'SL5');
      if (past.status === 'none') reject('NOT_FOUND', 'Your school has no investigation with this id.');
      const { policeToBeToldSince, policeTold } = past;
      if (policeTold || policeToBeToldSince === undefined || recordedAt < policeToBeToldSince) return [];
      return [{ type: 'PoliceReferralConfirmed', data: { referral } }];
    },

    ResumeInvestigation: ({ reason }, past, context) => {
      const halted = mustBeOn(past, context);
      if (halted.status !== 'halted') reject('WRONG_STATE', 'The investigation is not halted.', 'SL5');
      if (!halted.isolated) reject('COMPUTER_NOT_ISOLATED', 'Isolate the computer first, and record how.', 'SL5');
      policeMustHaveBeenTold(halted);
      return [{ type: 'InvestigationResumed', data: { reason } }];
    },

    JudgeSubstance: ({ substance, reasons }, past, context) => {
      mustConduct(past, context);
      return [{ type: 'SubstanceJudged', data: { substance, reasons } }];
    },

    AgreeJudgement: (_, past, context) => {
      const { judgement } = mustConduct(past, context);
      if (!judgement) reject('WRONG_STATE', 'Nobody has judged yet whether the concern has substance.', 'SL5');
      return judgement.by.includes(context.actor) ? [] : [{ type: 'JudgementAgreed', data: {} }];
    },

    ConcludeInvestigation: (command, past, context) => concludeInvestigation(command, mustConduct(past, context)),

    ...decideEvidence,
  },
});
