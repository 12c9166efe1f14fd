import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, ArgsType, Field, ID, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { IsUUID } from 'class-validator';
import type { EntityManager } from 'typeorm';
import { Receipt, type Who } from '#libs/eventing/command.js';
import { nobodyNamed, RaiseIncident, TellSomeone } from '#libs/incidents/incident-reports.commands.js';
import { IncidentReceipt, incidentReceipts } from '#projections/incident-receipts.js';
import { AfterPosition, PageArgs, pageIn, pageOf, type Order } from './paging.js';
import { ReadModels } from './read-models.js';
import { Allow, Sender } from './who.js';

@ArgsType()
class ReportArgs {
  @Field(() => ID, { description: 'The id of the receipt that the report was answered with.' })
  @IsUUID()
  id: string;

  @AfterPosition()
  after?: string;
}

@ObjectType()
export class IncidentReceiptPage extends pageOf(IncidentReceipt) {}

/** What a reporter does and sees: the report goes in, and its receipt says what became of it (D8). */
@Resolver()
export class IncidentReportsResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('incidents:raise')
  @Mutation(() => Receipt)
  raiseIncident(@Args('input') command: RaiseIncident, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('incidents:tell')
  @Mutation(() => Receipt)
  tellSomeone(@Args('input') command: TellSomeone, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('incidents:readOwn')
  @Query(() => IncidentReceiptPage, { description: 'What became of the incidents the sender raised (D8).' })
  myReports(@Args() { after, ...page }: PageArgs, @Sender() who: Who): Promise<IncidentReceiptPage> {
    return this.readModels.read(who, incidentReceipts.name, after, async (rows) => {
      const own = rows.createQueryBuilder(IncidentReceipt, 'entry').where('entry.reported_by = :actor', who);
      const found = await pageIn(own, page, byReportedAt);
      return { ...found, entries: await Promise.all(found.entries.map((receipt) => ofTheFirst(receipt, rows))) };
    });
  }

  @Allow('incidents:readOwn')
  @Query(() => IncidentReceipt, {
    nullable: true,
    description: 'What became of an anonymous report; only its id, which its reporter was given, leads to it (D8).',
  })
  anonymousReport(@Args() { id, after }: ReportArgs, @Sender() who: Who): Promise<IncidentReceipt | null> {
    return this.readModels.read(who, incidentReceipts.name, after, async (rows) => {
      const receipt = await rows.findOneBy(IncidentReceipt, { id, reportedBy: nobodyNamed });
      return receipt && ofTheFirst(receipt, rows);
    });
  }
}

/** A report that was merged came to what the first report of the event came to. */
async function ofTheFirst(receipt: IncidentReceipt, rows: EntityManager): Promise<IncidentReceipt> {
  let first: IncidentReceipt | null = receipt;
  while (first?.mergedInto) first = await rows.findOneBy(IncidentReceipt, { id: first.mergedInto });
  return first ? Object.assign(receipt, { status: first.status, outcome: first.outcome }) : receipt;
}

const byReportedAt: Order<IncidentReceipt> = { column: 'reported_at', momentOf: ({ reportedAt }) => reportedAt };
