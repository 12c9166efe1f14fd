import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import {
  AcceptRiskAssessment,
  DraftRiskAssessment,
  RecordRisk,
  RefuseRiskAssessment,
} from '#libs/technical/risk-assessment.commands.js';
import { RiskAssessmentEntry, riskAssessments } from '#projections/technical/risk-assessments.js';
import { CountAsked, PageArgs, pageIn, pageOf, type Order } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

@ObjectType()
export class RiskAssessmentPage extends pageOf(RiskAssessmentEntry) {}

@Resolver()
export class RiskAssessmentsResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('technology:assess')
  @Mutation(() => Receipt)
  draftRiskAssessment(@Args('input') command: DraftRiskAssessment, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('technology:assess')
  @Mutation(() => Receipt)
  recordRisk(@Args('input') command: RecordRisk, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('technology:decide')
  @Mutation(() => Receipt)
  acceptRiskAssessment(@Args('input') command: AcceptRiskAssessment, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('technology:decide')
  @Mutation(() => Receipt)
  refuseRiskAssessment(@Args('input') command: RefuseRiskAssessment, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('technology:read')
  @Query(() => RiskAssessmentPage, { description: 'Technology assessed before it is used, last drafted first (SW16).' })
  riskAssessments(
    @Args() page: PageArgs,
    @Sender() who: Who,
    @CountAsked() counted: boolean,
  ): Promise<RiskAssessmentPage> {
    return this.readModels.readLog(who, riskAssessments, page, (rows) =>
      pageIn(rows.of(RiskAssessmentEntry), page, byDraft, counted),
    );
  }
}

const byDraft: Order<RiskAssessmentEntry> = { column: 'drafted_at', momentOf: ({ draftedAt }) => draftedAt };
