import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, InputType, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import { PlanTechnicalCheck, RecordTechnicalCheck } from '#libs/technical/technical-check.commands.js';
import { TechnicalCheckKind } from '#libs/technical/technical-check-enums.js';
import {
  TechnicalCheckLogEntry,
  technicalCheckLog,
  TechnicalCheckOutcome,
} from '#projections/technical/technical-check-log.js';
import { TechnicalCheckEntry, technicalChecks } from '#projections/technical/technical-checks.js';
import { among, OneOf } from '../reading/list-filter.js';
import { CountAsked, LogArgs, type Order, PageArgs, pageIn, pageOf } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

@InputType({ description: 'Which checks to show; all conditions hold at once.' })
export class TechnicalCheckLogFilter {
  @OneOf(TechnicalCheckKind)
  kind?: TechnicalCheckKind[];

  @OneOf(TechnicalCheckOutcome)
  outcome?: TechnicalCheckOutcome[];
}

@ObjectType()
export class TechnicalCheckLogPage extends pageOf(TechnicalCheckLogEntry) {}

@Resolver()
export class TechnicalChecksResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('technical:plan')
  @Mutation(() => Receipt)
  planTechnicalCheck(@Args('input') command: PlanTechnicalCheck, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('technical:check')
  @Mutation(() => Receipt)
  recordTechnicalCheck(@Args('input') command: RecordTechnicalCheck, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('technical:read')
  @Query(() => [TechnicalCheckEntry], { description: 'What is checked by plan, what is due next first (SL11).' })
  technicalChecks(@Args() read: LogArgs, @Sender() who: Who): Promise<TechnicalCheckEntry[]> {
    return this.readModels.readLog(who, technicalChecks, read, (rows) =>
      rows.of(TechnicalCheckEntry).orderBy('entry.due_by').addOrderBy('entry.kind').getMany(),
    );
  }

  @Allow('technical:read')
  @Query(() => TechnicalCheckLogPage, { description: 'The checks done and missed, newest first (SL11).' })
  technicalCheckLog(
    @Args() page: PageArgs,
    @Sender() who: Who,
    @CountAsked() counted: boolean,
    @Args('filter', { nullable: true }) filter?: TechnicalCheckLogFilter,
  ): Promise<TechnicalCheckLogPage> {
    const { kind, outcome } = filter ?? {};
    return this.readModels.readLog(who, technicalCheckLog, page, (rows) =>
      pageIn(among(rows.of(TechnicalCheckLogEntry), { kind, outcome }), page, byAt, counted),
    );
  }
}

const byAt: Order<TechnicalCheckLogEntry> = { column: 'at', momentOf: ({ at }) => at };
