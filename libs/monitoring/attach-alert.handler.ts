import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#libs/eventing/commands/command.js';
import { CommandExecution } from '#libs/eventing/commands/command-execution.js';
import { Rejection } from '#libs/eventing/commands/rejection.js';
import { incident } from '#libs/incidents/incident.decider.js';
import { incidentEvents } from '#libs/incidents/incidents.events.js';
import { monitoringAlert } from './monitoring-alert.decider.js';
import { AttachAlert } from './monitoring.commands.js';
import { monitoringAlertEvents } from './monitoring.events.js';

/** An alert is attached only to a case that is there: what is kept because of it must have somewhere to end. */
@CommandHandler(AttachAlert)
export class AttachAlertHandler implements ICommandHandler<AttachAlert> {
  constructor(@Inject(CommandExecution) private readonly execution: CommandExecution) {}

  async execute(command: AttachAlert): Promise<Receipt> {
    const state = await this.execution.stateOf(incidentEvents, incident, command.incident, command.who);
    if ((state as { status: string }).status === 'none')
      throw new Rejection('NOT_FOUND', 'Your school has no incident with this id.', 'D21');
    return this.execution.run(monitoringAlertEvents, monitoringAlert, 'AttachAlert', command);
  }
}
