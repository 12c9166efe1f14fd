import { dayOf } from '#libs/calendar/london-time.js';
import { dueAgain, type ReviewCycle } from '#libs/calendar/review-cycle.js';
import { addWorkingDays, endOfWorkingDay, noTerms } from '#libs/calendar/school-calendar.js';
import type { Context } from '#libs/eventing/commands/decider.js';

/** SL3 says regularly; where the adopted policy has no figure of its own, it is once a term. */
const onceATerm: ReviewCycle = { count: 1, unit: 'term' };

/** By when a governor looks at the log again: the end of a school day. */
export function nextInspectionBy(on: string, { policy, calendar = noTerms }: Context): string {
  const cycle = policy.reviewCycles.find(({ code }) => code === 'logInspection');
  return endOfWorkingDay(dueAgain(on, cycle?.every ?? onceATerm, calendar)).toISOString();
}

/** When others are told of a look that was missed: neither policy says, so the five working days are ours. */
export const toldAgainAt = (now: string): string => endOfWorkingDay(addWorkingDays(dayOf(now), 5)).toISOString();
