import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import {
  ReportTechnicalIncident,
  TriageTechnicalIncident,
  ReportPersonalDataTouched,
  ContainTechnicalIncident,
  ResolveTechnicalIncident,
} from '#libs/technical/technical-incident.commands.js';
import { TechnicalIncidentEntry, technicalIncidents } from '#projections/technical/technical-incidents.js';
import { CountAsked, PageArgs, pageIn, pageOf, type Order } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

@ObjectType()
export class TechnicalIncidentPage extends pageOf(TechnicalIncidentEntry) {}

@Resolver()
export class TechnicalIncidentsResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('technical:report')
  @Mutation(() => Receipt)
  reportTechnicalIncident(@Args('input') command: ReportTechnicalIncident, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('technical:handle')
  @Mutation(() => Receipt)
  triageTechnicalIncident(@Args('input') command: TriageTechnicalIncident, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('technical:handle')
  @Mutation(() => Receipt)
  reportPersonalDataTouched(@Args('input') command: ReportPersonalDataTouched, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('technical:handle')
  @Mutation(() => Receipt)
  containTechnicalIncident(@Args('input') command: ContainTechnicalIncident, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('technical:handle')
  @Mutation(() => Receipt)
  resolveTechnicalIncident(@Args('input') command: ResolveTechnicalIncident, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('technical:read')
  @Query(() => TechnicalIncidentPage, { description: 'Technical incidents, last reported first (SL11).' })
  technicalIncidents(
    @Args() page: PageArgs,
    @Sender() who: Who,
    @CountAsked() counted: boolean,
  ): Promise<TechnicalIncidentPage> {
    return this.readModels.readLog(who, technicalIncidents, page, (rows) =>
      pageIn(rows.of(TechnicalIncidentEntry), page, byReport, counted),
    );
  }
}

const byReport: Order<TechnicalIncidentEntry> = { column: 'reported_at', momentOf: ({ reportedAt }) => reportedAt };
