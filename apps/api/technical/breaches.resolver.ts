import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import {
  OpenBreach,
  AssessBreach,
  RecordIcoNotified,
  RecordIcoNotNotified,
  RecordPeopleTold,
  CloseBreach,
} from '#libs/technical/breach.commands.js';
import { BreachEntry, breachRegister } from '#projections/technical/breach-register.js';
import { CountAsked, PageArgs, pageIn, pageOf, type Order } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

@ObjectType()
export class BreachPage extends pageOf(BreachEntry) {}

@Resolver()
export class BreachesResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('breaches:handle')
  @Mutation(() => Receipt)
  openBreach(@Args('input') command: OpenBreach, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('breaches:handle')
  @Mutation(() => Receipt)
  assessBreach(@Args('input') command: AssessBreach, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('breaches:handle')
  @Mutation(() => Receipt)
  recordIcoNotified(@Args('input') command: RecordIcoNotified, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('breaches:handle')
  @Mutation(() => Receipt)
  recordIcoNotNotified(@Args('input') command: RecordIcoNotNotified, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('breaches:handle')
  @Mutation(() => Receipt)
  recordPeopleTold(@Args('input') command: RecordPeopleTold, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('breaches:handle')
  @Mutation(() => Receipt)
  closeBreach(@Args('input') command: CloseBreach, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('breaches:read')
  @Query(() => BreachPage, { description: 'The register of breaches of personal data, newest first (D40).' })
  breachRegister(@Args() page: PageArgs, @Sender() who: Who, @CountAsked() counted: boolean): Promise<BreachPage> {
    return this.readModels.readLog(who, breachRegister, page, (rows) =>
      pageIn(rows.of(BreachEntry), page, byAwareness, counted),
    );
  }
}

const byAwareness: Order<BreachEntry> = { column: 'aware_at', momentOf: ({ awareAt }) => awareAt };
