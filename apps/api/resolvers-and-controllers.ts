// Written by `npm run schema` from what is on disk. Do not edit.
import { CalendarResolver } from './calendar/calendar.resolver.js';
import { ChronologiesController } from './chronology/chronologies.controller.js';
import { DevicesResolver } from './devices/devices.resolver.js';
import { DisclosuresResolver } from './disclosures/disclosures.resolver.js';
import { EvidenceController } from './evidence/evidence.controller.js';
import { FilteringChecksResolver } from './filtering-checks/filtering-checks.resolver.js';
import { FilteringReviewsResolver } from './filtering-checks/filtering-reviews.resolver.js';
import { FilterCallbacksController } from './filtering/filter-callbacks.controller.js';
import { FilterDifferencesResolver } from './filtering/filter-differences.resolver.js';
import { FilterOrdersResolver } from './filtering/filter-orders.resolver.js';
import { FilteringBlocksResolver } from './filtering/filtering-blocks.resolver.js';
import { FilteringHistoryResolver } from './filtering/filtering-history.resolver.js';
import { FilteringOverlapsResolver } from './filtering/filtering-overlaps.resolver.js';
import { FilteringRequestsResolver } from './filtering/filtering-requests.resolver.js';
import { FilteringResolver } from './filtering/filtering.resolver.js';
import { IllegalListsController } from './filtering/illegal-lists.controller.js';
import { RequestTemplatesResolver } from './filtering/request-templates.resolver.js';
import { GovernorExportsController } from './governors/governor-exports.controller.js';
import { GovernorIncidentsResolver } from './governors/governor-incidents.resolver.js';
import { GovernorReleasesResolver } from './governors/governor-releases.resolver.js';
import { GovernorViewResolver } from './governors/governor-view.resolver.js';
import { GovernorVisitsResolver } from './governors/governor-visits.resolver.js';
import { HealthController } from './http/health.controller.js';
import { IncidentLogResolver } from './incidents/incident-log.resolver.js';
import { IncidentReportsResolver } from './incidents/incident-reports.resolver.js';
import { IncidentSearchResolver } from './incidents/incident-search.resolver.js';
import { IncidentStatisticsResolver } from './incidents/incident-statistics.resolver.js';
import { IncidentWorkResolver } from './incidents/incident-work.resolver.js';
import { IncidentsResolver } from './incidents/incidents.resolver.js';
import { StaffConcernsResolver } from './incidents/staff-concerns.resolver.js';
import { TriageFeedResolver } from './incidents/triage-feed.resolver.js';
import { TriageResolver } from './incidents/triage.resolver.js';
import { InvestigationsResolver } from './investigations/investigations.resolver.js';
import { MonitoringAlertsController } from './monitoring/monitoring-alerts.controller.js';
import { MonitoringSecretResolver } from './monitoring/monitoring-secret.resolver.js';
import { MonitoringWeeksResolver } from './monitoring/monitoring-weeks.resolver.js';
import { MonitoringResolver } from './monitoring/monitoring.resolver.js';
import { InboxResolver } from './notifications/inbox.resolver.js';
import { OperationsResolver } from './operations/operations.resolver.js';
import { ProjectorStatusResolver } from './operations/projector-status.resolver.js';
import { PeopleLookUpResolver } from './people/people-look-up.resolver.js';
import { PeopleResolver } from './people/people.resolver.js';
import { SignInsResolver } from './people/sign-ins.resolver.js';
import { GuidesResolver } from './policies/guides.resolver.js';
import { PoliciesResolver } from './policies/policies.resolver.js';
import { ProjectionChecksResolver } from './projection-checks/projection-checks.resolver.js';
import { ReferralReportsController } from './referrals/referral-reports.controller.js';
import { ReferralsResolver } from './referrals/referrals.resolver.js';
import { BreachesResolver } from './technical/breaches.resolver.js';
import { GuestAccountsResolver } from './technical/guest-accounts.resolver.js';
import { LicencesResolver } from './technical/licences.resolver.js';
import { RiskAssessmentsResolver } from './technical/risk-assessments.resolver.js';
import { SoftwareResolver } from './technical/software.resolver.js';
import { TechnicalChecksResolver } from './technical/technical-checks.resolver.js';
import { TechnicalIncidentsResolver } from './technical/technical-incidents.resolver.js';

/** Every resolver: the whole of the GraphQL schema. */
export const resolvers = [
  CalendarResolver,
  DevicesResolver,
  DisclosuresResolver,
  FilteringChecksResolver,
  FilteringReviewsResolver,
  FilterDifferencesResolver,
  FilterOrdersResolver,
  FilteringBlocksResolver,
  FilteringHistoryResolver,
  FilteringOverlapsResolver,
  FilteringRequestsResolver,
  FilteringResolver,
  RequestTemplatesResolver,
  GovernorIncidentsResolver,
  GovernorReleasesResolver,
  GovernorViewResolver,
  GovernorVisitsResolver,
  IncidentLogResolver,
  IncidentReportsResolver,
  IncidentSearchResolver,
  IncidentStatisticsResolver,
  IncidentWorkResolver,
  IncidentsResolver,
  StaffConcernsResolver,
  TriageFeedResolver,
  TriageResolver,
  InvestigationsResolver,
  MonitoringSecretResolver,
  MonitoringWeeksResolver,
  MonitoringResolver,
  InboxResolver,
  OperationsResolver,
  ProjectorStatusResolver,
  PeopleLookUpResolver,
  PeopleResolver,
  SignInsResolver,
  GuidesResolver,
  PoliciesResolver,
  ProjectionChecksResolver,
  ReferralsResolver,
  BreachesResolver,
  GuestAccountsResolver,
  LicencesResolver,
  RiskAssessmentsResolver,
  SoftwareResolver,
  TechnicalChecksResolver,
  TechnicalIncidentsResolver,
];

/** Every plain route. */
export const controllers = [
  ChronologiesController,
  EvidenceController,
  FilterCallbacksController,
  IllegalListsController,
  GovernorExportsController,
  HealthController,
  MonitoringAlertsController,
  ReferralReportsController,
];
