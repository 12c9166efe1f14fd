import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Field, InputType, OmitType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsIn, IsOptional, ValidateNested } from 'class-validator';
import { v5 as uuidOf } from 'uuid';
import { ChangingCommand, type Receipt } from '#libs/eventing/commands/command.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { CommandExecution } from '#libs/eventing/commands/command-execution.js';
import { Text } from '#libs/eventing/commands/fields.js';
import { Rejection } from '#libs/eventing/commands/rejection.js';
import { IncidentPlace } from '#libs/incidents/incident-enums.js';
import { incident } from '#libs/incidents/incident.decider.js';
import { InvolvedPeople, InvolvedPersonInput, RaiseIncident } from '#libs/incidents/incident-reports.commands.js';
import { incidentPlaces } from '#libs/incidents/incident-words.js';
import { incidentEvents } from '#libs/incidents/incidents.events.js';
import { monitoringAlert, mustBeUnattached, mustHandle, type MonitoringAlert } from './monitoring-alert.decider.js';
import { monitoringAlertEvents } from './monitoring.events.js';

/** The name space of the ids of incidents made of alerts: an alert becomes one incident, however often it is promoted. */
const promotions = '8c5e4d0e-7f1b-4c53-9d5f-2f6f7a4b1c77';

@InputType({ description: 'The part in the incident of the person whom the alert names.' })
export class NamedPersonInput extends OmitType(InvolvedPersonInput, ['person', 'notInOurList'] as const) {}

/** It stands here and not with the other commands, because it is where the two areas meet. */
@InputType({ description: 'Makes an incident of an alert in one act; both name each other (D21).' })
export class PromoteAlert extends ChangingCommand {
  @Text({ max: 100, description: 'The code of an incident kind of the adopted policy.' })
  kind: string;

  @Text({ description: 'What happened; the alert itself stays as it came.' })
  facts: string;

  @Field(() => IncidentPlace)
  @IsIn(incidentPlaces)
  place: IncidentPlace;

  @Text({ optional: true, max: 500 })
  placeDetail?: string;

  @Text({ optional: true, description: 'How an incident outside school is linked to membership of the school.' })
  membershipLink?: string;

  @Field(() => NamedPersonInput, {
    nullable: true,
    description: 'The part of the person whom the alert names; left out, that person is not linked.',
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => NamedPersonInput)
  named?: NamedPersonInput;

  @InvolvedPeople('Who else is involved, each person once.')
  people: readonly InvolvedPersonInput[];
}

/**
 * D21: the incident is recorded first and names its alert; the alert then learns of it by a reaction of the worker,
 * so that a crash in between leaves nothing half done.
 */
@CommandHandler(PromoteAlert)
export class PromoteAlertHandler implements ICommandHandler<PromoteAlert> {
  constructor(@Inject(CommandExecution) private readonly execution: CommandExecution) {}

  async execute({ id, named, people, who, commandId, ...said }: PromoteAlert): Promise<Receipt> {
    const alert = await this.execution.stateOf(monitoringAlertEvents, monitoringAlert, id, who);
    const raw = mustHandle(alert as MonitoringAlert, who);
    mustBeUnattached(raw);
    const { person } = raw;
    if (named && person === undefined)
      throw new Rejection('PERSON_NOT_LINKED', 'The alert names nobody who is known to Daybook.', 'D21');
    const { kind, facts, place, placeDetail, membershipLink } = said;
    const raise = commandOf(RaiseIncident, {
      id: uuidOf(id, promotions),
      commandId,
      occurredAt: raw.occurredAt,
      kind,
      facts,
      place,
      placeDetail,
      membershipLink,
      immediateDanger: false,
      anonymous: false,
      people: named && person !== undefined ? [Object.assign({}, named, { person }), ...people] : people,
      fromAlert: id,
    });
    return this.execution.run(incidentEvents, incident, 'RaiseIncident', raise.by(who));
  }
}
