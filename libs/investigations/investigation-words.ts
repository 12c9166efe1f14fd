/** Where a misuse investigation stands. */
export const investigationStatuses = ['underWay', 'halted', 'concluded'] as const;
export type InvestigationStatus = (typeof investigationStatuses)[number];

/** What has to be told to the police (SL5). The first halts the investigation at once, and nothing of it is ever stored. */
export const suspicions = [
  'childSexualAbuseImages',
  'grooming',
  'obsceneMaterialToChild',
  'obsceneAdultMaterial',
  'criminallyRacistMaterial',
  'otherCriminalConduct',
] as const;
export type Suspicion = (typeof suspicions)[number];

/** What an uploader says a file shows, before any byte of it is read. */
export const evidenceDeclarations = ['nothingIllegal', ...suspicions] as const;

/** What follows if the concern has substance (SL5). */
export const investigationOutcomes = ['internalDiscipline', 'localAuthorityOrNationalBody', 'police'] as const;

/** Where a file stands. Only one found clean, or released by two people, can be looked at. */
export const evidenceStatuses = [
  'declared',
  'refused',
  'quarantined',
  'releaseProposed',
  'readable',
  'withheld',
] as const;
export type EvidenceStatus = (typeof evidenceStatuses)[number];

/** Why a file was turned away at the door; nothing of it was stored. */
export const uploadRefusals = ['malware', 'tooLarge', 'typeNotAllowed', 'empty'] as const;
export type UploadRefusal = (typeof uploadRefusals)[number];

/** What the malware scanner said of a file: `notScanned` where it has not looked at the whole of it. */
export const scanVerdicts = ['clean', 'infected', 'notScanned'] as const;

/**
 * Why a file was not scanned: the school has no scanner; it did not answer, or broke off; the file is larger than what
 * it looks at; it gave up at another limit of its own; it answered with an error.
 */
export const unscannedReasons = ['noScanner', 'noAnswer', 'tooLarge', 'limitReached', 'scannerError'] as const;
export type UnscannedReason = (typeof unscannedReasons)[number];
