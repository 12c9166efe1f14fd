import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, InputType, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import {
  CoverFilteringReview,
  HoldFilteringReview,
  OpenFilteringReview,
} from '#libs/filtering-checks/filtering-reviews.commands.js';
import { FilteringReviewCause, FilteringReviewStatus } from '#libs/filtering-checks/review-enums.js';
import { FilteringReviewEntry, filteringReviews } from '#projections/filtering-checks/filtering-reviews.js';
import { among, OneOf } from '../reading/list-filter.js';
import { CountAsked, Mark, MarkAsked, PageArgs, pageIn, pageOf, type Order } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { ViewReceipts } from '../reading/view-receipts.js';
import { Allow, Sender } from '../access/who.js';

@InputType({ description: 'Which reviews to show; all conditions hold at once.' })
export class FilteringReviewFilter {
  @OneOf(FilteringReviewStatus)
  status?: FilteringReviewStatus[];

  @OneOf(FilteringReviewCause)
  because?: FilteringReviewCause[];
}

@ObjectType()
export class FilteringReviewPage extends pageOf(FilteringReviewEntry) {
  @Mark()
  mark?: string | null;
}

/** Reviews of filtering and monitoring: every year, and when something changes (D22). */
@Resolver()
export class FilteringReviewsResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
    @Inject(ViewReceipts) private readonly marks: ViewReceipts,
  ) {}

  @Allow('filteringReviews:open')
  @Mutation(() => Receipt)
  openFilteringReview(@Args('input') command: OpenFilteringReview, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filteringReviews:hold')
  @Mutation(() => Receipt)
  holdFilteringReview(@Args('input') command: HoldFilteringReview, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filteringReviews:hold')
  @Mutation(() => Receipt)
  coverFilteringReview(@Args('input') command: CoverFilteringReview, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:read')
  @Query(() => FilteringReviewPage, { description: 'Reviews of filtering and monitoring, last opened first (D22).' })
  filteringReviews(
    @Args() page: PageArgs,
    @Sender() who: Who,
    @CountAsked() counted: boolean,
    @MarkAsked() marked: boolean,
    @Args('filter', { nullable: true }) filter?: FilteringReviewFilter,
  ): Promise<FilteringReviewPage> {
    const { status, because } = filter ?? {};
    return this.readModels.readLog(who, filteringReviews, page, (rows) => {
      const entries = among(rows.of(FilteringReviewEntry), { status, because });
      const answer = pageIn(entries, page, byOpenedAt, counted);
      return this.marks.beside(answer, { asked: marked, who, log: 'filteringReviews', rows });
    });
  }
}

const byOpenedAt: Order<FilteringReviewEntry> = { column: 'opened_at', momentOf: ({ openedAt }) => openedAt };
