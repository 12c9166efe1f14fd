import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { nothingRecorded, type Receipt } from '#libs/eventing/commands/command.js';
import { CommandExecution } from '#libs/eventing/commands/command-execution.js';
import { KeyRing } from '#libs/eventing/privacy/key-ring.js';
import { monitoringAlert, type MonitoringAlert } from './monitoring-alert.decider.js';
import { EraseAlert } from './monitoring.commands.js';
import { monitoringAlertEvents } from './monitoring.events.js';

/**
 * First the event, then the key: it is destroyed because the event says that the alert has ended, and tried until it is.
 * From then on nothing opens what the alert said, in the log and in every backup of it.
 */
@CommandHandler(EraseAlert)
export class EraseAlertHandler implements ICommandHandler<EraseAlert> {
  constructor(
    @Inject(CommandExecution) private readonly execution: CommandExecution,
    @Inject(KeyRing) private readonly keys: KeyRing,
  ) {}

  async execute({ id, who }: EraseAlert): Promise<Receipt> {
    const { stream, state } = await this.execution.placeAndState(monitoringAlertEvents, monitoringAlert, id, who);
    if ((state as MonitoringAlert).status === 'expired') await this.keys.destroy(who.school, stream);
    return nothingRecorded(id);
  }
}
