import { Field, GraphQLISODateTime, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow } from '#libs/eventing/read-models/projection.js';
import {
  TechnicalIncidentKind,
  TechnicalIncidentStatus,
  TechnicalSeverity,
} from '#libs/technical/technical-incident-enums.js';
import { technicalIncidentEvents } from '#libs/technical/technical-incident.events.js';
import { after, inTime, late, TechnicalStep, technicalStep } from './technical-step.js';

@Entity('technical_incident')
@ObjectType({ description: 'A technical incident or security breach, actual or potential (SL11).' })
export class TechnicalIncidentEntry extends ReadModelRow {
  @Field(() => TechnicalIncidentStatus)
  @Column('text')
  status: TechnicalIncidentStatus;

  @Field(() => TechnicalIncidentKind)
  @Column('text')
  kind: TechnicalIncidentKind;

  @Field(() => Boolean, { description: 'It might happen, but has not.' })
  @Column('boolean')
  potential: boolean;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  noticedAt: Date;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  reportedAt: Date;

  @Field(() => String)
  @Column('text')
  description: string;

  @Field(() => TechnicalSeverity, { nullable: true })
  @Column('text', { nullable: true })
  severity: TechnicalSeverity | null;

  @Field(() => Boolean, { description: 'Personal data are touched: there is a breach in the register.' })
  @Column('boolean')
  personalData: boolean;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Since when somebody should have looked at it.' })
  @Column('timestamptz', { nullable: true })
  overdueSince: Date | null;

  @Field(() => [String])
  @Column('jsonb')
  alerted: string[];

  @Field(() => [TechnicalStep])
  @Column('jsonb')
  steps: TechnicalStep[];
}

export const technicalIncidents = projection({
  name: 'technical_incident',
  version: 1,
  row: TechnicalIncidentEntry,
  from: { technicalIncident: technicalIncidentEvents },
}).on({
  technicalIncident: {
    TechnicalIncidentReported: (_, event) => {
      const { kind, potential, noticedAt, description } = event.data;
      return {
        status: 'reported',
        ...{ kind, potential, description },
        ...inTime,
        noticedAt: new Date(noticedAt),
        reportedAt: new Date(event.by.at),
        severity: null,
        personalData: false,
        steps: [technicalStep(event)],
      };
    },
    TechnicalIncidentTriaged: (row, event) => ({
      ...after(row, event, event.data.note),
      ...inTime,
      status: 'triaged',
      severity: event.data.severity,
    }),
    PersonalDataTouched: (row, event) => ({ ...after(row, event, event.data.note), personalData: true }),
    TechnicalIncidentContained: (row, event) => ({ ...after(row, event, event.data.how), status: 'contained' }),
    TechnicalIncidentResolved: (row, event) => ({ ...after(row, event, event.data.how), status: 'resolved' }),
    TechnicalIncidentUntriaged: (row, event) => late(row, event, event.data.triageBy),
  },
});
