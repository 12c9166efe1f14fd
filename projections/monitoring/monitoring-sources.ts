import { Field, GraphQLISODateTime, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow, type RowData } from '#libs/eventing/read-models/projection.js';
import { MonitoringSourceStatus } from '#libs/monitoring/monitoring-enums.js';
import { monitoringSourceEvents } from '#libs/monitoring/monitoring.events.js';

@Entity('monitoring_source')
@ObjectType({ description: 'A monitoring system of the school whose alerts are taken in (SW7, D21).' })
export class MonitoringSourceEntry extends ReadModelRow {
  @Field(() => MonitoringSourceStatus)
  @Column('text')
  status: MonitoringSourceStatus;

  @Field(() => String)
  @Column('text')
  name: string;

  @Field(() => [String])
  @Column('jsonb')
  grades: string[];

  @Field(() => [String], { description: 'The grades that go the same-day route.' })
  @Column('jsonb')
  highRiskGrades: string[];

  @Field(() => Int, { description: 'How many secrets its webhook has had.' })
  @Column('integer')
  generation: number;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  openedAt: Date;
}

type Row = RowData<MonitoringSourceEntry>;

export const monitoringSources = projection({
  name: 'monitoring_source',
  version: 1,
  row: MonitoringSourceEntry,
  from: { monitoringSource: monitoringSourceEvents },
}).on({
  monitoringSource: {
    MonitoringSourceOpened: (_, { data, by }) => ({
      status: 'open',
      name: data.name,
      grades: data.grades,
      highRiskGrades: data.highRiskGrades,
      generation: 1,
      openedAt: new Date(by.at),
    }),
    SourceSecretRenewed: (row, { data }) => ({ ...known(row), generation: data.generation }),
    MonitoringSourceClosed: (row) => ({ ...known(row), status: 'closed' }),
  },
});

function known(row: Row | undefined): Row {
  if (!row) throw new Error('a source begins with MonitoringSourceOpened');
  return row;
}
