import { endOfWorkingDay } from '#libs/calendar/school-calendar.js';
import { RaiseOverdueReview } from '#libs/filtering-checks/filtering-reviews.commands.js';
import { filteringReviewEvents } from '#libs/filtering-checks/filtering-reviews.events.js';
import { reaction } from '../deadlines/reaction.js';

/** D22: a review of filtering and monitoring that was not held in time is put on record as overdue. */
export const raiseAlarmWhenReviewIsOverdue = reaction(
  'raise-alarm-when-review-is-overdue',
  filteringReviewEvents,
  {
    FilteringReviewOpened: ({ dueOn }) => endOfWorkingDay(dueOn),
    FilteringReviewOverdue: 'cleared',
    FilteringReviewHeld: 'cleared',
    FilteringReviewCovered: 'cleared',
  },
  () => new RaiseOverdueReview(),
);
