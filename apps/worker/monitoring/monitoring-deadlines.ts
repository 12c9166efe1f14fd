import { monitoringReportKind } from '#libs/monitoring/monitoring-report.kind.js';
import { monitoringAlertKind } from '#libs/monitoring/monitoring-alert.kind.js';
import { endOfWorkingDay } from '#libs/calendar/school-calendar.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { CloseMonitoringWeek } from '#libs/monitoring/monitoring-report.commands.js';
import { EscalateAlert, ExpireAlert } from '#libs/monitoring/monitoring.commands.js';
import { dueWhen } from '../deadlines/due-when.js';

/** D21: a high risk at which nobody looked the same day is passed on to the headteacher, every working day anew. */
export const escalateWhenHighRiskIsUnseen = dueWhen(
  'escalate-when-high-risk-is-unseen',
  monitoringAlertKind,
  (state) => (state.status === 'raw' && !state.seen ? state.lookBy : undefined),
  (id) => commandOf(EscalateAlert, { id }),
);

/** D21: an alert that has become part of no case ends when the retention of the policy is over. */
export const expireRawAlert = dueWhen(
  'expire-raw-alert',
  monitoringAlertKind,
  (state) => (state.status === 'raw' && state.incident === undefined ? state.expiresAt : undefined),
  (id) => commandOf(ExpireAlert, { id }),
);

/** D21: a school week at which nobody looked back in time is put on record as missed. */
export const closeMonitoringWeek = dueWhen(
  'close-monitoring-week',
  monitoringReportKind,
  (report) => (report.status === 'begun' ? endOfWorkingDay(report.dueOn) : undefined),
  () => commandOf(CloseMonitoringWeek, {}),
);

export const monitoringDeadlines = [escalateWhenHighRiskIsUnseen, expireRawAlert, closeMonitoringWeek];
