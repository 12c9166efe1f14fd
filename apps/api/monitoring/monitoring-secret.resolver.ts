import { Inject } from '@nestjs/common';
import { Args, ArgsType, Query, Resolver } from '@nestjs/graphql';
import type { Who } from '#libs/eventing/commands/command.js';
import { Id } from '#libs/eventing/commands/id-field.js';
import { Rejection } from '#libs/eventing/commands/rejection.js';
import { WebhookSecrets } from '#libs/monitoring/webhook-signature.js';
import { MonitoringSourceEntry, monitoringSources } from '#projections/monitoring/monitoring-sources.js';
import { AfterPosition } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

@ArgsType()
class SourceArgs {
  @Id('The source.')
  source: string;

  @AfterPosition()
  after?: string;
}

/** Tells the secret of a webhook to those who set the vendor's system up. */
@Resolver()
export class MonitoringSecretResolver {
  constructor(
    @Inject(ReadModels) private readonly readModels: ReadModels,
    @Inject(WebhookSecrets) private readonly secrets: WebhookSecrets,
  ) {}

  @Allow('monitoring:configure')
  @Query(() => String, { description: 'The secret with which the vendor’s system signs what it sends (D21).' })
  async monitoringSourceSecret(@Args() { source: id, after }: SourceArgs, @Sender() who: Who): Promise<string> {
    const source = await this.readModels.read(who, monitoringSources.name, after, (rows) =>
      rows.findOneBy(MonitoringSourceEntry, { id, status: 'open' }),
    );
    if (!source) throw new Rejection('NOT_FOUND', 'There is no such source in your school, or it is closed.', 'D21');
    return this.secrets.of(who.school, id, source.generation);
  }
}
