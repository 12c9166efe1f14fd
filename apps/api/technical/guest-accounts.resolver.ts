import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Field, InputType, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { IsBoolean, IsOptional } from 'class-validator';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import {
  ConfirmGuestAccountClosed,
  ExtendGuestAccount,
  OpenGuestAccount,
} from '#libs/technical/guest-account.commands.js';
import { GuestAccountStatus } from '#libs/technical/guest-account-enums.js';
import { GuestAccountEntry, guestAccounts } from '#projections/technical/guest-accounts.js';
import { among, OneOf } from '../reading/list-filter.js';
import { CountAsked, PageArgs, pageIn, pageOf, type Order } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

@InputType({ description: 'Which accounts to show; all conditions hold at once.' })
export class GuestAccountFilter {
  @OneOf(GuestAccountStatus)
  status?: GuestAccountStatus[];

  @Field(() => Boolean, {
    nullable: true,
    description: 'Only those that are past their end and not closed, or only the others.',
  })
  @IsOptional()
  @IsBoolean()
  overdue?: boolean;
}

@ObjectType()
export class GuestAccountPage extends pageOf(GuestAccountEntry) {}

@Resolver()
export class GuestAccountsResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('guestAccounts:open')
  @Mutation(() => Receipt)
  openGuestAccount(@Args('input') command: OpenGuestAccount, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('guestAccounts:open')
  @Mutation(() => Receipt)
  extendGuestAccount(@Args('input') command: ExtendGuestAccount, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('guestAccounts:close')
  @Mutation(() => Receipt)
  confirmGuestAccountClosed(@Args('input') command: ConfirmGuestAccountClosed, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('technical:read')
  @Query(() => GuestAccountPage, { description: 'The accounts of guests, last opened first (SL11).' })
  guestAccounts(
    @Args() page: PageArgs,
    @Sender() who: Who,
    @CountAsked() counted: boolean,
    @Args('filter', { nullable: true }) filter?: GuestAccountFilter,
  ): Promise<GuestAccountPage> {
    const { status, overdue } = filter ?? {};
    return this.readModels.readLog(who, guestAccounts, page, (rows) => {
      const accounts = among(rows.of(GuestAccountEntry), { status });
      if (typeof overdue === 'boolean') accounts.andWhere('(entry.overdue_since is not null) = :overdue', { overdue });
      return pageIn(accounts, page, byOpening, counted);
    });
  }
}

const byOpening: Order<GuestAccountEntry> = { column: 'opened_at', momentOf: ({ openedAt }) => openedAt };
