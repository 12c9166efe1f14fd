import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import {
  ApproveSoftware,
  ProposeSoftware,
  RefuseSoftware,
  WithdrawSoftware,
} from '#libs/technical/software.commands.js';
import { SoftwareEntry, softwareRegister } from '#projections/technical/software-register.js';
import { CountAsked, PageArgs, pageIn, pageOf, type Order } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

@ObjectType()
export class SoftwarePage extends pageOf(SoftwareEntry) {}

@Resolver()
export class SoftwareResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('technology:assess')
  @Mutation(() => Receipt)
  proposeSoftware(@Args('input') command: ProposeSoftware, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('technology:decide')
  @Mutation(() => Receipt)
  approveSoftware(@Args('input') command: ApproveSoftware, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('technology:decide')
  @Mutation(() => Receipt)
  refuseSoftware(@Args('input') command: RefuseSoftware, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('technology:decide')
  @Mutation(() => Receipt)
  withdrawSoftware(@Args('input') command: WithdrawSoftware, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('technology:read')
  @Query(() => SoftwarePage, { description: 'The software register, last proposed first (SL11).' })
  softwareRegister(@Args() page: PageArgs, @Sender() who: Who, @CountAsked() counted: boolean): Promise<SoftwarePage> {
    return this.readModels.readLog(who, softwareRegister, page, (rows) =>
      pageIn(rows.of(SoftwareEntry), page, byProposal, counted),
    );
  }
}

const byProposal: Order<SoftwareEntry> = { column: 'proposed_at', momentOf: ({ proposedAt }) => proposedAt };
