import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { filteringReview } from './filtering-review.decider.js';
import { filteringReviewCommands } from './filtering-reviews.commands.js';
import { filteringReviewEvents } from './filtering-reviews.events.js';

export const filteringReviewKind = recordKind({
  events: filteringReviewEvents,
  decider: filteringReview,
  commands: filteringReviewCommands,
});
