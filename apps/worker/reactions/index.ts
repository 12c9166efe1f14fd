import type { Reaction } from '../reaction.js';
import {
  raiseAlarmWhenBlockRequestIsUnanswered,
  raiseAlarmWhenEmergencyBlockIsUnanswered,
} from './raise-alarm-when-emergency-block-is-unanswered.js';
import { giveUpOnEmail } from './give-up-on-email.js';
import { sendEmailOfNotification } from './send-email-of-notification.js';
import { escalateWhenNobodyAcknowledges } from './escalate-when-nobody-acknowledges.js';
import { noteDuplicateWhenMerged } from './note-duplicate-when-merged.js';
import { notePromotionWhenAllegationIsRaised } from './note-promotion-when-allegation-is-raised.js';
import { raiseAlarmWhenActionIsOverdue } from './raise-alarm-when-action-is-overdue.js';
import { caseSubjects } from '#libs/people/case-subjects.js';
import { confirmPoliceReferral } from './confirm-police-referral.js';
import { noteWhatTheFilterConfirmed } from './note-what-the-filter-confirmed.js';
import { findOverlapsOfBlock, findOverlapsOfOpening } from './find-overlaps-of-request.js';
import { orderBlock, orderOpening, orderOpeningWhenItBegins } from './order-filter-changed.js';
import {
  lapseWhenTimeIsOver,
  raiseAlarmWhenBlockIsNotMade,
  raiseAlarmWhenOpeningIsNotMade,
} from './raise-alarm-when-change-is-not-made.js';
import { tellWhenOpeningIsDue } from './when-opening-begins.js';
import { raiseAlarmWhenAnswerIsLate } from './raise-alarm-when-answer-is-late.js';
import { technicalCheckKinds } from '#libs/technical/technical-check-words.js';
import { planTechnicalCheckWhenPolicyIsAdopted } from './plan-technical-check-when-policy-is-adopted.js';
import { raiseAlarmWhenGuestAccountStaysOpen } from './raise-alarm-when-guest-account-stays-open.js';
import { raiseAlarmWhenLicencesAreNotReconciled } from './raise-alarm-when-licences-are-not-reconciled.js';
import { remindOnLastDayOfGuestAccount } from './remind-on-last-day-of-guest-account.js';
import { openBreachWhenPersonalDataAreTouched } from './open-breach-when-personal-data-are-touched.js';
import { raiseAlarmWhenBreachDeadlineIsMissed } from './raise-alarm-when-breach-deadline-is-missed.js';
import { raiseAlarmWhenTechnicalIncidentIsUntriaged } from './raise-alarm-when-technical-incident-is-untriaged.js';
import { warnBeforeBreachDeadline } from './warn-before-breach-deadline.js';
import { noteAssessmentOfSoftware } from './note-assessment-of-software.js';
import { raiseAlarmWhenRiskReviewIsOverdue } from './raise-alarm-when-risk-review-is-overdue.js';
import { raiseAlarmWhenDeviceSheetIsUnbalanced } from './raise-alarm-when-device-sheet-is-unbalanced.js';
import {
  noteLogInspected,
  planLogInspection,
  raiseAlarmWhenLogIsNotInspected,
} from './raise-alarm-when-log-is-not-inspected.js';
import { raiseAlarmWhenGovernorIsNotAnswered } from './raise-alarm-when-governor-is-not-answered.js';
import { raiseAlarmWhenTechnicalCheckIsOverdue } from './raise-alarm-when-technical-check-is-overdue.js';
import { openNextAnnualReview } from './open-next-annual-review.js';
import { openReviewWhenIllegalContentGetsThrough } from './open-review-when-illegal-content-gets-through.js';
import { raiseAlarmWhenReviewIsOverdue } from './raise-alarm-when-review-is-overdue.js';
import { escalateWhenHighRiskIsUnseen } from './escalate-when-high-risk-is-unseen.js';
import { closeMonitoringWeek } from './close-monitoring-week.js';
import { expireRawAlert } from './expire-raw-alert.js';
import { noteAlertWhenIncidentIsRaised } from './note-alert-when-incident-is-raised.js';
import { noteCheckDone } from './note-check-done.js';
import { raiseAlarmWhenCheckIsOverdue } from './raise-alarm-when-check-is-overdue.js';
import { raiseAlarmWhenFilterIsNotMended } from './raise-alarm-when-filter-is-not-mended.js';
import { raiseAlarmWhenReferralIsOverdue } from './raise-alarm-when-referral-is-overdue.js';
import { requireLadoContactAfterAllegation } from './require-lado-contact-after-allegation.js';
import { requirePoliceReferralOfInvestigation } from './require-police-referral-of-investigation.js';
import { raiseAlarmWhenReblockIsOverdue } from './raise-alarm-when-reblock-is-overdue.js';
import { reblockWhenUnblockEnds } from './reblock-when-unblock-ends.js';
import { mendFilterDifference, raiseAlarmWhenDifferenceLasts } from './mend-filter-difference.js';
import { mendFilter, raiseAlarmWhenFilterDrifts } from './mend-filter.js';
import { sendFilterOrder } from './send-filter-order.js';
import { remindOwnerBeforeActionIsDue } from './remind-owner-before-action-is-due.js';

