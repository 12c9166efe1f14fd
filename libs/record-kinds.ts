import type { RecordKind } from '#libs/eventing/commands/record-kind.js';
import { calendarKind } from '#libs/calendar/calendar.kind.js';
import { deviceSheetKind } from '#libs/devices/device-sheet.kind.js';
import { disclosureKind } from '#libs/disclosures/disclosure.kind.js';
import { peopleLookUpKind } from '#libs/disclosures/people-look-up.kind.js';
import { filteringCheckPlanKind } from '#libs/filtering-checks/filtering-check-plan.kind.js';
import { filteringCheckKind } from '#libs/filtering-checks/filtering-check.kind.js';
import { filteringReviewKind } from '#libs/filtering-checks/filtering-review.kind.js';
import { filterDifferenceKind } from '#libs/filtering/filter-difference.kind.js';
import { filterOrderKind } from '#libs/filtering/filter-order.kind.js';
import { filteringBlockKind } from '#libs/filtering/filtering-block.kind.js';
import { filteringChangeKind } from '#libs/filtering/filtering-change.kind.js';
import { filteringSiteKind } from '#libs/filtering/filtering-site.kind.js';
import { illegalListKind } from '#libs/filtering/illegal-list.kind.js';
import { requestTemplatesKind } from '#libs/filtering/request-templates.kind.js';
import { schoolFilterKind } from '#libs/filtering/school-filter.kind.js';
import { governorReleaseKind } from '#libs/governors/governor-release.kind.js';
import { governorVisitKind } from '#libs/governors/governor-visit.kind.js';
import { logInspectionKind } from '#libs/governors/log-inspection.kind.js';
import { incidentKind } from '#libs/incidents/incident.kind.js';
import { staffConcernKind } from '#libs/incidents/staff-concern.kind.js';
import { investigationKind } from '#libs/investigations/investigation.kind.js';
import { alertImportKind } from '#libs/monitoring/alert-import.kind.js';
import { monitoringAlertKind } from '#libs/monitoring/monitoring-alert.kind.js';
import { monitoringReportKind } from '#libs/monitoring/monitoring-report.kind.js';
import { monitoringSourceKind } from '#libs/monitoring/monitoring-source.kind.js';
import { notificationKind } from '#libs/notifications/notification.kind.js';
import { vacancyKind } from '#libs/notifications/vacancy.kind.js';
import { personKind } from '#libs/people/person.kind.js';
import { signInKind } from '#libs/people/sign-in.kind.js';
import { policyKind } from '#libs/policies/policy.kind.js';
import { projectionCheckKind } from '#libs/projection-checks/projection-check.kind.js';
import { referralKind } from '#libs/referrals/referral.kind.js';
import { breachKind } from '#libs/technical/breach.kind.js';
import { guestAccountKind } from '#libs/technical/guest-account.kind.js';
import { licenceKind } from '#libs/technical/licence.kind.js';
import { riskAssessmentKind } from '#libs/technical/risk-assessment.kind.js';
import { softwareKind } from '#libs/technical/software.kind.js';
import { technicalCheckKind } from '#libs/technical/technical-check.kind.js';
import { technicalIncidentKind } from '#libs/technical/technical-incident.kind.js';

/** Every kind of record that Daybook keeps. Whatever is written, read, rebuilt or checked of them follows from this list. */
export const recordKinds: readonly RecordKind[] = [
  calendarKind,
  deviceSheetKind,
  disclosureKind,
  peopleLookUpKind,
  filteringCheckPlanKind,
  filteringCheckKind,
  filteringReviewKind,
  filterDifferenceKind,
  filterOrderKind,
  filteringBlockKind,
  filteringChangeKind,
  filteringSiteKind,
  illegalListKind,
  requestTemplatesKind,
  schoolFilterKind,
  governorReleaseKind,
  governorVisitKind,
  logInspectionKind,
  incidentKind,
  staffConcernKind,
  investigationKind,
  alertImportKind,
  monitoringAlertKind,
  monitoringReportKind,
  monitoringSourceKind,
  notificationKind,
  vacancyKind,
  personKind,
  signInKind,
  policyKind,
  projectionCheckKind,
  referralKind,
  breachKind,
  guestAccountKind,
  licenceKind,
  riskAssessmentKind,
  softwareKind,
  technicalCheckKind,
  technicalIncidentKind,
];

/** The events that each kind may have: what Daybook can read. */
export const eventCategories = recordKinds.map(({ events }) => events);
