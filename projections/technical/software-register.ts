import { Field, GraphQLISODateTime, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow } from '#libs/eventing/read-models/projection.js';
import { SoftwareStatus } from '#libs/technical/risk-assessment-enums.js';
import { softwareEvents } from '#libs/technical/software.events.js';
import { after, TechnicalStep, technicalStep } from './technical-step.js';

@Entity('software_register')
@ObjectType({
  description: 'Software of the school: what it takes, and who allowed it on which assessment (SL11, SW16).',
})
export class SoftwareEntry extends ReadModelRow {
  @Field(() => SoftwareStatus)
  @Column('text')
  status: SoftwareStatus;

  @Field(() => String)
  @Column('text')
  name: string;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  supplier: string | null;

  @Field(() => String)
  @Column('text')
  purpose: string;

  @Field(() => Boolean)
  @Column('boolean')
  takesPersonalData: boolean;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  dataTaken: string | null;

  @Field(() => Int, { description: 'The youngest age its supplier allows.' })
  @Column('integer')
  ageRating: number;

  @Field(() => Boolean, { description: 'An AI tool.' })
  @Column('boolean')
  ai: boolean;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  proposedAt: Date;

  @Field(() => ID, { nullable: true, description: 'The accepted risk assessment it rests on.' })
  @Column('text', { nullable: true })
  assessment: string | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Until when that holds without a review.' })
  @Column('timestamptz', { nullable: true })
  assessedUntil: Date | null;

  @Field(() => String, { nullable: true, description: 'The id of who approved its use.' })
  @Column('text', { nullable: true })
  approvedBy: string | null;

  @Field(() => [TechnicalStep])
  @Column('jsonb')
  steps: TechnicalStep[];
}

export const softwareRegister = projection({
  name: 'software_register',
  version: 1,
  row: SoftwareEntry,
  from: { software: softwareEvents },
}).on({
  software: {
    SoftwareProposed: (_, event) => ({
      ...event.data,
      status: 'proposed',
      supplier: event.data.supplier ?? null,
      dataTaken: event.data.dataTaken ?? null,
      proposedAt: new Date(event.by.at),
      assessment: null,
      assessedUntil: null,
      approvedBy: null,
      steps: [technicalStep(event)],
    }),
    AssessmentAcceptanceNoted: (row, event) => ({
      ...after(row, event),
      assessment: event.data.assessment,
      assessedUntil: new Date(event.data.reviewBy),
    }),
    AssessmentRefusalNoted: (row, event) => ({ ...after(row, event), assessment: null, assessedUntil: null }),
    SoftwareApproved: (row, event) => ({
      ...after(row, event, event.data.reasons),
      status: 'approved',
      approvedBy: event.by.actor,
    }),
    SoftwareRefused: (row, event) => ({ ...after(row, event, event.data.reasons), status: 'refused' }),
    SoftwareStopped: (row, event) => ({ ...after(row, event), status: 'stopped', approvedBy: null }),
    SoftwareWithdrawn: (row, event) => ({ ...after(row, event, event.data.reasons), status: 'withdrawn' }),
  },
});
