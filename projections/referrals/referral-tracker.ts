import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow, type RowData } from '#libs/eventing/read-models/projection.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { CaseSubject } from '#libs/people/case-subject-enum.js';
import { ReferralAgency, ReferralStatus, ReferralWay } from '#libs/referrals/referral-enums.js';
import { referralEvents } from '#libs/referrals/referral.events.js';

@ObjectType({ description: 'One act in the life of a referral.' })
export class ReferralStep {
  @Field(() => String, { description: 'The name of the event, as ReferralMade.' })
  what: string;

  @Field(() => String, { description: 'The id of the person; `daybook` for the system itself.' })
  who: string;

  @Field(() => String)
  role: string;

  @Field(() => String, { description: 'When it was recorded, ISO 8601 in UTC.' })
  at: string;

  @Field(() => String, { nullable: true, description: 'What was written with it.' })
  text?: string | undefined;
}

@Entity('referral_tracker')
@ObjectType({ description: 'One agency told, or not told, and what came of it (SW4, D14).' })
export class ReferralEntry extends ReadModelRow {
  @Field(() => ReferralStatus)
  @Column('text')
  status: ReferralStatus;

  @Field(() => ReferralAgency)
  @Column('text')
  agency: ReferralAgency;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  agencyName: string | null;

  @Field(() => CaseSubject)
  @Column('text')
  about: CaseSubject;

  @Field(() => [ID])
  @Column('jsonb')
  subjects: string[];

  @Field(() => ID, { nullable: true })
  @Column('text', { nullable: true })
  incident: string | null;

  @Field(() => ID, { nullable: true })
  @Column('text', { nullable: true })
  investigation: string | null;

  @Field(() => Boolean, { description: 'An investigation waits for it; no reason stands against it.' })
  @Column('boolean')
  mandatory: boolean;

  @Field(() => String, { nullable: true, description: 'Null for one that follows from another record.' })
  @Column('text', { nullable: true })
  concern: string | null;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  openedAt: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'By when it has to be made, where it is required.' })
  @Column('timestamptz', { nullable: true })
  makeBy: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When the agency was told.' })
  @Column('timestamptz', { nullable: true })
  madeAt: Date | null;

  @Field(() => ID, { nullable: true, description: 'Who told them.' })
  @Column('text', { nullable: true })
  madeBy: string | null;

  @Field(() => ReferralWay, { nullable: true })
  @Column('text', { nullable: true })
  how: ReferralWay | null;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  contact: string | null;

  @Field(() => String, { nullable: true, description: "The agency's reference." })
  @Column('text', { nullable: true })
  reference: string | null;

  @Field(() => String, { nullable: true, description: 'What the agency was told.' })
  @Column('text', { nullable: true })
  told: string | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'After this the agency is chased.' })
  @Column('timestamptz', { nullable: true })
  answerBy: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true })
  @Column('timestamptz', { nullable: true })
  acknowledgedAt: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true })
  @Column('timestamptz', { nullable: true })
  answeredAt: Date | null;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  answer: string | null;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'Since when it waits too long, for us or for the agency.',
  })
  @Column('timestamptz', { nullable: true })
  overdueSince: Date | null;

  @Field(() => [String], { description: 'The roles that were told of the delay.' })
  @Column('jsonb')
  alerted: string[];

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  outcome: string | null;

  @Field(() => [ReferralStep])
  @Column('jsonb')
  steps: ReferralStep[];
}

type Row = RowData<ReferralEntry>;

const notYet = {
  agencyName: null,
  subjects: [],
  incident: null,
  investigation: null,
  mandatory: false,
  concern: null,
  makeBy: null,
  madeAt: null,
  madeBy: null,
  how: null,
  contact: null,
  reference: null,
  told: null,
  answerBy: null,
  acknowledgedAt: null,
  answeredAt: null,
  answer: null,
  overdueSince: null,
  alerted: [],
  outcome: null,
} satisfies Partial<Row>;
/** Nobody waits any more. */
const inTime = { overdueSince: null, alerted: [] } satisfies Partial<Row>;

