import { filteringCheckKind } from '#libs/filtering-checks/filtering-check.kind.js';
import { filteringReviewKind } from '#libs/filtering-checks/filtering-review.kind.js';
import { filteringCheckPlanKind } from '#libs/filtering-checks/filtering-check-plan.kind.js';
import { endOfWorkingDay } from '#libs/calendar/school-calendar.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { RaiseFailingFilter, RaiseOverdueFilteringCheck } from '#libs/filtering-checks/filtering-checks.commands.js';
import { RaiseOverdueReview } from '#libs/filtering-checks/filtering-reviews.commands.js';
import { dueWhen } from '../deadlines/due-when.js';

/** D22: a planned test that was not done on its day is put on record as overdue. */
export const raiseAlarmWhenCheckIsOverdue = dueWhen(
  'raise-alarm-when-check-is-overdue',
  filteringCheckPlanKind,
  (plan) => (plan.status === 'active' && !plan.overdue ? endOfWorkingDay(plan.dueOn) : undefined),
  (id) => commandOf(RaiseOverdueFilteringCheck, { id }),
);

/** D22: what got through a test is not forgotten; the headteacher hears of it when no new test has passed in time. */
export const raiseAlarmWhenFilterIsNotMended = dueWhen(
  'raise-alarm-when-filter-is-not-mended',
  filteringCheckKind,
  (check) => (check.status === 'failing' && !check.overdue ? check.remedyBy : undefined),
  (id) => commandOf(RaiseFailingFilter, { id }),
);

/** D22: a review of filtering and monitoring that was not held in time is put on record as overdue. */
export const raiseAlarmWhenReviewIsOverdue = dueWhen(
  'raise-alarm-when-review-is-overdue',
  filteringReviewKind,
  (review) => (review.status === 'open' && !review.overdue ? endOfWorkingDay(review.dueOn) : undefined),
  (id) => commandOf(RaiseOverdueReview, { id }),
);

export const filteringCheckDeadlines = [
  raiseAlarmWhenCheckIsOverdue,
  raiseAlarmWhenFilterIsNotMended,
  raiseAlarmWhenReviewIsOverdue,
];
