import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import { StartGovernorVisit } from '#libs/governors/governor-visit.commands.js';
import { GovernorView, governorView, sources } from './governor-view.js';
import { LogArgs } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Rows } from '../reading/rows.js';
import { ViewReceipts } from '../reading/view-receipts.js';
import { Allow, Sender } from '../access/who.js';

/** What the view shows of; the logs themselves have marks of their own. */
const logsInView = ['filteringOpenNow', 'filteringChecks', 'technicalChecks', 'standards'] as const;

/** What governors are shown, and the visit that begins with it. */
@Resolver()
export class GovernorViewResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
    @Inject(ViewReceipts) private readonly marks: ViewReceipts,
  ) {}

  @Allow('governors:read')
  @Query(() => GovernorView, { description: 'Filtering and technical security in counts, at one moment (SL3, D25).' })
  async governorView(@Args() { after, asAt }: LogArgs, @Sender() who: Who): Promise<GovernorView> {
    for (const { name } of sources.slice(1)) await this.readModels.reached(name, after);
    return this.readModels.read(who, sources[0].name, after, async (rows) => {
      if (asAt !== undefined) for (const source of sources) await new Rows(rows, source, asAt).assertComplete();
      const view = await governorView(rows, asAt);
      const mark = view.position === null ? null : this.marks.of(who, logsInView, view.position);
      return Object.assign(view, { mark });
    });
  }

  @Allow('governors:visit')
  @Mutation(() => Receipt)
  async startGovernorVisit(@Args('input') command: StartGovernorVisit, @Sender() who: Who): Promise<Receipt> {
    command.shown = command.marks.map((mark) => this.marks.read(who, mark));
    return this.commands.execute(command.by(who));
  }
}
