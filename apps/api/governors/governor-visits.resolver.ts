import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import {
  AnswerGovernorQuestion,
  AskGovernorQuestion,
  RecordGovernorMinutes,
  SignGovernorVisit,
} from '#libs/governors/governor-visit.commands.js';
import { GovernorVisitEntry, governorVisits } from '#projections/governors/governor-visits.js';
import { CountAsked, PageArgs, pageIn, pageOf, type Order } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

@ObjectType()
export class GovernorVisitPage extends pageOf(GovernorVisitEntry) {}

@Resolver()
export class GovernorVisitsResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('governors:visit')
  @Mutation(() => Receipt)
  askGovernorQuestion(@Args('input') command: AskGovernorQuestion, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('governors:answer')
  @Mutation(() => Receipt)
  answerGovernorQuestion(@Args('input') command: AnswerGovernorQuestion, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('governors:visit')
  @Mutation(() => Receipt)
  signGovernorVisit(@Args('input') command: SignGovernorVisit, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('governors:visit')
  @Mutation(() => Receipt)
  recordGovernorMinutes(@Args('input') command: RecordGovernorMinutes, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('governors:read')
  @Query(() => GovernorVisitPage, { description: 'Who looked at what, asked what, and was answered (SL3, D26).' })
  governorVisits(
    @Args() page: PageArgs,
    @Sender() who: Who,
    @CountAsked() counted: boolean,
  ): Promise<GovernorVisitPage> {
    return this.readModels.readLog(who, governorVisits, page, (rows) =>
      pageIn(rows.of(GovernorVisitEntry), page, byStart, counted),
    );
  }
}

const byStart: Order<GovernorVisitEntry> = { column: 'started_at', momentOf: ({ startedAt }) => startedAt };
