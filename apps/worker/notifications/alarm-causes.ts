import { deviceSheet } from '#libs/devices/device-sheet.decider.js';
import { deviceSheetEvents } from '#libs/devices/device-sheet.events.js';
import { filteringCheckPlan } from '#libs/filtering-checks/filtering-check-plan.decider.js';
import { filteringCheck } from '#libs/filtering-checks/filtering-check.decider.js';
import { filteringCheckEvents, filteringCheckPlanEvents } from '#libs/filtering-checks/filtering-checks.events.js';
import { filteringReview } from '#libs/filtering-checks/filtering-review.decider.js';
import { filteringReviewEvents } from '#libs/filtering-checks/filtering-reviews.events.js';
import { monitoringAlert } from '#libs/monitoring/monitoring-alert.decider.js';
import { monitoringReport } from '#libs/monitoring/monitoring-report.decider.js';
import { monitoringReportEvents } from '#libs/monitoring/monitoring-report.events.js';
import { monitoringAlertEvents } from '#libs/monitoring/monitoring.events.js';
import { breach } from '#libs/technical/breach.decider.js';
import { breachEvents } from '#libs/technical/breach.events.js';
import { guestAccount } from '#libs/technical/guest-account.decider.js';
import { guestAccountEvents } from '#libs/technical/guest-account.events.js';
import { licence } from '#libs/technical/licence.decider.js';
import { licenceEvents } from '#libs/technical/licence.events.js';
import { riskAssessment } from '#libs/technical/risk-assessment.decider.js';
import { riskAssessmentEvents } from '#libs/technical/risk-assessment.events.js';
import { technicalCheck } from '#libs/technical/technical-check.decider.js';
import { technicalCheckEvents } from '#libs/technical/technical-check.events.js';
import { technicalIncident } from '#libs/technical/technical-incident.decider.js';
import { technicalIncidentEvents } from '#libs/technical/technical-incident.events.js';
import { causesOf, type Cause, type Whom } from './cause.js';

const alerted = (event: { readonly alerted: readonly string[] }): Whom => ({ roles: event.alerted });
const alert = (event: { readonly alert: readonly string[] }): Whom => ({ roles: event.alert });

/** Alarms of planned work (SW7, SL11, SW15): the event itself names the roles that are told. */
export const alarmCauses: readonly Cause[] = [
  ...causesOf(filteringCheckEvents, filteringCheck, {
    FilterFoundFailing: ['filterFailing', alerted],
    FailingFilterOverdue: ['filterFailing', alerted],
  }),
  ...causesOf(filteringCheckPlanEvents, filteringCheckPlan, { PlannedCheckOverdue: ['checkOverdue', alerted] }),
  ...causesOf(filteringReviewEvents, filteringReview, { FilteringReviewOverdue: ['reviewOverdue', alerted] }),
  ...causesOf(monitoringAlertEvents, monitoringAlert, {
    HighRiskAlerted: ['monitoringAlert', ({ roles }) => ({ roles })],
    AlertEscalated: ['monitoringAlert', ({ to }) => ({ roles: [to] })],
  }),
  ...causesOf(monitoringReportEvents, monitoringReport, { MonitoringWeekMissed: ['weekMissed', alerted] }),
  ...causesOf(technicalCheckEvents, technicalCheck, { TechnicalCheckOverdue: ['checkOverdue', alert] }),
  ...causesOf(guestAccountEvents, guestAccount, {
    GuestAccountEndsToday: ['guestAccountEnds', alert],
    GuestAccountOverdue: ['guestAccountEnds', alert],
  }),
  ...causesOf(licenceEvents, licence, { LicenceReconciliationOverdue: ['checkOverdue', alert] }),
  ...causesOf(riskAssessmentEvents, riskAssessment, { RiskReviewOverdue: ['reviewOverdue', alert] }),
  ...causesOf(technicalIncidentEvents, technicalIncident, { TechnicalIncidentUntriaged: ['technicalIncident', alert] }),
  ...causesOf(breachEvents, breach, {
    BreachDeadlineNear: ['breachDeadline', alert],
    BreachDeadlineMissed: ['breachDeadline', alert],
  }),
  ...causesOf(deviceSheetEvents, deviceSheet, { DeviceSheetUnbalanced: ['sheetUnbalanced', alert] }),
];
