import { Module } from '@nestjs/common';
import { commandHandlers } from '#libs/eventing/commands/command-handlers.js';
import { AttachAlertHandler } from './attach-alert.handler.js';
import { ExpireAlertHandler } from './expire-alert.handler.js';
import { monitoringAlert } from './monitoring-alert.decider.js';
import { monitoringAlertCommands, monitoringSourceCommands } from './monitoring.commands.js';
import { monitoringAlertEvents, monitoringSourceEvents } from './monitoring.events.js';
import { monitoringReportCommands } from './monitoring-report.commands.js';
import { alertImportCommands } from './alert-import.commands.js';
import { alertImport } from './alert-import.decider.js';
import { alertImportEvents } from './alert-import.events.js';
import { monitoringReport } from './monitoring-report.decider.js';
import { monitoringReportEvents } from './monitoring-report.events.js';
import { monitoringSource } from './monitoring-source.decider.js';
import { PromoteAlertHandler } from './promote-alert.handler.js';

@Module({
  providers: [
    ...commandHandlers(monitoringSourceEvents, monitoringSource, monitoringSourceCommands),
    ...commandHandlers(monitoringAlertEvents, monitoringAlert, monitoringAlertCommands),
    ...commandHandlers(monitoringReportEvents, monitoringReport, monitoringReportCommands),
    ...commandHandlers(alertImportEvents, alertImport, alertImportCommands),
    PromoteAlertHandler,
    AttachAlertHandler,
    ExpireAlertHandler,
  ],
})
export class MonitoringModule {}
