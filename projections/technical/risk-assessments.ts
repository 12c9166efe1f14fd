import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow } from '#libs/eventing/read-models/projection.js';
import { RiskAssessmentStatus, RiskLevel, TechnologyUse } from '#libs/technical/risk-assessment-enums.js';
import { riskAssessmentEvents } from '#libs/technical/risk-assessment.events.js';
import { after, inTime, late, TechnicalStep, technicalStep } from './technical-step.js';

@ObjectType({ description: 'A risk of a technology, and what is done about it.' })
export class TechnologyRisk {
  @Field(() => ID)
  riskId: string;

  @Field(() => String)
  risk: string;

  @Field(() => RiskLevel, { description: 'With the mitigation in place.' })
  level: RiskLevel;

  @Field(() => String)
  mitigation: string;
}

@Entity('risk_assessment')
@ObjectType({ description: 'A technology assessed before it is used (SW16).' })
export class RiskAssessmentEntry extends ReadModelRow {
  @Field(() => RiskAssessmentStatus)
  @Column('text')
  status: RiskAssessmentStatus;

  @Field(() => String)
  @Column('text')
  technology: string;

  @Field(() => TechnologyUse)
  @Column('text')
  use: TechnologyUse;

  @Field(() => String)
  @Column('text')
  purpose: string;

  @Field(() => ID, { nullable: true, description: 'The entry of the software register that rests on it.' })
  @Column('text', { nullable: true })
  software: string | null;

  @Field(() => [TechnologyRisk])
  @Column('jsonb')
  risks: TechnologyRisk[];

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  draftedAt: Date;

  @Field(() => String, { nullable: true, description: 'The id of who decided last.' })
  @Column('text', { nullable: true })
  decidedBy: string | null;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  reviewOn: string | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Since when its review is overdue.' })
  @Column('timestamptz', { nullable: true })
  overdueSince: Date | null;

  @Field(() => [String])
  @Column('jsonb')
  alerted: string[];

  @Field(() => [TechnicalStep])
  @Column('jsonb')
  steps: TechnicalStep[];
}

export const riskAssessments = projection({
  name: 'risk_assessment',
  version: 1,
  row: RiskAssessmentEntry,
  from: { riskAssessment: riskAssessmentEvents },
}).on({
  riskAssessment: {
    RiskAssessmentDrafted: (_, event) => {
      const { technology, use, purpose, software } = event.data;
      return {
        status: 'draft',
        ...{ technology, use, purpose },
        ...inTime,
        software: software ?? null,
        risks: [],
        draftedAt: new Date(event.by.at),
        decidedBy: null,
        reviewOn: null,
        steps: [technicalStep(event)],
      };
    },
    RiskRecorded: (row, event) => {
      const before = after(row, event);
      const others = before.risks.filter(({ riskId }) => riskId !== event.data.riskId);
      return { ...before, risks: [...others, event.data] };
    },
    RiskAssessmentAccepted: (row, event) => ({
      ...after(row, event, event.data.reasons),
      ...inTime,
      status: 'accepted',
      decidedBy: event.by.actor,
      reviewOn: event.data.reviewOn,
    }),
    RiskAssessmentRefused: (row, event) => ({
      ...after(row, event, event.data.reasons),
      ...inTime,
      status: 'refused',
      decidedBy: event.by.actor,
      reviewOn: null,
    }),
    RiskReviewOverdue: (row, event) => late(row, event, event.data.reviewBy),
  },
});
