import type { CaseSubject } from '#libs/people/case-subjects.js';
import type { EvidenceStatus, InvestigationStatus, UnscannedReason } from './investigation-words.js';

export interface Evidence {
  readonly id: string;
  readonly status: EvidenceStatus;
  /** Who said what it shows; only they bring the file. */
  readonly declaredBy: string;
  readonly releaseProposedBy?: string;
  readonly notScannedBecause?: UnscannedReason;
}

/** What the rules need to know of an investigation that was started. */
export interface Case {
  readonly status: InvestigationStatus;
  readonly about: CaseSubject;
  readonly subjects: readonly string[];
  /** Those named for it; at least two, and none of them a subject. */
  readonly staff: readonly string[];
  /** Those of them who have taken part under their own login. */
  readonly joined: readonly string[];
  readonly isolated: boolean;
  /** When the police had last to be told, ISO 8601 in UTC. */
  readonly policeToBeToldSince?: string;
  /** Whether they have been, since then. */
  readonly policeTold: boolean;
  readonly judgement?: { readonly substance: boolean; readonly by: readonly string[] };
  readonly evidence: readonly Evidence[];
}

export type Investigation = { readonly status: 'none' } | Case;
