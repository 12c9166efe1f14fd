import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { reject, type Context, type Decider } from '#libs/eventing/commands/decider.js';
import type { Case, Evidence, Investigation } from './investigation-case.js';
import { mustBeOn, mustBeUnderWay, mustConduct, mustNotBeHalted } from './investigation-rules.js';
import type { EvidenceStatus, UnscannedReason } from './investigation-words.js';
import type { evidenceCommands } from './investigation.commands.js';
import type { InvestigationEvent } from './investigation.events.js';
import { suspected } from './suspicion.js';

type Commands = DataOfEach<typeof evidenceCommands>;

/** Evidence files of an investigation (SL5, D12, D13): declared, received, scanned, released, looked at. */
export const decideEvidence: Decider<Investigation, InvestigationEvent, Commands>['decide'] = {
  // D12: the question is put before any byte is read, and one answer opens no door but halts everything.
  DeclareEvidence: ({ evidenceId, what, declares }, past, context) => {
    const underWay = mustConduct(past, context);
    if (underWay.evidence.some(({ id }) => id === evidenceId))
      reject('ALREADY_EXISTS', 'Evidence with this id has already been declared.', 'D13');
    const seen = { description: what, evidenceId };
    if (declares === 'childSexualAbuseImages') return [suspected(declares, underWay, { description: what })];
    return [
      { type: 'EvidenceDeclared', data: { evidenceId, what, declares } },
      ...(declares === 'nothingIllegal' ? [] : [suspected(declares, underWay, seen)]),
    ];
  },

  // Asked by the upload door before it reads a byte: refused, or nothing to record yet.
  OpenUpload: (command, past, context) => {
    mustAwaitFile(command, past, context);
    return [];
  },

  ReceiveEvidence: ({ evidenceId, sha256, bytes, mediaType, scan, notScannedBecause }, past, context) => {
    mustAwaitFile({ evidenceId }, past, context);
    const because = notScannedBecause && { notScannedBecause };
    return [{ type: 'EvidenceReceived', data: { evidenceId, sha256, bytes, mediaType, scan, ...because } }];
  },

  RefuseEvidence: ({ evidenceId, why }, past, context) => {
    mustAwaitFile({ evidenceId }, past, context);
    return [{ type: 'EvidenceRefused', data: { evidenceId, why } }];
  },

  RecordScan: ({ evidenceId, verdict }, past, context) => {
    const known = mustBeOn(past, context);
    mustNotBeHalted(known);
    mustStand(evidenceId, known, ['quarantined', 'releaseProposed']);
    return [{ type: 'EvidenceScanned', data: { evidenceId, verdict } }];
  },

  ProposeRelease: ({ evidenceId, reason }, past, context) => {
    mustStand(evidenceId, mustBeUnderWay(past, context), ['quarantined']);
    return [{ type: 'EvidenceReleaseProposed', data: { evidenceId, reason } }];
  },

  AgreeRelease: ({ evidenceId, reason }, past, context) => {
    const { releaseProposedBy } = mustStand(evidenceId, mustBeUnderWay(past, context), ['releaseProposed']);
    if (releaseProposedBy === context.actor)
      reject(
        'SAME_PERSON_TWICE',
        'A second person must release the file; you cannot confirm your own proposal.',
        'D13',
      );
    return [{ type: 'EvidenceReleased', data: { evidenceId, reason } }];
  },

  // D13: recorded before a byte goes out, so that nobody looks unseen.
  ViewEvidence: ({ evidenceId }, past, context) => {
    const known = mustBeOn(past, context);
    mustNotBeHalted(known);
    mustStand(evidenceId, known, ['readable']);
    return [{ type: 'EvidenceViewed', data: { evidenceId } }];
  },
};

/** Told to whoever waits for a file that was not scanned. */
const whyUnscanned: Readonly<Record<UnscannedReason, string>> = {
  noScanner: 'The file has not been scanned for malware, because no scanner is set up.',
  noAnswer: 'The file has not been scanned for malware, because the scanner did not answer.',
  tooLarge: 'The file has not been scanned for malware, because it is larger than the scanner accepts.',
  limitReached: 'The file has not been scanned for malware as a whole, because the scanner reached one of its limits.',
  scannerError: 'The file has not been scanned for malware, because the scanner reported an error.',
};
const release = 'It can be opened once it has been scanned, or once two people have agreed to release it.';

function mustAwaitFile({ evidenceId }: { evidenceId: string }, past: Investigation, context: Context): void {
  const { declaredBy } = mustStand(evidenceId, mustConduct(past, context), ['declared']);
  if (declaredBy !== context.actor)
    reject('NOT_YOUR_ROLE', 'Only the person who declared what the file shows may upload it.', 'D12');
}

function mustStand(evidenceId: string, { evidence }: Case, wanted: readonly EvidenceStatus[]): Evidence {
  const item = evidence.find(({ id }) => id === evidenceId);
  if (!item) reject('EVIDENCE_NOT_FOUND', 'The investigation has no evidence with this id.', 'D13');
  if (wanted.includes(item.status)) return item;
  if (item.status === 'quarantined' || item.status === 'releaseProposed')
    reject('EVIDENCE_QUARANTINED', `${whyUnscanned[item.notScannedBecause ?? 'noAnswer']} ${release}`, 'D13');
  if (item.status === 'withheld')
    reject('EVIDENCE_WITHHELD', 'This file is permanently withheld: nobody may view or release it.', 'D12');
  reject('WRONG_STATE', 'The file is not at a stage that allows this step.', 'D13');
}
