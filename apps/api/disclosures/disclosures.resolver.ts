import { Inject } from '@nestjs/common';
import { Args, ObjectType, Query, Resolver } from '@nestjs/graphql';
import type { Who } from '#libs/eventing/commands/command.js';
import { DisclosureEntry, disclosureLog } from '#projections/disclosures/disclosure-log.js';
import { CountAsked, PageArgs, pageIn, pageOf, type Order } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

@ObjectType()
export class DisclosurePage extends pageOf(DisclosureEntry) {}

/** Who read what. For the auditor alone: that there was something to read may itself tell somebody of their own case. */
@Resolver()
export class DisclosuresResolver {
  constructor(@Inject(ReadModels) private readonly readModels: ReadModels) {}

  @Allow('disclosures:read')
  @Query(() => DisclosurePage, {
    description: 'The chronologies taken, and the searches and look-ups made, the last one first (D37).',
  })
  disclosures(@Args() page: PageArgs, @Sender() who: Who, @CountAsked() counted: boolean): Promise<DisclosurePage> {
    return this.readModels.readLog(who, disclosureLog, page, (rows) =>
      pageIn(rows.of(DisclosureEntry), page, byReading, counted),
    );
  }
}

const byReading: Order<DisclosureEntry> = { column: 'read_at', momentOf: ({ readAt }) => readAt };
