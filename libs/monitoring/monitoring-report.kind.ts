import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { monitoringReportCommands } from './monitoring-report.commands.js';
import { monitoringReport } from './monitoring-report.decider.js';
import { monitoringReportEvents } from './monitoring-report.events.js';

export const monitoringReportKind = recordKind({
  events: monitoringReportEvents,
  decider: monitoringReport,
  commands: monitoringReportCommands,
});
