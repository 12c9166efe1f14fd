import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, ArgsType, Field, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { IsBoolean, IsOptional } from 'class-validator';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import {
  ConfirmFilterMended,
  FindFilterAsAgreed,
  ReportFilterDifference,
} from '#libs/filtering/filter-difference.commands.js';
import { FilterDifferenceEntry, filterDifferences } from '#projections/filtering/filter-differences.js';
import { CountAsked, type Order, type Page, PageArgs, pageIn, pageOf } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

@ObjectType()
export class FilterDifferencePage extends pageOf(FilterDifferenceEntry) {}

@ArgsType()
class FilterDifferenceArgs extends PageArgs {
  @Field(() => Boolean, { nullable: true, description: 'Only those that are not settled yet.' })
  @IsOptional()
  @IsBoolean()
  open?: boolean;
}

const byReportedAt: Order<FilterDifferenceEntry> = { column: 'reported_at', momentOf: ({ reportedAt }) => reportedAt };

/** A filter that is other than was agreed, as people find it. */
@Resolver()
export class FilterDifferencesResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('filtering:reportDifference')
  @Mutation(() => Receipt)
  reportFilterDifference(@Args('input') command: ReportFilterDifference, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:implement')
  @Mutation(() => Receipt)
  confirmFilterMended(@Args('input') command: ConfirmFilterMended, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:lookAgain')
  @Mutation(() => Receipt)
  findFilterAsAgreed(@Args('input') command: FindFilterAsAgreed, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:readDifferences')
  @Query(() => FilterDifferencePage, {
    description: 'Where the filter was other than agreed, as people found it, the newest first (SW7).',
  })
  filterDifferences(
    @Args() { open, ...page }: FilterDifferenceArgs,
    @Sender() who: Who,
    @CountAsked() counted: boolean,
  ): Promise<Page<FilterDifferenceEntry>> {
    return this.readModels.readLog(who, filterDifferences, page, (rows) => {
      const differences = rows.of(FilterDifferenceEntry);
      if (open === true) differences.andWhere(`entry.status = 'open'`);
      return pageIn(differences, page, byReportedAt, counted);
    });
  }
}
