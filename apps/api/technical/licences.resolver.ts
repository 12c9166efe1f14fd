import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import {
  EndLicence,
  ReconcileLicences,
  RecordLicence,
  RecordLicencesPurchased,
} from '#libs/technical/licence.commands.js';
import { LicenceEntry, licenceLog } from '#projections/technical/licence-log.js';
import { CountAsked, PageArgs, pageIn, pageOf, type Order } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

@ObjectType()
export class LicencePage extends pageOf(LicenceEntry) {}

@Resolver()
export class LicencesResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('licences:keep')
  @Mutation(() => Receipt)
  recordLicence(@Args('input') command: RecordLicence, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('licences:keep')
  @Mutation(() => Receipt)
  recordLicencesPurchased(@Args('input') command: RecordLicencesPurchased, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('licences:keep')
  @Mutation(() => Receipt)
  reconcileLicences(@Args('input') command: ReconcileLicences, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('licences:keep')
  @Mutation(() => Receipt)
  endLicence(@Args('input') command: EndLicence, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('technical:read')
  @Query(() => LicencePage, { description: 'The licence log, last recorded first (SL11).' })
  licenceLog(@Args() page: PageArgs, @Sender() who: Who, @CountAsked() counted: boolean): Promise<LicencePage> {
    return this.readModels.readLog(who, licenceLog, page, (rows) =>
      pageIn(rows.of(LicenceEntry), page, byRecording, counted),
    );
  }
}

const byRecording: Order<LicenceEntry> = { column: 'recorded_at', momentOf: ({ recordedAt }) => recordedAt };
