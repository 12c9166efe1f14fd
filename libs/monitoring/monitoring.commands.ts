import { Field, InputType } from '@nestjs/graphql';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsISO8601,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
} from 'class-validator';
import { ChangingCommand, RecordCommand, StartingCommand } from '#libs/eventing/commands/command.js';
import { Text } from '#libs/eventing/commands/fields.js';
import { Id } from '#libs/eventing/commands/id-field.js';
import { NamesPeople } from '#libs/people/person-id.js';
import { AlertDisposition, type AlertContent } from './monitoring-enums.js';
import { alertContents, alertDoors, dispositions, type AlertDoor } from './monitoring-words.js';

/** Words of the vendor's own, few and short. */
const Grades =
  (description: string, least: number): PropertyDecorator =>
  (target, property) => {
    for (const decorate of [
      Field(() => [String], { description }),
      IsArray(),
      ArrayMinSize(least),
      ArrayMaxSize(20),
      IsString({ each: true }),
      IsNotEmpty({ each: true }),
      MaxLength(40, { each: true }),
    ])
      decorate(target, property);
  };

@InputType({ description: 'Names a monitoring system whose alerts are taken in, and its grades (SW7, D21).' })
export class OpenMonitoringSource extends StartingCommand {
  @Text({ max: 200, description: 'Its name, as the school knows it.' })
  name: string;

  @Grades('The grades that the vendor gives to alerts, in its own words.', 1)
  grades: readonly string[];

  @Grades('Those of them that go the same-day route.', 1)
  highRiskGrades: readonly string[];
}

@InputType({ description: 'Gives the webhook of a source another secret: the old one is good for nothing at once.' })
export class RenewSourceSecret extends ChangingCommand {}

@InputType({ description: 'Takes no more alerts from a source.' })
export class CloseMonitoringSource extends ChangingCommand {
  @Text()
  reason: string;
}

export const monitoringSourceCommands = { OpenMonitoringSource, RenewSourceSecret, CloseMonitoringSource };

/** One alert out of a file or a call of a webhook, whose form has been checked; no input of the API makes one. */
export class RecordAlert extends RecordCommand {
  @IsUUID()
  override id: string;

  @IsUUID()
  source: string;

  @IsIn(alertDoors)
  door: AlertDoor;

  @IsISO8601({ strict: true })
  occurredAt: string;

  @IsString()
  grade: string;

  @IsBoolean()
  highRisk: boolean;

  @IsIn(alertContents)
  contentKind: AlertContent;

  @IsString()
  content: string;

  @IsOptional()
  @IsString()
  device?: string;

  @IsOptional()
  @IsString()
  ip?: string;

  @IsOptional()
  @IsString()
  account?: string;

  @IsOptional()
  @IsUUID()
  @NamesPeople()
  person?: string;
}

@InputType({ description: 'Says that the sender has looked at an alert (D21).' })
export class LookAtAlert extends ChangingCommand {}

@InputType({ description: 'Says what an alert was (D21); a later look may say otherwise, and both stay on record.' })
export class DecideAlert extends ChangingCommand {
  @Field(() => AlertDisposition)
  @IsIn(dispositions)
  disposition: AlertDisposition;

  @Text({ optional: true })
  note?: string;
}

@InputType({
  description: 'Makes an alert part of an incident that is there already: it is kept as long as the case is.',
})
export class AttachAlert extends ChangingCommand {
  @Id('The incident.')
  incident: string;
}

/** Sent by the worker when the incident that was made of the alert is on record. */
export class NoteAlertAttached extends ChangingCommand {
  @IsUUID()
  incident: string;
}

/** Sent by the worker when nobody has looked at a high risk in time. */
export class EscalateAlert extends ChangingCommand {}

/** What the record itself decides; what looks at incidents has handlers of its own. */
/** Sent by the worker when the time is over for which an alert that belongs to no case is kept. */
export class ExpireAlert extends ChangingCommand {}

export const monitoringAlertCommands = {
  RecordAlert,
  LookAtAlert,
  DecideAlert,
  NoteAlertAttached,
  EscalateAlert,
  ExpireAlert,
};

/** Sent by the worker once an alert has ended; see `erase-alert.handler.ts`. */
export class EraseAlert extends ChangingCommand {}
