import { Field, GraphQLISODateTime, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { projection, ReadModelRow, type RowData } from '#libs/eventing/read-models/projection.js';
import { monitoringReportEvents } from '#libs/monitoring/monitoring-report.events.js';

export const MonitoringWeekState = graphqlEnum(['due', 'reviewed', 'missed', 'reviewedLate']);
export type MonitoringWeekState = keyof typeof MonitoringWeekState;
registerEnumType(MonitoringWeekState, { name: 'MonitoringWeekState', description: 'missed: red (D21).' });

@Entity('monitoring_week')
@ObjectType({ description: 'A school week of monitoring: who looked back at it, when, and what was found (D21).' })
export class MonitoringWeekEntry extends ReadModelRow {
  @Field(() => String, { description: 'Its Monday.' })
  @Column('text')
  week: string;

  @Field(() => MonitoringWeekState)
  @Column('text')
  state: MonitoringWeekState;

  @Field(() => String, { nullable: true, description: 'The day by which it is to be looked back at.' })
  @Column('text', { nullable: true })
  dueOn: string | null;

  @Field(() => ID, { nullable: true, description: 'The id of the person who looked back at it.' })
  @Column('text', { nullable: true })
  reviewedBy: string | null;

  @Field(() => GraphQLISODateTime, { nullable: true })
  @Column('timestamptz', { nullable: true })
  reviewedAt: Date | null;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  findings: string | null;
}

type Row = RowData<MonitoringWeekEntry>;

const due = ({ week, dueOn }: { week: string; dueOn: string }): Row => ({
  week,
  state: 'due',
  dueOn,
  reviewedBy: null,
  reviewedAt: null,
  findings: null,
});

export const monitoringWeeks = projection({
  name: 'monitoring_week',
  version: 1,
  row: MonitoringWeekEntry,
  from: { monitoringReport: monitoringReportEvents },
  keys: ({ id, data }) => [`${id}/${(data as { week: string }).week}`],
}).on({
  monitoringReport: {
    WeeklyReviewsBegun: (_, { data }) => due(data),
    MonitoringWeekDue: (_, { data }) => due(data),
    MonitoringWeekMissed: (row, { data }) => ({ ...(row ?? due(data)), state: 'missed' }),
    MonitoringWeekReviewed: (row, { data, by }) => ({
      week: data.week,
      state: row?.state === 'missed' ? 'reviewedLate' : 'reviewed',
      dueOn: row?.dueOn ?? null,
      reviewedBy: by.actor,
      reviewedAt: new Date(by.at),
      findings: data.findings,
    }),
  },
});
