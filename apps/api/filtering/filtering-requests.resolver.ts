import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Field, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import type { ChangeDirection } from '#libs/filtering/filter-scope.js';
import {
  BlockInEmergency,
  RequestBlock,
  RequestBlockFromTemplate,
  RequestUnblock,
  RequestUnblockFromTemplate,
} from '#libs/filtering/filtering.commands.js';
import { FilteringOverlaps } from '#libs/filtering/filtering-overlaps.js';
import {
  FilteringChangeLogEntry,
  filteringChangeLog,
  OverlapFound,
} from '#projections/filtering/filtering-change-log.js';
import { byRequestedAt } from './filtering.resolver.js';
import { CountAsked, PageArgs, pageIn, pageOf } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

@ObjectType({ description: 'What a request left behind, and what else is under way for the same site and people.' })
export class RequestReceipt extends Receipt {
  @Field(() => [OverlapFound], { description: 'On record with the request, for the person who agrees.' })
  overlaps: readonly OverlapFound[];
}

@ObjectType()
export class OwnFilteringRequestPage extends pageOf(FilteringChangeLogEntry) {}

/** The doors by which a change of the filter is asked for; each answers with what it overlaps (SL6, SW7). */
@Resolver()
export class FilteringRequestsResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(FilteringOverlaps) private readonly overlaps: FilteringOverlaps,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('filtering:request')
  @Mutation(() => RequestReceipt)
  requestUnblock(@Args('input') command: RequestUnblock, @Sender() who: Who): Promise<RequestReceipt> {
    return this.compared('unblock', this.commands.execute(command.by(who)), who);
  }

  @Allow('filtering:request')
  @Mutation(() => RequestReceipt)
  requestUnblockFromTemplate(
    @Args('input') command: RequestUnblockFromTemplate,
    @Sender() who: Who,
  ): Promise<RequestReceipt> {
    return this.compared('unblock', this.commands.execute(command.by(who)), who);
  }

  @Allow('filtering:request')
  @Mutation(() => RequestReceipt)
  requestBlock(@Args('input') command: RequestBlock, @Sender() who: Who): Promise<RequestReceipt> {
    return this.compared('block', this.commands.execute(command.by(who)), who);
  }

  @Allow('filtering:request')
  @Mutation(() => RequestReceipt)
  requestBlockFromTemplate(
    @Args('input') command: RequestBlockFromTemplate,
    @Sender() who: Who,
  ): Promise<RequestReceipt> {
    return this.compared('block', this.commands.execute(command.by(who)), who);
  }

  @Allow('filtering:implement')
  @Mutation(() => RequestReceipt)
  blockInEmergency(@Args('input') command: BlockInEmergency, @Sender() who: Who): Promise<RequestReceipt> {
    return this.compared('block', this.commands.execute(command.by(who)), who);
  }

  @Allow('filtering:request')
  @Query(() => OwnFilteringRequestPage, {
    description: 'What the sender asked of the filter, what they were asked back, and what became of it (SL6).',
  })
  myFilteringRequests(
    @Args() page: PageArgs,
    @Sender() who: Who,
    @CountAsked() counted: boolean,
  ): Promise<OwnFilteringRequestPage> {
    return this.readModels.readLog(who, filteringChangeLog, page, (rows) => {
      const own = rows.of(FilteringChangeLogEntry, (entry) => `${entry}.requested_by = :actor`, { actor: who.actor });
      return pageIn(own, page, byRequestedAt, counted);
    });
  }

  private async compared(direction: ChangeDirection, asked: Promise<Receipt>, who: Who): Promise<RequestReceipt> {
    return this.overlaps.find(direction, await asked, who.school);
  }
}
