import { deviceSheetEvents } from '#libs/devices/device-sheet.events.js';
import { filteringCheckEvents, filteringCheckPlanEvents } from '#libs/filtering-checks/filtering-checks.events.js';
import { filteringReviewEvents } from '#libs/filtering-checks/filtering-reviews.events.js';
import { filterDifferenceEvents } from '#libs/filtering/filter-difference.events.js';
import { schoolFilterEvents } from '#libs/filtering/filter-orders.events.js';
import { logInspectionEvents } from '#libs/governors/log-inspection.events.js';
import { monitoringReportEvents } from '#libs/monitoring/monitoring-report.events.js';
import { monitoringAlertEvents } from '#libs/monitoring/monitoring.events.js';
import { breachEvents } from '#libs/technical/breach.events.js';
import { guestAccountEvents } from '#libs/technical/guest-account.events.js';
import { licenceEvents } from '#libs/technical/licence.events.js';
import { riskAssessmentEvents } from '#libs/technical/risk-assessment.events.js';
import { technicalCheckEvents } from '#libs/technical/technical-check.events.js';
import { technicalIncidentEvents } from '#libs/technical/technical-incident.events.js';
import { rulesNaming, type NotificationRule, type Whom } from './notification-rule.js';

const alerted = (event: { readonly alerted: readonly string[] }): Whom => ({ roles: event.alerted });
const alert = (event: { readonly alert: readonly string[] }): Whom => ({ roles: event.alert });

/** Alarms of planned work (SW7, SL11, SW15): the event itself names the roles that are told. */
export const plannedWorkRules: readonly NotificationRule[] = [
  ...rulesNaming(filteringCheckEvents, {
    FilterFoundFailing: ['filterFailing', alerted],
    FailingFilterOverdue: ['filterFailing', alerted],
  }),
  ...rulesNaming(schoolFilterEvents, { FilterDriftLasting: ['filterDrift', alert] }),
  ...rulesNaming(filterDifferenceEvents, {
    FilterDifferenceReported: ['filterDrift', ({ alert: roles }, { by }) => ({ roles, except: [by.actor] })],
    FilterDifferenceOverdue: ['filterDrift', alert],
  }),
  ...rulesNaming(filteringCheckPlanEvents, { PlannedCheckOverdue: ['checkOverdue', alerted] }),
  ...rulesNaming(filteringReviewEvents, { FilteringReviewOverdue: ['reviewOverdue', alerted] }),
  ...rulesNaming(monitoringAlertEvents, {
    HighRiskAlerted: ['monitoringAlert', ({ roles }) => ({ roles })],
    AlertEscalated: ['monitoringAlert', ({ to }) => ({ roles: [to] })],
  }),
  ...rulesNaming(logInspectionEvents, { LogInspectionMissed: ['inspectionMissed', alert] }),
  ...rulesNaming(monitoringReportEvents, { MonitoringWeekMissed: ['weekMissed', alerted] }),
  ...rulesNaming(technicalCheckEvents, { TechnicalCheckOverdue: ['checkOverdue', alert] }),
  ...rulesNaming(guestAccountEvents, {
    GuestAccountEndsToday: ['guestAccountEnds', alert],
    GuestAccountOverdue: ['guestAccountEnds', alert],
  }),
  ...rulesNaming(licenceEvents, { LicenceReconciliationOverdue: ['checkOverdue', alert] }),
  ...rulesNaming(riskAssessmentEvents, { RiskReviewOverdue: ['reviewOverdue', alert] }),
  ...rulesNaming(technicalIncidentEvents, { TechnicalIncidentUntriaged: ['technicalIncident', alert] }),
  ...rulesNaming(breachEvents, {
    BreachDeadlineNear: ['breachDeadline', alert],
    BreachDeadlineMissed: ['breachDeadline', alert],
  }),
  ...rulesNaming(deviceSheetEvents, { DeviceSheetUnbalanced: ['sheetUnbalanced', alert] }),
];