export const referralTracker = projection({
  name: 'referral_tracker',
  version: 1,
  row: ReferralEntry,
  from: { referral: referralEvents },
}).on({
  referral: {
    ReferralConsidered: (_, event) => ({
      ...notYet,
      ...event.data,
      agencyName: event.data.agencyName ?? null,
      incident: event.data.incident ?? null,
      investigation: event.data.investigation ?? null,
      status: 'considered',
      openedAt: new Date(event.by.at),
      steps: [step(event, event.data.concern)],
    }),
    ReferralRequired: (row, event) => {
      const { agency, about, makeBy, mandatory, incident, investigation } = event.data;
      return {
        ...(row ?? { ...notYet, openedAt: new Date(event.by.at), steps: [] }),
        ...inTime,
        status: 'required',
        agency,
        about,
        mandatory,
        incident: incident ?? row?.incident ?? null,
        investigation: investigation ?? row?.investigation ?? null,
        makeBy: new Date(makeBy),
        steps: [...(row?.steps ?? []), step(event)],
      };
    },
    ReferralOverdue: (row, event) => late(row, event, event.data.makeBy, event.data.alert),
    ReferralMade: (row, event) => {
      const { madeAt, madeBy, how, contact, reference, told, answerBy } = event.data;
      return {
        ...after(row, event, told),
        ...inTime,
        status: 'made',
        madeAt: new Date(madeAt),
        madeBy,
        how,
        contact: contact ?? null,
        reference: reference ?? null,
        told,
        answerBy: new Date(answerBy),
      };
    },
    ReferralNotMade: (row, event) => ({ ...after(row, event, event.data.reasons), ...inTime, status: 'notMade' }),
    ReferralAcknowledged: (row, event) => {
      const { acknowledgedAt, contact, reference } = event.data;
      const before = after(row, event);
      return {
        ...before,
        ...inTime,
        status: 'acknowledged',
        acknowledgedAt: new Date(acknowledgedAt),
        contact: contact ?? before.contact,
        reference: reference ?? before.reference,
      };
    },
    ReferralAnswered: (row, event) => ({
      ...after(row, event, event.data.answer),
      ...inTime,
      status: 'answered',
      answeredAt: new Date(event.data.answeredAt),
      answer: event.data.answer,
    }),
    ReferralAnswerLate: (row, event) => late(row, event, event.data.answerBy, event.data.alert),
    ReferralChased: (row, event) => ({
      ...after(row, event, event.data.note),
      ...inTime,
      answerBy: new Date(event.data.answerBy),
    }),
    ReferralWithdrawn: (row, event) => ({ ...after(row, event, event.data.reason), ...inTime, status: 'withdrawn' }),
    ReferralClosed: (row, event) => ({
      ...after(row, event, event.data.outcome),
      ...inTime,
      status: 'closed',
      outcome: event.data.outcome,
    }),
    ReferralReportTaken: (row, event) => after(row, event),
  },
});

function step({ type, by }: RecordedEvent, text?: string): ReferralStep {
  return { what: type, who: by.actor, role: by.role, at: by.at, text };
}

/** The row with one more step; a referral that nobody opened has none. */
function after(row: Row | undefined, event: RecordedEvent, text?: string): Row {
  if (!row) throw new Error(`${event.type} without a referral before it`);
  return { ...row, steps: [...row.steps, step(event, text)] };
}

/** Waiting too long: since the first moment that was missed, with everybody told so far. */
function late(row: Row | undefined, event: RecordedEvent, missed: string, alert: readonly string[]): Row {
  const before = after(row, event);
  const alerted = [...new Set([...before.alerted, ...alert])];
  return { ...before, overdueSince: before.overdueSince ?? new Date(missed), alerted };
}
