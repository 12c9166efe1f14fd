import { Field, InputType } from '@nestjs/graphql';
import { IsBoolean, IsIn } from 'class-validator';
import { ChangingCommand, StartingCommand } from '#libs/eventing/commands/command.js';
import { HappenedAt, Text } from '#libs/eventing/commands/fields.js';
import { TechnicalIncidentKind, TechnicalSeverity } from './technical-incident-enums.js';
import { technicalIncidentKinds, technicalSeverities } from './technical-incident-words.js';

@InputType({ description: 'Anybody reports an actual or potential technical incident or security breach (SL11).' })
export class ReportTechnicalIncident extends StartingCommand {
  @Field(() => TechnicalIncidentKind)
  @IsIn(technicalIncidentKinds)
  kind: TechnicalIncidentKind;

  @Field(() => Boolean, { defaultValue: false, description: 'It might happen, but has not.' })
  @IsBoolean()
  potential: boolean;

  @HappenedAt()
  noticedAt: string;

  @Text()
  description: string;
}

@InputType({ description: 'Somebody of the technical side has looked at it and says how bad it is.' })
export class TriageTechnicalIncident extends ChangingCommand {
  @Field(() => TechnicalSeverity)
  @IsIn(technicalSeverities)
  severity: TechnicalSeverity;

  @Text()
  note: string;
}

@InputType({ description: 'Personal data are touched: the 72 hours of a breach run from when the school knew (D40).' })
export class ReportPersonalDataTouched extends ChangingCommand {
  @HappenedAt()
  awareAt: string;

  @Text({ description: 'Whose data, and what happened to them.' })
  note: string;
}

@InputType({ description: 'It spreads no further.' })
export class ContainTechnicalIncident extends ChangingCommand {
  @Text()
  how: string;
}

@InputType({ description: 'It is over, and what was learnt.' })
export class ResolveTechnicalIncident extends ChangingCommand {
  @Text()
  how: string;
}

/** Sent by the worker when nobody has looked at a report in time. */
export class RaiseUntriagedIncident extends ChangingCommand {}

export const technicalIncidentCommands = {
  ReportTechnicalIncident,
  TriageTechnicalIncident,
  ReportPersonalDataTouched,
  ContainTechnicalIncident,
  ResolveTechnicalIncident,
  RaiseUntriagedIncident,
};
