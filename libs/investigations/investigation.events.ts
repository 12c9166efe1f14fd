import { z } from 'zod';
import { event, eventCategory, personal, type EventOf } from '#libs/eventing/schemas/event-schemas.js';
import { caseSubjects } from '#libs/people/case-subjects.js';
import {
  evidenceDeclarations,
  investigationOutcomes,
  scanVerdicts,
  unscannedReasons,
  suspicions,
  uploadRefusals,
} from './investigation-words.js';

const moment = z.iso.datetime();
const id = z.guid();
/** Free text, addresses of sites and names of computers may name people, so they are sealed under the record's own key. */
const text = personal(z.string(), 'record');

const about = z.enum(caseSubjects);
const what = { url: text.optional(), description: text, evidenceId: id.optional() };

/** One misuse investigation (SL5): two people, one computer, what was seen, and what it came to. */
const received = {
  evidenceId: id,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().positive(),
  mediaType: z.string(),
  scan: z.enum(scanVerdicts).exclude(['infected']),
};

export const investigationEvents = eventCategory('investigation', {
  InvestigationStarted: event(
    z.strictObject({
      about,
      subjects: z.array(id),
      staff: z.array(id),
      computer: text,
      concern: text,
      incident: id.optional(),
    }),
  ),
  InvestigatorJoined: event(z.strictObject({})),
  InvestigatorAdded: event(z.strictObject({ person: id, reason: text })),
  InvestigatorRemoved: event(z.strictObject({ person: id, reason: text })),
  ComputerChanged: event(z.strictObject({ computer: text, reason: text })),
  ComputerIsolated: event(z.strictObject({ how: text })),
  SiteVisited: event(z.strictObject({ url: text, concern: text, visitedAt: moment })),
  SheetSigned: event(z.strictObject({ what: text, signedBy: z.array(id), evidenceId: id.optional() })),
  InvestigationNoteAdded: event(z.strictObject({ text })),

  InvestigationHalted: event(z.strictObject({ about, suspicion: z.literal('childSexualAbuseImages'), ...what })),
  PoliceReferralRequired: event(
    z.strictObject({ about, suspicion: z.enum(suspicions).exclude(['childSexualAbuseImages']), ...what }),
  ),
  PoliceReferralConfirmed: event(z.strictObject({ referral: id })),
  InvestigationResumed: event(z.strictObject({ reason: text })),

  EvidenceDeclared: event(
    z.strictObject({
      evidenceId: id,
      what: text,
      declares: z.enum(evidenceDeclarations).exclude(['childSexualAbuseImages']),
    }),
  ),
  EvidenceRefused: event(z.strictObject({ evidenceId: id, why: z.enum(uploadRefusals) })),
  EvidenceReceived: event(z.strictObject(received)).next(
    z.strictObject({ ...received, notScannedBecause: z.enum(unscannedReasons).optional() }),
    (old) => old,
  ),
  EvidenceScanned: event(z.strictObject({ evidenceId: id, verdict: z.enum(scanVerdicts).exclude(['notScanned']) })),
  EvidenceReleaseProposed: event(z.strictObject({ evidenceId: id, reason: text })),
  EvidenceReleased: event(z.strictObject({ evidenceId: id, reason: text })),
  EvidenceViewed: event(z.strictObject({ evidenceId: id })),

  SubstanceJudged: event(z.strictObject({ substance: z.boolean(), reasons: text })),
  JudgementAgreed: event(z.strictObject({})),
  InvestigationConcluded: event(
    z.strictObject({ outcomes: z.array(z.enum(investigationOutcomes)), summary: text, reasons: text }),
  ),
});

export type InvestigationEvent = EventOf<typeof investigationEvents>;
