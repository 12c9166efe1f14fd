import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, ArgsType, Field, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { IsBoolean, IsOptional } from 'class-validator';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import { ChooseFilterAdapter } from '#libs/filtering/filter-orders.commands.js';
import { FilterOrderEntry, filterOrders } from '#projections/filtering/filter-orders.js';
import { SchoolFilterEntry, schoolFilters } from '#projections/filtering/school-filter.js';
import { CountAsked, LogArgs, type Order, type Page, PageArgs, pageIn, pageOf } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

@ObjectType()
export class FilterOrderPage extends pageOf(FilterOrderEntry) {}

@ArgsType()
class FilterOrderArgs extends PageArgs {
  @Field(() => Boolean, { nullable: true, description: 'Only those that the filter has not confirmed.' })
  @IsOptional()
  @IsBoolean()
  unconfirmed?: boolean;
}

const byAskedAt: Order<FilterOrderEntry> = { column: 'asked_at', momentOf: ({ askedAt }) => askedAt };

/** What the filter was asked to do, and whether it is as the log says. */
@Resolver()
export class FilterOrdersResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('filtering:chooseAdapter')
  @Mutation(() => Receipt)
  chooseFilterAdapter(@Args('input') command: ChooseFilterAdapter, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:read')
  @Query(() => FilterOrderPage, {
    description: 'The orders to the filter: what was asked against what was confirmed, the newest order first (SL6).',
  })
  filterOrders(
    @Args() { unconfirmed, ...page }: FilterOrderArgs,
    @Sender() who: Who,
    @CountAsked() counted: boolean,
  ): Promise<Page<FilterOrderEntry>> {
    return this.readModels.readLog(who, filterOrders, page, (rows) => {
      const orders = rows.of(FilterOrderEntry);
      if (unconfirmed === true) orders.andWhere(`entry.status not in ('confirmed', 'dropped')`);
      return pageIn(orders, page, byAskedAt, counted);
    });
  }

  @Allow('filtering:read')
  @Query(() => SchoolFilterEntry, {
    nullable: true,
    description: 'Who changes the filter, and how it differs from the log; null where a technician always did (SW7).',
  })
  schoolFilter(@Args() read: LogArgs, @Sender() who: Who): Promise<SchoolFilterEntry | null> {
    return this.readModels.readLog(who, schoolFilters, read, (rows) => rows.of(SchoolFilterEntry).getOne());
  }
}
