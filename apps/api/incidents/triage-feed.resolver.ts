import { Inject } from '@nestjs/common';
import { Context, Resolver, Subscription } from '@nestjs/graphql';
import type { Who } from '#libs/eventing/commands/command.js';
import type { Claims } from '../access/token-verifier.js';
import { TriageFeed, type TriageChange } from './triage-feed.js';
import { TriageEntry } from './triage-queue.js';
import { Allow, Sender } from '../access/who.js';

@Resolver()
export class TriageFeedResolver {
  constructor(@Inject(TriageFeed) private readonly feed: TriageFeed) {}

  @Allow('incidents:read')
  @Subscription(() => [TriageEntry], {
    description:
      'The triage queue now, and again whenever it has changed; by POST /graphql/stream, until the token or the role ends.',
  })
  async triageQueueChanged(
    @Sender() who: Who,
    @Context() context: { readonly req: { readonly claims: Promise<Claims> } },
  ): Promise<AsyncIterableIterator<TriageChange>> {
    const { expiresAt } = await context.req.claims;
    return this.feed.watch(who, expiresAt);
  }
}
