import { Field, GraphQLISODateTime, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow } from '#libs/eventing/read-models/projection.js';
import { licenceEvents } from '#libs/technical/licence.events.js';
import { after, inTime, late, TechnicalStep, technicalStep } from './technical-step.js';

@Entity('licence_log')
@ObjectType({ description: 'The licences of a product, against what is installed (SL11).' })
export class LicenceEntry extends ReadModelRow {
  @Field(() => String)
  @Column('text')
  product: string;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  supplier: string | null;

  @Field(() => Int)
  @Column('integer')
  purchased: number;

  @Field(() => Int, { nullable: true, description: 'As last counted; null before the first time.' })
  @Column('integer', { nullable: true })
  installed: number | null;

  @Field(() => Boolean, { description: 'At the last count there were more or fewer installations than licences.' })
  @Column('boolean')
  differs: boolean;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  explanation: string | null;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  action: string | null;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  recordedAt: Date;

  @Field(() => GraphQLISODateTime, { nullable: true })
  @Column('timestamptz', { nullable: true })
  reconciledAt: Date | null;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  reconcileBy: Date;

  @Field(() => GraphQLISODateTime, { nullable: true })
  @Column('timestamptz', { nullable: true })
  overdueSince: Date | null;

  @Field(() => [String])
  @Column('jsonb')
  alerted: string[];

  @Field(() => Boolean)
  @Column('boolean')
  ended: boolean;

  @Field(() => [TechnicalStep])
  @Column('jsonb')
  steps: TechnicalStep[];
}

export const licenceLog = projection({
  name: 'licence_log',
  version: 1,
  row: LicenceEntry,
  from: { licence: licenceEvents },
}).on({
  licence: {
    LicenceRecorded: (_, event) => ({
      product: event.data.product,
      supplier: event.data.supplier ?? null,
      purchased: event.data.purchased,
      installed: null,
      differs: false,
      explanation: null,
      action: null,
      recordedAt: new Date(event.by.at),
      reconciledAt: null,
      reconcileBy: new Date(event.data.reconcileBy),
      ...inTime,
      ended: false,
      steps: [technicalStep(event)],
    }),
    LicencesPurchased: (row, event) => ({
      ...after(row, event, event.data.reason),
      purchased: event.data.purchased,
    }),
    LicencesReconciled: (row, event) => {
      const { purchased, installed, explanation, action, reconcileBy } = event.data;
      return {
        ...after(row, event, explanation),
        ...inTime,
        installed,
        differs: installed !== purchased,
        explanation: explanation ?? null,
        action: action ?? null,
        reconciledAt: new Date(event.by.at),
        reconcileBy: new Date(reconcileBy),
      };
    },
    LicenceReconciliationOverdue: (row, event) => late(row, event, event.data.reconcileBy),
    LicenceEnded: (row, event) => ({ ...after(row, event, event.data.reason), ...inTime, ended: true }),
  },
});
