import { Field, GraphQLISODateTime, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow } from '#libs/eventing/read-models/projection.js';
import { breachEvents } from '#libs/technical/breach.events.js';
import { BreachRisk, BreachStatus, IcoDecision } from '#libs/technical/technical-incident-enums.js';
import { after, inTime, late, TechnicalStep, technicalStep } from './technical-step.js';

@Entity('breach_register')
@ObjectType({ description: 'A breach of personal data, and whether the ICO was told in time (D40).' })
export class BreachEntry extends ReadModelRow {
  @Field(() => BreachStatus)
  @Column('text')
  status: BreachStatus;

  @Field(() => ID, { nullable: true, description: 'The technical incident it follows from.' })
  @Column('text', { nullable: true })
  incident: string | null;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  awareAt: Date;

  @Field(() => GraphQLISODateTime, { description: '72 hours after the school knew.' })
  @Column('timestamptz')
  notifyBy: Date;

  @Field(() => BreachRisk, { nullable: true })
  @Column('text', { nullable: true })
  risk: BreachRisk | null;

  @Field(() => Int, { nullable: true, description: 'How many people it concerns.' })
  @Column('integer', { nullable: true })
  people: number | null;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  what: string | null;

  @Field(() => IcoDecision, { nullable: true, description: 'Null while nothing is decided.' })
  @Column('text', { nullable: true })
  decision: IcoDecision | null;

  @Field(() => GraphQLISODateTime, { nullable: true })
  @Column('timestamptz', { nullable: true })
  notifiedAt: Date | null;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  reference: string | null;

  @Field(() => String, { nullable: true, description: 'Why it was told late, or not at all.' })
  @Column('text', { nullable: true })
  reasons: string | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When those whose data it is were told.' })
  @Column('timestamptz', { nullable: true })
  peopleToldAt: Date | null;

  @Field(() => Boolean, { description: 'The roles that handle it were warned that the 72 hours end.' })
  @Column('boolean')
  warned: boolean;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'Since when the 72 hours are over, nothing decided.',
  })
  @Column('timestamptz', { nullable: true })
  overdueSince: Date | null;

  @Field(() => [String])
  @Column('jsonb')
  alerted: string[];

  @Field(() => [TechnicalStep])
  @Column('jsonb')
  steps: TechnicalStep[];
}

export const breachRegister = projection({
  name: 'breach_register',
  version: 1,
  row: BreachEntry,
  from: { breach: breachEvents },
}).on({
  breach: {
    BreachOpened: (_, event) => ({
      status: 'open',
      incident: event.data.incident ?? null,
      awareAt: new Date(event.data.awareAt),
      notifyBy: new Date(event.data.notifyBy),
      risk: null,
      people: null,
      what: null,
      decision: null,
      notifiedAt: null,
      reference: null,
      reasons: null,
      peopleToldAt: null,
      warned: false,
      ...inTime,
      steps: [technicalStep(event)],
    }),
    BreachAssessed: (row, event) => {
      const { risk, people, what } = event.data;
      return { ...after(row, event, what), risk, people, what };
    },
    IcoNotified: (row, event) => {
      const { notifiedAt, reference, lateBecause } = event.data;
      return {
        ...after(row, event, lateBecause),
        ...inTime,
        decision: 'notified',
        notifiedAt: new Date(notifiedAt),
        reference: reference ?? null,
        reasons: lateBecause ?? null,
      };
    },
    IcoNotNotified: (row, event) => ({
      ...after(row, event, event.data.reasons),
      ...inTime,
      decision: 'notNotified',
      reasons: event.data.reasons,
    }),
    PeopleToldOfBreach: (row, event) => ({
      ...after(row, event, event.data.how),
      peopleToldAt: new Date(event.data.toldAt),
    }),
    BreachDeadlineNear: (row, event) => ({ ...after(row, event), warned: true }),
    BreachDeadlineMissed: (row, event) => late(row, event, event.data.notifyBy),
    BreachClosed: (row, event) => ({ ...after(row, event, event.data.lessons), status: 'closed' }),
  },
});
