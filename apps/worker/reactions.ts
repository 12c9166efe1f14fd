// Written by `npm run schema` from what is on disk. Do not edit.
import type { DeadlineRule } from './deadlines/due-when.js';
import type { FollowRule } from './follow-ups/follows.js';
import { raiseAlarmWhenDeviceSheetIsUnbalanced } from './devices/device-deadlines.js';
import {
  raiseAlarmWhenCheckIsOverdue,
  raiseAlarmWhenFilterIsNotMended,
  raiseAlarmWhenReviewIsOverdue,
} from './filtering-checks/filtering-check-deadlines.js';
import {
  noteCheckDone,
  openReviewWhenIllegalContentGetsThrough,
  openNextAnnualReview,
} from './filtering-checks/filtering-check-follow-ups.js';
import {
  reblockWhenUnblockEnds,
  raiseAlarmWhenReblockIsOverdue,
  openingBegins,
  raiseAlarmWhenOpeningIsNotMade,
  lapseWhenTimeIsOver,
  raiseAlarmWhenBlockIsNotMade,
  raiseAlarmWhenEmergencyBlockIsUnanswered,
  raiseAlarmWhenBlockRequestIsUnanswered,
  sendFilterOrder,
  raiseAlarmWhenFilterDrifts,
  raiseAlarmWhenDifferenceLasts,
} from './filtering/filtering-deadlines.js';
import {
  findOverlapsOfOpening,
  findOverlapsOfBlock,
  orderOpening,
  orderBlock,
  noteWhatTheFilterConfirmed,
  mendFilter,
  mendFilterDifference,
} from './filtering/filtering-follow-ups.js';
import {
  raiseAlarmWhenGovernorIsNotAnswered,
  raiseAlarmWhenLogIsNotInspected,
  releaseFiguresWhenTermEnds,
} from './governors/governor-deadlines.js';
import { planLogInspection, noteLogInspected, planGovernorRelease } from './governors/governor-follow-ups.js';
import {
  escalateWhenNobodyAcknowledges,
  remindOwnerBeforeActionIsDue,
  raiseAlarmWhenActionIsOverdue,
} from './incidents/incident-deadlines.js';
import {
  noteDuplicateWhenMerged,
  notePromotionWhenAllegationIsRaised,
  noteAlertWhenIncidentIsRaised,
  requireLadoContactAfterAllegation,
} from './incidents/incident-follow-ups.js';
import { requirePoliceReferralOfInvestigation } from './investigations/investigation-follow-ups.js';
import {
  escalateWhenHighRiskIsUnseen,
  expireRawAlert,
  closeMonitoringWeek,
} from './monitoring/monitoring-deadlines.js';
import { eraseExpiredAlert } from './monitoring/monitoring-follow-ups.js';
import { sendEmailOfNotification, giveUpOnEmail } from './notifications/notification-deadlines.js';
import { raiseAlarmWhenReferralIsOverdue, raiseAlarmWhenAnswerIsLate } from './referrals/referral-deadlines.js';
import { confirmPoliceReferral } from './referrals/referral-follow-ups.js';
import {
  raiseAlarmWhenTechnicalCheckIsOverdue,
  remindOnLastDayOfGuestAccount,
  raiseAlarmWhenGuestAccountStaysOpen,
  raiseAlarmWhenLicencesAreNotReconciled,
  raiseAlarmWhenTechnicalIncidentIsUntriaged,
  warnBeforeBreachDeadline,
  raiseAlarmWhenBreachDeadlineIsMissed,
  raiseAlarmWhenRiskReviewIsOverdue,
} from './technical/technical-deadlines.js';
import {
  planTechnicalChecksWhenPolicyIsAdopted,
  openBreachWhenPersonalDataAreTouched,
  noteAssessmentOfSoftware,
} from './technical/technical-follow-ups.js';

/** At which moments the system acts by itself, as the states of records say. */
export const deadlineRules: readonly DeadlineRule[] = [
  raiseAlarmWhenDeviceSheetIsUnbalanced,
  raiseAlarmWhenCheckIsOverdue,
  raiseAlarmWhenFilterIsNotMended,
  raiseAlarmWhenReviewIsOverdue,
  reblockWhenUnblockEnds,
  raiseAlarmWhenReblockIsOverdue,
  openingBegins,
  raiseAlarmWhenOpeningIsNotMade,
  lapseWhenTimeIsOver,
  raiseAlarmWhenBlockIsNotMade,
  raiseAlarmWhenEmergencyBlockIsUnanswered,
  raiseAlarmWhenBlockRequestIsUnanswered,
  sendFilterOrder,
  raiseAlarmWhenFilterDrifts,
  raiseAlarmWhenDifferenceLasts,
  raiseAlarmWhenGovernorIsNotAnswered,
  raiseAlarmWhenLogIsNotInspected,
  releaseFiguresWhenTermEnds,
  escalateWhenNobodyAcknowledges,
  remindOwnerBeforeActionIsDue,
  raiseAlarmWhenActionIsOverdue,
  escalateWhenHighRiskIsUnseen,
  expireRawAlert,
  closeMonitoringWeek,
  sendEmailOfNotification,
  giveUpOnEmail,
  raiseAlarmWhenReferralIsOverdue,
  raiseAlarmWhenAnswerIsLate,
  raiseAlarmWhenTechnicalCheckIsOverdue,
  remindOnLastDayOfGuestAccount,
  raiseAlarmWhenGuestAccountStaysOpen,
  raiseAlarmWhenLicencesAreNotReconciled,
  raiseAlarmWhenTechnicalIncidentIsUntriaged,
  warnBeforeBreachDeadline,
  raiseAlarmWhenBreachDeadlineIsMissed,
  raiseAlarmWhenRiskReviewIsOverdue,
];

/** What the system does by itself at once when something has been recorded. */
export const followRules: readonly FollowRule[] = [
  noteCheckDone,
  openReviewWhenIllegalContentGetsThrough,
  openNextAnnualReview,
  findOverlapsOfOpening,
  findOverlapsOfBlock,
  orderOpening,
  orderBlock,
  noteWhatTheFilterConfirmed,
  mendFilter,
  mendFilterDifference,
  planLogInspection,
  noteLogInspected,
  planGovernorRelease,
  noteDuplicateWhenMerged,
  notePromotionWhenAllegationIsRaised,
  noteAlertWhenIncidentIsRaised,
  requireLadoContactAfterAllegation,
  requirePoliceReferralOfInvestigation,
  eraseExpiredAlert,
  confirmPoliceReferral,
  planTechnicalChecksWhenPolicyIsAdopted,
  openBreachWhenPersonalDataAreTouched,
  noteAssessmentOfSoftware,
];
