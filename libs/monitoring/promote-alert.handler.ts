import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { v5 as uuidOf } from 'uuid';
import type { Receipt } from '#libs/eventing/command.js';
import { CommandExecution } from '#libs/eventing/command-execution.js';
import { incident } from '#libs/incidents/incident.decider.js';
import { RaiseIncident } from '#libs/incidents/incident-reports.commands.js';
import { incidentEvents } from '#libs/incidents/incidents.events.js';
import { monitoringAlert, mustBeUnattached, mustHandle, type MonitoringAlert } from './monitoring-alert.decider.js';
import { PromoteAlert } from './monitoring.commands.js';
import { monitoringAlertEvents } from './monitoring.events.js';

/** The name space of the ids of incidents made of alerts: an alert becomes one incident, however often it is promoted. */
const promotions = '8c5e4d0e-7f1b-4c53-9d5f-2f6f7a4b1c77';

/**
 * D21: the incident is recorded first and names its alert; the alert then learns of it by a reaction of the worker,
 * so that a crash in between leaves nothing half done.
 */
@CommandHandler(PromoteAlert)
export class PromoteAlertHandler implements ICommandHandler<PromoteAlert> {
  constructor(@Inject(CommandExecution) private readonly execution: CommandExecution) {}

  async execute({ id, kind, facts, who, commandId }: PromoteAlert): Promise<Receipt> {
    const alert = await this.execution.stateOf(monitoringAlertEvents, monitoringAlert, id, who);
    const raw = mustHandle(alert as MonitoringAlert, who);
    mustBeUnattached(raw);
    const raise = Object.assign(new RaiseIncident(), {
      id: uuidOf(id, promotions),
      ...(commandId !== undefined && { commandId }),
      kind,
      occurredAt: raw.occurredAt,
      place: 'inSchool',
      facts,
      immediateDanger: false,
      anonymous: false,
      people: [],
      fromAlert: id,
    } as const);
    return this.execution.run(incidentEvents, incident, 'RaiseIncident', raise.by(who));
  }
}
