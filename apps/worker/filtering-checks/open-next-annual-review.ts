import { commandOf } from '#libs/eventing/commands/command-of.js';
import { OpenAnnualReview } from '#libs/filtering-checks/filtering-reviews.commands.js';
import { filteringReviewEvents } from '#libs/filtering-checks/filtering-reviews.events.js';
import { followingReviewOf } from '#libs/filtering-checks/following-review.js';
import { reaction } from '../deadlines/reaction.js';

/** D22: when the annual review was held, the next one is open and has its day. */
export const openNextAnnualReview = reaction(
  'open-next-annual-review',
  filteringReviewEvents,
  {
    FilteringReviewOpened: 'ignored',
    FilteringReviewOverdue: 'ignored',
    FilteringReviewHeld: ({ nextDueOn }, { id, by }) =>
      nextDueOn === undefined ? 'ignored' : { at: new Date(by.at), record: `${id}/${nextDueOn}` },
    FilteringReviewCovered: 'ignored',
  },
  (deadline) => {
    const [held, dueOn] = deadline.id.split('/') as [string, string];
    return commandOf(OpenAnnualReview, { id: followingReviewOf(held), dueOn });
  },
);
