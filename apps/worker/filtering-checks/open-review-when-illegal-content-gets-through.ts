import { commandOf } from '#libs/eventing/commands/command-of.js';
import { OpenFilteringReview } from '#libs/filtering-checks/filtering-reviews.commands.js';
import { filteringCheckEvents } from '#libs/filtering-checks/filtering-checks.events.js';
import { followingReviewOf } from '#libs/filtering-checks/following-review.js';
import { reaction } from '../deadlines/reaction.js';

/** D22: a filter that lets through what is illegal is a risk found: it is reviewed out of its cycle. */
export const openReviewWhenIllegalContentGetsThrough = reaction(
  'open-review-when-illegal-content-gets-through',
  filteringCheckEvents,
  {
    FilteringChecked: 'ignored',
    FilterFoundFailing: ({ tests }, { by }) =>
      tests.includes('csam') || tests.includes('terrorism') ? new Date(by.at) : 'ignored',
    FailingFilterOverdue: 'ignored',
    FilterRemedied: 'ignored',
  },
  ({ id }) => commandOf(OpenFilteringReview, { id: followingReviewOf(id), trigger: 'failedCheck', check: id }),
);
