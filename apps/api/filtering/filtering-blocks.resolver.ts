import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import {
  AgreeBlock,
  AgreeBlockLifting,
  AgreeEmergencyBlock,
  ConfirmBlockLifted,
  DeclineBlock,
  DeclineBlockLifting,
  ImplementBlock,
  RefuseEmergencyBlock,
  RequestBlockLifting,
  WithdrawBlockRequest,
} from '#libs/filtering/filtering.commands.js';
import { Allow, Sender } from '../access/who.js';

/** Blocks beyond what the filter does already; the change-control log shows them beside the openings. */
@Resolver()
export class FilteringBlocksResolver {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Allow('filtering:withdraw')
  @Mutation(() => Receipt)
  withdrawBlockRequest(@Args('input') command: WithdrawBlockRequest, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:agree')
  @Mutation(() => Receipt)
  agreeBlock(@Args('input') command: AgreeBlock, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:agree')
  @Mutation(() => Receipt)
  declineBlock(@Args('input') command: DeclineBlock, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:implement')
  @Mutation(() => Receipt)
  implementBlock(@Args('input') command: ImplementBlock, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:request')
  @Mutation(() => Receipt)
  requestBlockLifting(@Args('input') command: RequestBlockLifting, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:agree')
  @Mutation(() => Receipt)
  agreeBlockLifting(@Args('input') command: AgreeBlockLifting, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:agree')
  @Mutation(() => Receipt)
  declineBlockLifting(@Args('input') command: DeclineBlockLifting, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:agree')
  @Mutation(() => Receipt)
  agreeEmergencyBlock(@Args('input') command: AgreeEmergencyBlock, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:agree')
  @Mutation(() => Receipt)
  refuseEmergencyBlock(@Args('input') command: RefuseEmergencyBlock, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:implement')
  @Mutation(() => Receipt)
  confirmBlockLifted(@Args('input') command: ConfirmBlockLifted, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }
}
