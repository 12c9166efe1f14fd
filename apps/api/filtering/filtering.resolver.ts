import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Field, InputType, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { IsIn, IsOptional } from 'class-validator';
import type { SelectQueryBuilder } from 'typeorm';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import { Moment, Text } from '#libs/eventing/commands/fields.js';
import { FilteringChangeDirection } from '#libs/filtering/change-direction.js';
import {
  AgreeExtension,
  AgreeIllegalList,
  AgreeUnblock,
  AskForMoreInformation,
  ConfirmReblock,
  DeclineExtension,
  DeclineUnblock,
  GiveMoreInformation,
  ImplementUnblock,
  RequestExtension,
  WithdrawUnblockRequest,
} from '#libs/filtering/filtering.commands.js';
import {
  FilteringChangeLogEntry,
  FilteringChangeStatus,
  filteringChangeLog,
} from '#projections/filtering/filtering-change-log.js';
import { IllegalListEntry, illegalLists } from '#projections/filtering/illegal-lists.js';
import {
  CountAsked,
  EntryFieldsAsked,
  LogArgs,
  Mark,
  MarkAsked,
  type Order,
  PageArgs,
  pageIn,
  pageOf,
} from '../reading/paging.js';
import { OpenSitesCheck } from './open-sites-check.js';
import { ReadModels } from '../reading/read-models.js';
import { ViewReceipts } from '../reading/view-receipts.js';
import { Allow, Sender } from '../access/who.js';

@InputType({ description: 'Which changes to show; all conditions hold at once.' })
export class FilteringChangeFilter {
  @Field(() => [FilteringChangeStatus], { nullable: true })
  @IsOptional()
  @IsIn(Object.values(FilteringChangeStatus), { each: true })
  status?: FilteringChangeStatus[];

  @Field(() => FilteringChangeDirection, { nullable: true })
  @IsOptional()
  @IsIn(Object.values(FilteringChangeDirection))
  direction?: FilteringChangeDirection;

  @Moment({ optional: true, description: 'Requested at or after this moment: ISO 8601 with a time zone.' })
  from?: string;

  @Moment({ optional: true, description: 'Requested before this moment: ISO 8601 with a time zone.' })
  to?: string;

  @Text({ optional: true, max: 50, description: 'Somebody in this role took a step of it.' })
  role?: string;

  @Text({ optional: true, max: 200, description: 'Stands in the site, the study purpose or the reason.' })
  text?: string;
}

@ObjectType()
export class FilteringChangeLogPage extends pageOf(FilteringChangeLogEntry) {
  @Mark()
  mark?: string | null;
}

@Resolver()
export class FilteringResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
    @Inject(ViewReceipts) private readonly marks: ViewReceipts,
    @Inject(OpenSitesCheck) private readonly openSites: OpenSitesCheck,
  ) {}

  @Allow('filtering:agree')
  @Mutation(() => Receipt)
  askForMoreInformation(@Args('input') command: AskForMoreInformation, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:request')
  @Mutation(() => Receipt)
  giveMoreInformation(@Args('input') command: GiveMoreInformation, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:withdraw')
  @Mutation(() => Receipt)
  withdrawUnblockRequest(@Args('input') command: WithdrawUnblockRequest, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:agree')
  @Mutation(() => Receipt)
  agreeUnblock(@Args('input') command: AgreeUnblock, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:agree')
  @Mutation(() => Receipt)
  declineUnblock(@Args('input') command: DeclineUnblock, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:implement')
  @Mutation(() => Receipt)
  implementUnblock(@Args('input') command: ImplementUnblock, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:request')
  @Mutation(() => Receipt)
  requestExtension(@Args('input') command: RequestExtension, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:agree')
  @Mutation(() => Receipt)
  agreeExtension(@Args('input') command: AgreeExtension, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:agree')
  @Mutation(() => Receipt)
  declineExtension(@Args('input') command: DeclineExtension, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:implement')
  @Mutation(() => Receipt)
  confirmReblock(@Args('input') command: ConfirmReblock, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:read')
  @Query(() => FilteringChangeLogPage, {
    description: 'The filtering change-control log, newest request first (SL3, SL6).',
  })
  filteringChangeLog(
    @Args() page: PageArgs,
    @Sender() who: Who,
    @CountAsked() counted: boolean,
    @MarkAsked() marked: boolean,
    @EntryFieldsAsked() fields: ReadonlySet<string>,
    @Args('filter', { nullable: true }) filter?: FilteringChangeFilter,
  ): Promise<FilteringChangeLogPage> {
    return this.readModels.readLog(who, filteringChangeLog, page, (rows) => {
      const entries = matches(rows.of(FilteringChangeLogEntry), filter ?? {});
      const answer = pageIn(entries, page, byRequestedAt, counted, new Set([...fields, 'change']));
      return this.marks.beside(answer, { asked: marked, who, log: 'filteringChanges', rows });
    });
  }

  @Allow('filtering:agreeIllegalList')
  @Mutation(() => Receipt)
  async agreeIllegalList(@Args('input') command: AgreeIllegalList, @Sender() who: Who): Promise<Receipt> {
    const receipt: Receipt = await this.commands.execute(command.by(who));
    await this.openSites.check(receipt.position, who);
    return receipt;
  }

  @Allow('filtering:read')
  @Query(() => [IllegalListEntry], { description: 'The lists of illegal sites the school holds (D19).' })
  illegalLists(@Args() read: LogArgs, @Sender() who: Who): Promise<IllegalListEntry[]> {
    return this.readModels.readLog(who, illegalLists, read, (rows) =>
      rows.of(IllegalListEntry).orderBy('entry.list').getMany(),
    );
  }
}

export const byRequestedAt: Order<FilteringChangeLogEntry> = {
  column: 'requested_at',
  momentOf: ({ requestedAt }) => requestedAt,
};

function matches(query: SelectQueryBuilder<FilteringChangeLogEntry>, filter: FilteringChangeFilter): typeof query {
  const { status, direction, from, to, role, text } = filter;
  if (status) query.andWhere('entry.status = any(:status)', { status });
  if (direction) query.andWhere('entry.direction = :direction', { direction });
  if (from) query.andWhere('entry.requested_at >= :from', { from });
  if (to) query.andWhere('entry.requested_at < :to', { to });
  if (role) query.andWhere('entry.steps @> :byRole::jsonb', { byRole: JSON.stringify([{ role }]) });
  if (text) {
    query.andWhere('(entry.target ilike :text or entry.study_purpose ilike :text or entry.reason ilike :text)', {
      text: `%${text.replace(/[\\%_]/g, '\\$&')}%`,
    });
  }
  return query;
}
