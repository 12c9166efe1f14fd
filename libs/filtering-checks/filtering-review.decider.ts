import { dayOf } from '#libs/calendar/london-time.js';
import { dueAgain, type ReviewCycle } from '#libs/calendar/review-cycle.js';
import { addWorkingDays, noTerms, isOver } from '#libs/calendar/school-calendar.js';
import type { DataOf, DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject, type Context } from '#libs/eventing/commands/decider.js';
import { mustBeKnown } from '#libs/people/named-people.js';
import type { ReviewCause } from './check-words.js';
import type { filteringReviewCommands, HoldFilteringReview } from './filtering-reviews.commands.js';
import type { FilteringReviewEvent } from './filtering-reviews.events.js';

interface OpenReview {
  readonly status: 'open';
  readonly because: ReviewCause;
  readonly dueOn: string;
  readonly openedOn: string;
  readonly overdue: boolean;
}
export type FilteringReview =
  | { readonly status: 'none' }
  | { readonly status: 'covered' }
  | OpenReview
  | { readonly status: 'held'; readonly heldOn: string };

/** How long a review out of its cycle may wait, in working days: no source names a time, so this is Daybook's own. */
const outOfCycleDays = { usually: 10, atMost: 20 };

/** A review of filtering and monitoring (D22), annual or out of its cycle. */
export const filteringReview = decider<
  FilteringReview,
  FilteringReviewEvent,
  DataOfEach<typeof filteringReviewCommands>
>({
  initial: { status: 'none' },

  evolve: {
    FilteringReviewOpened: (_, { because, dueOn }, { at }) => ({
      status: 'open',
      because,
      dueOn,
      openedOn: dayOf(at),
      overdue: false,
    }),
    FilteringReviewOverdue: (review) => ({ ...(review as OpenReview), overdue: true }),
    FilteringReviewHeld: (_, { heldOn }) => ({ status: 'held', heldOn }),
    FilteringReviewCovered: () => ({ status: 'covered' }),
  },

  decide: {
    OpenFilteringReview: ({ trigger, what, check, dueOn }, review, { now }) => {
      if (review.status !== 'none') reject('ALREADY_EXISTS', 'This review has already been opened.', 'D22');
      const today = dayOf(now);
      if (dueOn !== undefined && dueOn < today)
        reject('END_DATE_IN_THE_PAST', 'The review cannot be due on a past date.', 'D22');
      if (dueOn !== undefined && dueOn > addWorkingDays(today, outOfCycleDays.atMost))
        reject('END_DATE_TOO_FAR', `It is due within ${outOfCycleDays.atMost} working days.`, 'D22');
      const data = {
        because: trigger,
        ...(what !== undefined && { what }),
        ...(check !== undefined && { check }),
        dueOn: dueOn ?? addWorkingDays(today, outOfCycleDays.usually),
      };
      return [{ type: 'FilteringReviewOpened', data }];
    },

    HoldFilteringReview: (held, review, context) => {
      if (review.status === 'held' || review.status === 'covered')
        reject('WRONG_STATE', 'This review has already been completed.', 'D22');
      if (held.heldOn > dayOf(context.now))
        reject('OCCURRED_IN_THE_FUTURE', 'The date of the review cannot be in the future.', 'D22');
      const { heldOn, findings, decisions } = held;
      const annual = review.status === 'none' || review.because === 'annual';
      if (!annual && held.nextDueOn !== undefined)
        reject('WRONG_STATE', 'An out-of-cycle review does not change the date of the annual review.', 'D22');
      const opened: FilteringReviewEvent = {
        type: 'FilteringReviewOpened',
        data: { because: 'annual', dueOn: heldOn },
      };
      const data = { heldOn, ...fourSeats(held, context), findings, decisions };
      return [
        ...(review.status === 'none' ? [opened] : []),
        {
          type: 'FilteringReviewHeld',
          data: annual ? { ...data, nextDueOn: nextAnnual(heldOn, held.nextDueOn, context) } : data,
        },
      ];
    },

    CoverFilteringReview: ({ review: id }, review, { alongside }) => {
      if (review.status === 'none') reject('NOT_FOUND', 'Your school has no review with this id.');
      if (review.status !== 'open') reject('WRONG_STATE', 'This review has already been completed.', 'D22');
      const other = alongside as FilteringReview;
      if (other.status !== 'held' || other.heldOn < review.openedOn)
        reject('WRONG_STATE', 'Name a review held after this one was opened.', 'D22');
      return [{ type: 'FilteringReviewCovered', data: { review: id } }];
    },

    OpenAnnualReview: ({ dueOn }, review) =>
      review.status === 'none' ? [{ type: 'FilteringReviewOpened', data: { because: 'annual', dueOn } }] : [],

    // An alarm may ring early, late or twice: the record decides whether the time is up.
    RaiseOverdueReview: (_, review, { now, policy }) => {
      if (review.status !== 'open' || review.overdue || !isOver(review.dueOn, now)) return [];
      const alerted = [...new Set([...policy.filtering.mayAgree.roles, 'headteacher' as const])];
      return [{ type: 'FilteringReviewOverdue', data: { dueOn: review.dueOn, alerted } }];
    },
  },
});

/** Four seats, none empty. In a small school the head may also be the DSL; but no one reviews alone, and a governor looks on from outside. */
function fourSeats({ seniorLeader, dsl, itSupport, governor }: DataOf<HoldFilteringReview>, context: Context) {
  if (seniorLeader === undefined || dsl === undefined || itSupport === undefined || governor === undefined)
    reject('REVIEW_SEAT_EMPTY', 'Name the member of the SLT, the DSL, IT support and the governor.', 'D22');
  const staff = [seniorLeader, dsl, itSupport];
  if (staff.includes(governor))
    reject('SAME_PERSON_TWICE', 'The governor cannot be one of the staff whose work is reviewed.', 'D22');
  if (new Set(staff).size === 1)
    reject('SAME_PERSON_TWICE', 'SLT, DSL and IT support cannot all be one person.', 'D22');
  const seats = { seniorLeader, dsl, itSupport, governor };
  for (const [seat, person] of Object.entries(seats)) mustBeKnown(person, seat, context, 'D22');
  return seats;
}

/** At least as often as the adopted policy has it; in the holidays nobody is there, so it is a school day. */
function nextAnnual(heldOn: string, wanted: string | undefined, { policy, calendar }: Context): string {
  const cycle = policy.reviewCycles.find(({ code }) => code === 'filteringReview');
  const every: ReviewCycle = cycle?.every ?? { count: 1, unit: 'year' };
  const latest = dueAgain(heldOn, every, calendar ?? noTerms);
  if (wanted === undefined) return latest;
  if (wanted <= heldOn) reject('END_DATE_NOT_LATER', 'The next review must be after this one.', 'D22');
  if (wanted > latest) reject('END_DATE_TOO_FAR', `The next review is due by ${latest}.`, cycle?.clause ?? 'D22');
  return wanted;
}
