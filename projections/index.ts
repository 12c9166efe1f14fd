// Written by `npm run schema` from what is on disk. Do not edit.
import type { Projection } from '#libs/eventing/read-models/projection.js';
import { schoolCalendar } from './calendar/school-calendar.js';
import { deviceSheets } from './devices/device-sheets.js';
import { disclosureLog } from './disclosures/disclosure-log.js';
import { filteringCheckPlans } from './filtering-checks/filtering-check-plans.js';
import { filteringChecks } from './filtering-checks/filtering-checks.js';
import { filteringReviews } from './filtering-checks/filtering-reviews.js';
import { filterDifferences } from './filtering/filter-differences.js';
import { filterOrders } from './filtering/filter-orders.js';
import { filteringChangeLog } from './filtering/filtering-change-log.js';
import { illegalLists } from './filtering/illegal-lists.js';
import { requestTemplateLog } from './filtering/request-template-log.js';
import { schoolFilters } from './filtering/school-filter.js';
import { governorReleases } from './governors/governor-releases.js';
import { governorVisits } from './governors/governor-visits.js';
import { logInspections } from './governors/log-inspections.js';
import { incidentLog } from './incidents/incident-log.js';
import { incidentReceipts } from './incidents/incident-receipts.js';
import { staffConcerns } from './incidents/staff-concerns.js';
import { investigationLog } from './investigations/investigation-log.js';
import { alertImports } from './monitoring/alert-imports.js';
import { monitoringAlerts } from './monitoring/monitoring-alerts.js';
import { monitoringSources } from './monitoring/monitoring-sources.js';
import { monitoringWeeks } from './monitoring/monitoring-weeks.js';
import { inbox } from './notifications/inbox.js';
import { vacancies } from './notifications/vacancies.js';
import { peopleDirectory } from './people/people-directory.js';
import { signIns } from './people/sign-ins.js';
import { schoolPolicy } from './policies/school-policy.js';
import { projectionChecks } from './projection-checks/projection-check.js';
import { referralTracker } from './referrals/referral-tracker.js';
import { breachRegister } from './technical/breach-register.js';
import { guestAccounts } from './technical/guest-accounts.js';
import { licenceLog } from './technical/licence-log.js';
import { riskAssessments } from './technical/risk-assessments.js';
import { softwareRegister } from './technical/software-register.js';
import { technicalCheckLog } from './technical/technical-check-log.js';
import { technicalChecks } from './technical/technical-checks.js';
import { technicalIncidents } from './technical/technical-incidents.js';

/** Every read model. The projector keeps them; an audit rebuilds and compares them. */
export const projections: readonly Projection[] = [
  schoolCalendar,
  deviceSheets,
  disclosureLog,
  filteringCheckPlans,
  filteringChecks,
  filteringReviews,
  filterDifferences,
  filterOrders,
  filteringChangeLog,
  illegalLists,
  requestTemplateLog,
  schoolFilters,
  governorReleases,
  governorVisits,
  logInspections,
  incidentLog,
  incidentReceipts,
  staffConcerns,
  investigationLog,
  alertImports,
  monitoringAlerts,
  monitoringSources,
  monitoringWeeks,
  inbox,
  vacancies,
  peopleDirectory,
  signIns,
  schoolPolicy,
  projectionChecks,
  referralTracker,
  breachRegister,
  guestAccounts,
  licenceLog,
  riskAssessments,
  softwareRegister,
  technicalCheckLog,
  technicalChecks,
  technicalIncidents,
];
