/** What a governor can look at on a visit (SL3, D26). */
export const governorLogs = [
  'filteringChanges',
  'filteringOpenNow',
  'filteringChecks',
  'filteringReviews',
  'technicalChecks',
  'incidents',
  'standards',
] as const;
export type GovernorLogName = (typeof governorLogs)[number];

/** The lists of a release, each of which counts every incident once (D24). */
export const releasedLists = ['kind', 'seriousness', 'yearGroup', 'place', 'parents', 'outcome'] as const;
export type ReleasedList = (typeof releasedLists)[number];
/** Why figures were released to the governors. */
export const releaseOccasions = ['endOfTerm', 'byAct'] as const;
export type ReleaseOccasionName = (typeof releaseOccasions)[number];

export const visitStatuses = ['open', 'signed'] as const;

/** The four DfE standards for filtering and monitoring. */
export const dfeStandards = [
  'rolesAssigned',
  'reviewedAnnually',
  'harmfulContentBlocked',
  'monitoringEffective',
] as const;
export type DfeStandard = (typeof dfeStandards)[number];

export const ratings = ['red', 'amber', 'green'] as const;
export type Rating = (typeof ratings)[number];
/** On whose word a rating stands. */
export const ratingEvidence = ['MEASURED', 'SELF_REPORTED', 'THIRD_PARTY'] as const;
export type RatingEvidence = (typeof ratingEvidence)[number];
