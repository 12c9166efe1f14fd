/** Every reason for which Daybook refuses a lawful-looking request. A code is never renamed: clients match on it. */
export const rejectionCodes = [
  'ALREADY_EXISTS',
  'NOT_FOUND',
  'WRONG_STATE',
  'REVISION_CONFLICT',
  'COMMAND_ID_REUSED',
  'NO_POLICY_ADOPTED',
  'UNKNOWN_POLICY',
  'POLICY_ALREADY_ADOPTED',
  'MINUTE_REFERENCE_MISSING',
  'NOT_YOUR_ROLE',
  'OWN_REQUEST',
  'SAME_PERSON_TWICE',
  'END_DATE_IN_THE_PAST',
  'END_DATE_TOO_FAR',
  'END_DATE_NOT_LATER',
  'NOT_A_WEB_ADDRESS',
  'TARGET_TOO_WIDE',
  'ILLEGAL_SITE',
  'LIST_TOO_LONG',
  'UNKNOWN_INCIDENT_KIND',
  'OCCURRED_IN_THE_FUTURE',
  'MEMBERSHIP_LINK_MISSING',
  'UNKNOWN_SERIOUSNESS',
  'ACTION_NOT_FOUND',
  'ACTIONS_STILL_OPEN',
  'SERIOUSNESS_NOT_DECIDED',
  'PARENTS_DECISION_MISSING',
  'PERSON_ALREADY_LINKED',
  'SUBJECT_ERASED',
  'OWN_CASE',
  'KEPT_APART',
  'PERSON_NOT_LINKED',
  'CAPACITY_MISSING',
  'NOT_A_PUPIL',
  'KIND_NOT_DECIDED',
  'UNKNOWN_SANCTION',
  'REASON_MISSING',
  'NOT_THE_ALLEGED',
  'MERGE_INTO_THE_FIRST',
  'OUTSIDE_SCHOOL_YEAR',
  'TERMS_OVERLAP',
  'NOT_A_WORKING_DAY',
  'TOO_FEW_INVESTIGATORS',
  'SUBJECT_INVESTIGATES',
  'NOT_ON_INVESTIGATION',
  'COMPUTER_NOT_NAMED',
  'COMPUTER_ISOLATED',
  'COMPUTER_NOT_ISOLATED',
  'INVESTIGATION_HALTED',
  'POLICE_REFERRAL_MISSING',
  'JUDGEMENT_NOT_AGREED',
  'OUTCOME_MISSING',
  'OUTCOME_WITHOUT_SUBSTANCE',
  'EVIDENCE_NOT_FOUND',
  'EVIDENCE_QUARANTINED',
  'EVIDENCE_WITHHELD',
  'AGENCY_NOT_NAMED',
  'REFERRAL_DATE_MISSING',
  'REFERRAL_MANDATORY',
  'YEAR_GROUP_MISSING',
  'NOT_A_PUPIL',
  'PUPIL_HOLDS_NO_ROLE',
  'ROLE_ALREADY_HELD',
  'ROLE_NOT_HELD',
  'ACTION_MISSING',
  'NOTIFICATION_MANDATORY',
  'RISKS_MISSING',
  'ASSESSMENT_MISSING',
  'RETEST_NOT_PASSED',
  'REVIEW_SEAT_EMPTY',
  'UNKNOWN_GRADE',
] as const;

export type RejectionCode = (typeof rejectionCodes)[number];

/**
 * An expected refusal: nothing is recorded but what the refusal itself puts on record, such as an attempt that others
 * have to hear of. `clause` names the policy's rule, where there is one.
 */
export class Rejection extends Error {
  override readonly name = 'Rejection';

  constructor(
    readonly code: RejectionCode,
    message: string,
    readonly clause?: string,
    readonly onRecord: readonly { readonly type: string; readonly data: unknown }[] = [],
  ) {
    super(message);
  }
}
