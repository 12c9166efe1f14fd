import type { EventCategory } from '#libs/eventing/schemas/event-schemas.js';
import { calendarEvents } from '#libs/calendar/calendar.events.js';
import { filteringReviewEvents } from '#libs/filtering-checks/filtering-reviews.events.js';
import { filteringCheckEvents, filteringCheckPlanEvents } from '#libs/filtering-checks/filtering-checks.events.js';
import { filterDifferenceEvents } from '#libs/filtering/filter-difference.events.js';
import { filterOrderEvents, schoolFilterEvents } from '#libs/filtering/filter-orders.events.js';
import { filteringBlockEvents, filteringChangeEvents, illegalListEvents } from '#libs/filtering/filtering.events.js';
import { filteringSiteEvents } from '#libs/filtering/filtering-site.events.js';
import { requestTemplateEvents } from '#libs/filtering/request-templates.events.js';
import { incidentEvents } from '#libs/incidents/incidents.events.js';
import { monitoringReportEvents } from '#libs/monitoring/monitoring-report.events.js';
import { alertImportEvents } from '#libs/monitoring/alert-import.events.js';
import { monitoringAlertEvents, monitoringSourceEvents } from '#libs/monitoring/monitoring.events.js';
import { investigationEvents } from '#libs/investigations/investigation.events.js';
import { staffConcernEvents } from '#libs/incidents/staff-concerns.events.js';
import { notificationEvents, vacancyEvents } from '#libs/notifications/notifications.events.js';
import { personEvents } from '#libs/people/people.events.js';
import { disclosureEvents } from '#libs/disclosures/disclosure.events.js';
import { policyEvents } from '#libs/policies/policy.events.js';
import { referralEvents } from '#libs/referrals/referral.events.js';
import { guestAccountEvents } from '#libs/technical/guest-account.events.js';
import { licenceEvents } from '#libs/technical/licence.events.js';
import { breachEvents } from '#libs/technical/breach.events.js';
import { technicalIncidentEvents } from '#libs/technical/technical-incident.events.js';
import { riskAssessmentEvents } from '#libs/technical/risk-assessment.events.js';
import { softwareEvents } from '#libs/technical/software.events.js';
import { deviceSheetEvents } from '#libs/devices/device-sheet.events.js';
import { logInspectionEvents } from '#libs/governors/log-inspection.events.js';
import { governorVisitEvents } from '#libs/governors/governor-visit.events.js';
import { technicalCheckEvents } from '#libs/technical/technical-check.events.js';
import { projectionCheckEvents } from '#libs/projection-checks/projection-check.events.js';

/** Every kind of record and the events it may have: what Daybook can write and read. */
export const eventCatalogue: readonly EventCategory[] = [
  calendarEvents,
  filteringBlockEvents,
  filteringChangeEvents,
  filteringCheckEvents,
  filteringCheckPlanEvents,
  filteringReviewEvents,
  filterOrderEvents,
  schoolFilterEvents,
  filterDifferenceEvents,
  illegalListEvents,
  requestTemplateEvents,
  filteringSiteEvents,
  incidentEvents,
  staffConcernEvents,
  investigationEvents,
  monitoringAlertEvents,
  alertImportEvents,
  monitoringReportEvents,
  monitoringSourceEvents,
  notificationEvents,
  vacancyEvents,
  personEvents,
  policyEvents,
  referralEvents,
  disclosureEvents,
  technicalCheckEvents,
  guestAccountEvents,
  licenceEvents,
  technicalIncidentEvents,
  breachEvents,
  riskAssessmentEvents,
  softwareEvents,
  deviceSheetEvents,
  governorVisitEvents,
  logInspectionEvents,
  projectionCheckEvents,
];
