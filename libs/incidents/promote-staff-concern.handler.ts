import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { v5 as uuidOf } from 'uuid';
import type { Receipt } from '#libs/eventing/commands/command.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { CommandExecution } from '#libs/eventing/commands/command-execution.js';
import { Rejection } from '#libs/eventing/commands/rejection.js';
import { incident } from './incident.decider.js';
import { RaiseIncident } from './incident-reports.commands.js';
import { incidentEvents } from './incidents.events.js';
import { mustHoldConcern, staffConcern, type StaffConcern } from './staff-concern.decider.js';
import { PromoteStaffConcern } from './staff-concerns.commands.js';
import { staffConcernEvents } from './staff-concerns.events.js';

/** The name space of the ids of promoted concerns: a concern becomes one incident, however often it is promoted. */
const promotions = '0d2c5b8e-8a55-4c0b-9d0a-3f8f0f7f3c16';

/**
 * D16: the allegation is recorded first and names its concern; the concern then learns of it by a reaction of the worker,
 * so that a crash in between leaves nothing half done.
 */
@CommandHandler(PromoteStaffConcern)
export class PromoteStaffConcernHandler implements ICommandHandler<PromoteStaffConcern> {
  constructor(@Inject(CommandExecution) private readonly execution: CommandExecution) {}

  async execute({ id, kind, facts, place, membershipLink, who, commandId }: PromoteStaffConcern): Promise<Receipt> {
    const concern = (await this.execution.stateOf(staffConcernEvents, staffConcern, id, who)) as StaffConcern;
    const { about, capacity, occurredAt, status } = mustHoldConcern(concern, who);
    if (status === 'promoted')
      throw new Rejection('WRONG_STATE', 'This concern has been promoted to an allegation.', 'D16');
    const raise = commandOf(RaiseIncident, {
      id: uuidOf(id, promotions),
      commandId,
      kind,
      occurredAt,
      place,
      membershipLink,
      facts,
      immediateDanger: false,
      anonymous: false,
      people: [{ person: about, role: 'alleged', capacity }],
      fromConcern: id,
    });
    return this.execution.run(incidentEvents, incident, 'RaiseIncident', raise.by(who));
  }
}
