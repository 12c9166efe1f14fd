import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { dayOf } from '#libs/calendar/london-time.js';
import { mondayOf } from '#libs/calendar/school-weeks.js';
import { projection, ReadModelRow, type RowData } from '#libs/eventing/read-models/projection.js';
import { AlertContent, AlertDisposition, AlertDoor, AlertStatus } from '#libs/monitoring/monitoring-enums.js';
import { monitoringAlertEvents } from '#libs/monitoring/monitoring.events.js';

@Entity('monitoring_alert')
@ObjectType({ description: 'An alert of a monitoring system (D21). Of an expired one only what it was is left.' })
export class MonitoringAlertEntry extends ReadModelRow {
  @Field(() => AlertStatus)
  @Column('text')
  status: AlertStatus;

  @Field(() => ID, { description: 'The monitoring system that it came from.' })
  @Column('text')
  source: string;

  @Field(() => AlertDoor)
  @Column('text')
  door: AlertDoor;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  occurredAt: Date;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  receivedAt: Date;

  @Field(() => String, { description: 'The Monday of the week in which it occurred.' })
  @Column('text')
  week: string;

  @Field(() => String, { description: 'The grade the vendor gave it.' })
  @Column('text')
  grade: string;

  @Field(() => Boolean)
  @Column('boolean')
  highRisk: boolean;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'By when a high risk is to be looked at.' })
  @Column('timestamptz', { nullable: true })
  lookBy: Date | null;

  @Field(() => Boolean, { description: 'Nobody looked in time, and the headteacher was told.' })
  @Column('boolean')
  escalated: boolean;

  @Field(() => AlertContent)
  @Column('text')
  contentKind: AlertContent;

  @Field(() => String, { nullable: true, description: 'The term or the address.' })
  @Column('text', { nullable: true })
  content: string | null;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  device: string | null;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  ip: string | null;

  @Field(() => String, { nullable: true, description: 'The account under which it happened.' })
  @Column('text', { nullable: true })
  account: string | null;

  @Field(() => ID, { nullable: true, description: 'The person, where the vendor knew one.' })
  @Column('text', { nullable: true })
  person: string | null;

  @Field(() => ID, { nullable: true, description: 'Who looked first.' })
  @Column('text', { nullable: true })
  seenBy: string | null;

  @Field(() => AlertDisposition, { nullable: true, description: 'What it was, as decided last.' })
  @Column('text', { nullable: true })
  disposition: AlertDisposition | null;

  @Field(() => ID, { nullable: true, description: 'Who decided so.' })
  @Column('text', { nullable: true })
  decidedBy: string | null;

  @Field(() => GraphQLISODateTime, { nullable: true })
  @Column('timestamptz', { nullable: true })
  decidedAt: Date | null;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  note: string | null;

  @Field(() => ID, { nullable: true, description: 'The incident that it is part of.' })
  @Column('text', { nullable: true })
  incident: string | null;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When it is erased; null where it is part of a case, and kept with it.',
  })
  @Column('timestamptz', { nullable: true })
  expiresAt: Date | null;
}

type Row = RowData<MonitoringAlertEntry>;

export const monitoringAlerts = projection({
  name: 'monitoring_alert',
  version: 1,
  row: MonitoringAlertEntry,
  from: { monitoringAlert: monitoringAlertEvents },
  erasure: { event: 'RawAlertExpired', columns: ['content', 'device', 'ip', 'account', 'note'] },
}).on({
  monitoringAlert: {
    AlertReceived: (_, { data, by }) => ({
      status: 'new',
      source: data.source,
      door: data.door,
      occurredAt: new Date(data.occurredAt),
      receivedAt: new Date(by.at),
      week: mondayOf(dayOf(data.occurredAt)),
      grade: data.grade,
      highRisk: data.highRisk,
      lookBy: null,
      escalated: false,
      contentKind: data.contentKind,
      content: data.content,
      device: data.device ?? null,
      ip: data.ip ?? null,
      account: data.account ?? null,
      person: data.person ?? null,
      seenBy: null,
      disposition: null,
      decidedBy: null,
      decidedAt: null,
      note: null,
      incident: null,
      expiresAt: new Date(data.expiresAt),
    }),
    HighRiskAlerted: (row, { data }) => ({ ...known(row), lookBy: new Date(data.lookBy) }),
    AlertEscalated: (row, { data }) => ({ ...known(row), lookBy: new Date(data.lookBy), escalated: true }),
    AlertLookedAt: (row, { by }) => ({ ...known(row), status: 'seen', seenBy: by.actor }),
    AlertDecided: (row, { data, by }) => ({
      ...known(row),
      status: 'decided',
      seenBy: known(row).seenBy ?? by.actor,
      disposition: data.disposition,
      decidedBy: by.actor,
      decidedAt: new Date(by.at),
      note: data.note ?? null,
    }),
    AlertAttached: (row, { data, by }) => {
      const before = known(row);
      const status = before.status === 'new' ? 'seen' : before.status;
      return { ...before, status, seenBy: before.seenBy ?? by.actor, incident: data.incident, expiresAt: null };
    },
    RawAlertExpired: (row) => ({
      ...known(row),
      status: 'expired',
      content: null,
      device: null,
      ip: null,
      account: null,
      person: null,
      note: null,
      expiresAt: null,
    }),
  },
});

function known(row: Row | undefined): Row {
  if (!row) throw new Error('an alert begins with AlertReceived');
  return row;
}
