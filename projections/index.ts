import type { Projection } from '#libs/eventing/projection.js';
import { disclosureLog } from './disclosure-log.js';
import { filteringChangeLog } from './filtering-change-log.js';
import { filteringCheckPlans } from './filtering-check-plans.js';
import { filteringReviews } from './filtering-reviews.js';
import { filteringChecks } from './filtering-checks.js';
import { filterDifferences } from './filter-differences.js';
import { filterOrders } from './filter-orders.js';
import { governorIncidentLog } from './governor-incident-log.js';
import { schoolPolicy } from './school-policy.js';
import { illegalLists } from './illegal-lists.js';
import { incidentLog } from './incident-log.js';
import { incidentReceipts } from './incident-receipts.js';
import { investigationLog } from './investigation-log.js';
import { inbox } from './inbox.js';
import { vacancies } from './vacancies.js';
import { peopleDirectory } from './people-directory.js';
import { staffConcerns } from './staff-concerns.js';
import { alertImports } from './alert-imports.js';
import { monitoringAlerts } from './monitoring-alerts.js';
import { monitoringWeeks } from './monitoring-weeks.js';
import { monitoringSources } from './monitoring-sources.js';
import { referralTracker } from './referral-tracker.js';
import { schoolCalendar } from './school-calendar.js';
import { guestAccounts } from './guest-accounts.js';
import { licenceLog } from './licence-log.js';
import { breachRegister } from './breach-register.js';
import { technicalIncidents } from './technical-incidents.js';
import { riskAssessments } from './risk-assessments.js';
import { softwareRegister } from './software-register.js';
import { deviceSheets } from './device-sheets.js';
import { logInspections } from './log-inspections.js';
import { governorVisits } from './governor-visits.js';
import { technicalCheckLog } from './technical-check-log.js';
import { technicalChecks } from './technical-checks.js';
import { requestTemplateLog } from './request-template-log.js';
import { schoolFilters } from './school-filter.js';
import { projectionChecks } from './projection-check.js';

/** Every read model. The projector keeps them; an audit rebuilds and compares them. */
export const projections: readonly Projection[] = [
  filteringChangeLog,
  filteringChecks,
  filteringCheckPlans,
  filteringReviews,
  filterOrders,
  schoolFilters,
  filterDifferences,
  illegalLists,
  requestTemplateLog,
  incidentLog,
  incidentReceipts,
  governorIncidentLog,
  schoolPolicy,
  investigationLog,
  monitoringAlerts,
  alertImports,
  monitoringSources,
  monitoringWeeks,
  inbox,
  vacancies,
  peopleDirectory,
  referralTracker,
  disclosureLog,
  schoolCalendar,
  staffConcerns,
  technicalChecks,
  technicalCheckLog,
  guestAccounts,
  licenceLog,
  technicalIncidents,
  breachRegister,
  riskAssessments,
  softwareRegister,
  deviceSheets,
  governorVisits,
  logInspections,
  projectionChecks,
];
