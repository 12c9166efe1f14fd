import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, ArgsType, Field, ID, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { IsUUID } from 'class-validator';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import { nobodyNamed, RaiseIncident, TellSomeone } from '#libs/incidents/incident-reports.commands.js';
import { IncidentReceipt, incidentReceipts } from '#projections/incidents/incident-receipts.js';
import { CountAsked, LogArgs, type Order, PageArgs, pageIn, pageOf } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import type { Rows } from '../reading/rows.js';
import { Allow, Sender } from '../access/who.js';

@ArgsType()
class ReportArgs extends LogArgs {
  @Field(() => ID, { description: 'The id of the receipt that the report was answered with.' })
  @IsUUID()
  id: string;
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
  myReports(@Args() page: PageArgs, @Sender() who: Who, @CountAsked() counted: boolean): Promise<IncidentReceiptPage> {
    return this.readModels.readLog(who, incidentReceipts, page, async (rows) => {
      const own = rows.of(IncidentReceipt, (entry) => `${entry}.reported_by = :actor`, { actor: who.actor });
      const found = await pageIn(own, page, byReportedAt, counted);
      return { ...found, entries: await Promise.all(found.entries.map((receipt) => ofTheFirst(receipt, rows))) };
    });
  }

  @Allow('incidents:readOwn')
  @Query(() => IncidentReceipt, {
    nullable: true,
    description: 'What became of an anonymous report; only its id, which its reporter was given, leads to it (D8).',
  })
  anonymousReport(@Args() { id, ...read }: ReportArgs, @Sender() who: Who): Promise<IncidentReceipt | null> {
    return this.readModels.readLog(who, incidentReceipts, read, async (rows) => {
      const anonymous = rows.of(IncidentReceipt, (entry) => `${entry}.reported_by = :nobodyNamed`, { nobodyNamed });
      const receipt = await anonymous.andWhere('entry.id = :id', { id }).getOne();
      return receipt && ofTheFirst(receipt, rows);
    });
  }
}

/** A report that was merged came to what the first report of the event came to. */
async function ofTheFirst(receipt: IncidentReceipt, rows: Rows): Promise<IncidentReceipt> {
  let first: IncidentReceipt | null = receipt;
  while (first?.mergedInto)
    first = await rows.of(IncidentReceipt).andWhere('entry.id = :id', { id: first.mergedInto }).getOne();
  return first ? Object.assign(receipt, { status: first.status, outcome: first.outcome }) : receipt;
}

const byReportedAt: Order<IncidentReceipt> = { column: 'reported_at', momentOf: ({ reportedAt }) => reportedAt };