/** Everything the system does by itself. */
export const reactions: readonly Reaction[] = [
  reblockWhenUnblockEnds,
  raiseAlarmWhenReblockIsOverdue,
  raiseAlarmWhenEmergencyBlockIsUnanswered,
  raiseAlarmWhenBlockRequestIsUnanswered,
  findOverlapsOfOpening,
  findOverlapsOfBlock,
  orderOpening,
  orderOpeningWhenItBegins,
  tellWhenOpeningIsDue,
  raiseAlarmWhenOpeningIsNotMade,
  raiseAlarmWhenBlockIsNotMade,
  lapseWhenTimeIsOver,
  orderBlock,
  sendFilterOrder,
  mendFilter,
  raiseAlarmWhenFilterDrifts,
  mendFilterDifference,
  raiseAlarmWhenDifferenceLasts,
  noteWhatTheFilterConfirmed,
  escalateWhenNobodyAcknowledges,
  remindOwnerBeforeActionIsDue,
  raiseAlarmWhenActionIsOverdue,
  noteDuplicateWhenMerged,
  notePromotionWhenAllegationIsRaised,
  ...caseSubjects.map(requirePoliceReferralOfInvestigation),
  confirmPoliceReferral,
  requireLadoContactAfterAllegation,
  raiseAlarmWhenReferralIsOverdue,
  raiseAlarmWhenAnswerIsLate,
  ...technicalCheckKinds.map(planTechnicalCheckWhenPolicyIsAdopted),
  raiseAlarmWhenTechnicalCheckIsOverdue,
  noteCheckDone,
  raiseAlarmWhenCheckIsOverdue,
  raiseAlarmWhenFilterIsNotMended,
  remindOnLastDayOfGuestAccount,
  raiseAlarmWhenGuestAccountStaysOpen,
  raiseAlarmWhenLicencesAreNotReconciled,
  openReviewWhenIllegalContentGetsThrough,
  openNextAnnualReview,
  raiseAlarmWhenReviewIsOverdue,
  raiseAlarmWhenTechnicalIncidentIsUntriaged,
  openBreachWhenPersonalDataAreTouched,
  warnBeforeBreachDeadline,
  raiseAlarmWhenBreachDeadlineIsMissed,
  escalateWhenHighRiskIsUnseen,
  noteAlertWhenIncidentIsRaised,
  expireRawAlert,
  closeMonitoringWeek,
  noteAssessmentOfSoftware,
  raiseAlarmWhenRiskReviewIsOverdue,
  raiseAlarmWhenDeviceSheetIsUnbalanced,
  raiseAlarmWhenGovernorIsNotAnswered,
  planLogInspection,
  noteLogInspected,
  raiseAlarmWhenLogIsNotInspected,
  sendEmailOfNotification,
  giveUpOnEmail,
];
