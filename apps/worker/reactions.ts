import type { Reaction } from './deadlines/reaction.js';
import {
  raiseAlarmWhenBlockRequestIsUnanswered,
  raiseAlarmWhenEmergencyBlockIsUnanswered,
} from './filtering/raise-alarm-when-emergency-block-is-unanswered.js';
import { giveUpOnEmail } from './notifications/give-up-on-email.js';
import { sendEmailOfNotification } from './notifications/send-email-of-notification.js';
import { escalateWhenNobodyAcknowledges } from './incidents/escalate-when-nobody-acknowledges.js';
import { noteDuplicateWhenMerged } from './incidents/note-duplicate-when-merged.js';
import { notePromotionWhenAllegationIsRaised } from './incidents/note-promotion-when-allegation-is-raised.js';
import { raiseAlarmWhenActionIsOverdue } from './incidents/raise-alarm-when-action-is-overdue.js';
import { caseSubjects } from '#libs/people/case-subjects.js';
import { confirmPoliceReferral } from './referrals/confirm-police-referral.js';
import { noteWhatTheFilterConfirmed } from './filtering/note-what-the-filter-confirmed.js';
import { findOverlapsOfBlock, findOverlapsOfOpening } from './filtering/find-overlaps-of-request.js';
import { orderBlock, orderOpening, orderOpeningWhenItBegins } from './filtering/order-filter-changed.js';
import {
  lapseWhenTimeIsOver,
  raiseAlarmWhenBlockIsNotMade,
  raiseAlarmWhenOpeningIsNotMade,
} from './filtering/raise-alarm-when-change-is-not-made.js';
import { tellWhenOpeningIsDue } from './filtering/when-opening-begins.js';
import { raiseAlarmWhenAnswerIsLate } from './referrals/raise-alarm-when-answer-is-late.js';
import { technicalCheckKinds } from '#libs/technical/technical-check-words.js';
import { planTechnicalCheckWhenPolicyIsAdopted } from './technical/plan-technical-check-when-policy-is-adopted.js';
import { raiseAlarmWhenGuestAccountStaysOpen } from './technical/raise-alarm-when-guest-account-stays-open.js';
import { raiseAlarmWhenLicencesAreNotReconciled } from './technical/raise-alarm-when-licences-are-not-reconciled.js';
import { remindOnLastDayOfGuestAccount } from './technical/remind-on-last-day-of-guest-account.js';
import { openBreachWhenPersonalDataAreTouched } from './technical/open-breach-when-personal-data-are-touched.js';
import { raiseAlarmWhenBreachDeadlineIsMissed } from './technical/raise-alarm-when-breach-deadline-is-missed.js';
import { raiseAlarmWhenTechnicalIncidentIsUntriaged } from './technical/raise-alarm-when-technical-incident-is-untriaged.js';
import { warnBeforeBreachDeadline } from './technical/warn-before-breach-deadline.js';
import { noteAssessmentOfSoftware } from './technical/note-assessment-of-software.js';
import { raiseAlarmWhenRiskReviewIsOverdue } from './technical/raise-alarm-when-risk-review-is-overdue.js';
import { raiseAlarmWhenDeviceSheetIsUnbalanced } from './devices/raise-alarm-when-device-sheet-is-unbalanced.js';
import {
  noteLogInspected,
  planLogInspection,
  raiseAlarmWhenLogIsNotInspected,
} from './governors/raise-alarm-when-log-is-not-inspected.js';
import { raiseAlarmWhenGovernorIsNotAnswered } from './governors/raise-alarm-when-governor-is-not-answered.js';
import { raiseAlarmWhenTechnicalCheckIsOverdue } from './technical/raise-alarm-when-technical-check-is-overdue.js';
import { openNextAnnualReview } from './filtering-checks/open-next-annual-review.js';
import { openReviewWhenIllegalContentGetsThrough } from './filtering-checks/open-review-when-illegal-content-gets-through.js';
import { raiseAlarmWhenReviewIsOverdue } from './filtering-checks/raise-alarm-when-review-is-overdue.js';
import { escalateWhenHighRiskIsUnseen } from './monitoring/escalate-when-high-risk-is-unseen.js';
import { closeMonitoringWeek } from './monitoring/close-monitoring-week.js';
import { expireRawAlert } from './monitoring/expire-raw-alert.js';
import { noteAlertWhenIncidentIsRaised } from './incidents/note-alert-when-incident-is-raised.js';
import { noteCheckDone } from './filtering-checks/note-check-done.js';
import { raiseAlarmWhenCheckIsOverdue } from './filtering-checks/raise-alarm-when-check-is-overdue.js';
import { raiseAlarmWhenFilterIsNotMended } from './filtering-checks/raise-alarm-when-filter-is-not-mended.js';
import { raiseAlarmWhenReferralIsOverdue } from './referrals/raise-alarm-when-referral-is-overdue.js';
import { requireLadoContactAfterAllegation } from './incidents/require-lado-contact-after-allegation.js';
import { requirePoliceReferralOfInvestigation } from './investigations/require-police-referral-of-investigation.js';
import { raiseAlarmWhenReblockIsOverdue } from './filtering/raise-alarm-when-reblock-is-overdue.js';
import { reblockWhenUnblockEnds } from './filtering/reblock-when-unblock-ends.js';
import { mendFilterDifference, raiseAlarmWhenDifferenceLasts } from './filtering/mend-filter-difference.js';
import { mendFilter, raiseAlarmWhenFilterDrifts } from './filtering/mend-filter.js';
import { sendFilterOrder } from './filtering/send-filter-order.js';
import { remindOwnerBeforeActionIsDue } from './incidents/remind-owner-before-action-is-due.js';

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
