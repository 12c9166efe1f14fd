import { Inject } from '@nestjs/common';
import { Args, ArgsType, Query, Resolver } from '@nestjs/graphql';
import type { Who } from '#libs/eventing/command.js';
import { GovernorView, governorSources, governorView } from './governor-view.js';
import { AfterPosition } from './paging.js';
import { ReadModels } from './read-models.js';
import { Allow, Sender } from './who.js';

@ArgsType()
class GovernorViewArgs {
  @AfterPosition()
  after?: string;
}

@Resolver()
export class GovernorViewResolver {
  constructor(@Inject(ReadModels) private readonly readModels: ReadModels) {}

  @Allow('governors:read')
  @Query(() => GovernorView, { description: 'Filtering and technical security in counts, at one moment (SL3, D25).' })
  async governorView(@Args() { after }: GovernorViewArgs, @Sender() who: Who): Promise<GovernorView> {
    const nothing = (): Promise<void> => Promise.resolve();
    for (const source of governorSources.slice(1)) await this.readModels.read(who, source, after, nothing);
    return this.readModels.read(who, governorSources[0] ?? '', after, (rows) => governorView(rows, new Date()));
  }
}
