import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#libs/eventing/commands/command.js';
import { CommandExecution } from '#libs/eventing/commands/command-execution.js';
import { KeyRing } from '#libs/eventing/privacy/key-ring.js';
import { streamName } from '#libs/eventing/log/stored-event.js';
import { monitoringAlert, type MonitoringAlert } from './monitoring-alert.decider.js';
import { ExpireAlert } from './monitoring.commands.js';
import { monitoringAlertEvents } from './monitoring.events.js';

/**
 * First the event, then the key: after a crash in between the alarm rings again, the event is there, and the key goes.
 * From then on nothing opens what the alert said, in the log and in every backup of it.
 */
@CommandHandler(ExpireAlert)
export class ExpireAlertHandler implements ICommandHandler<ExpireAlert> {
  constructor(
    @Inject(CommandExecution) private readonly execution: CommandExecution,
    @Inject(KeyRing) private readonly keys: KeyRing,
  ) {}

  async execute(command: ExpireAlert): Promise<Receipt> {
    const receipt = await this.execution.run(monitoringAlertEvents, monitoringAlert, 'ExpireAlert', command);
    const { id, who } = command;
    const alert = await this.execution.stateOf(monitoringAlertEvents, monitoringAlert, id, who);
    if ((alert as MonitoringAlert).status === 'expired')
      await this.keys.destroy(who.school, streamName(monitoringAlertEvents.category, id));
    return receipt;
  }
}
