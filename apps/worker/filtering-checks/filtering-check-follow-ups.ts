import { filteringCheckKind } from '#libs/filtering-checks/filtering-check.kind.js';
import { filteringReviewKind } from '#libs/filtering-checks/filtering-review.kind.js';
import { dayOf } from '#libs/calendar/london-time.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { NotePlannedCheckDone } from '#libs/filtering-checks/filtering-checks.commands.js';
import { OpenAnnualReview, OpenFilteringReview } from '#libs/filtering-checks/filtering-reviews.commands.js';
import { followingReviewOf } from '#libs/filtering-checks/following-review.js';
import { follows } from '../follow-ups/follows.js';

/** D22: the plan learns that a test has fulfilled it, and from which day on the next one counts. */
export const noteCheckDone = follows('note-check-done', filteringCheckKind, {
  FilteringChecked: ({ plan, checkedAt }, { id: check }) =>
    plan === undefined ? undefined : commandOf(NotePlannedCheckDone, { id: plan, check, on: dayOf(checkedAt) }),
});

/** D22: a filter that lets through what is illegal is a risk found: it is reviewed out of its cycle. */
export const openReviewWhenIllegalContentGetsThrough = follows(
  'open-review-when-illegal-content-gets-through',
  filteringCheckKind,
  {
    FilterFoundFailing: ({ tests }, { id: check }) =>
      tests.includes('csam') || tests.includes('terrorism')
        ? commandOf(OpenFilteringReview, { id: followingReviewOf(check), trigger: 'failedCheck', check })
        : undefined,
  },
);

/** D22: when the annual review was held, the next one is open and has its day. */
export const openNextAnnualReview = follows('open-next-annual-review', filteringReviewKind, {
  FilteringReviewHeld: ({ nextDueOn: dueOn }, { id }) =>
    dueOn === undefined ? undefined : commandOf(OpenAnnualReview, { id: followingReviewOf(id), dueOn }),
});

export const filteringCheckFollowUps = [noteCheckDone, openReviewWhenIllegalContentGetsThrough, openNextAnnualReview];
