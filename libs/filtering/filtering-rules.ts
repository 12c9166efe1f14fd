import { hoursAfter, yearsAfter } from '#libs/calendar/later.js';
import { inLondon, plusLondonDays, dayOf } from '#libs/calendar/london-time.js';
import { addWorkingTime } from '#libs/calendar/school-calendar.js';
import { reject, type Context } from '#libs/eventing/commands/decider.js';
import type { Role, SchoolRole } from '#libs/people/roles.js';

/** Refuses who does not hold the part that the adopted policy gives to some roles. */
export function mustHold({ role, policy }: Context, part: 'mayRequest' | 'mayAgree' | 'mayImplement'): void {
  const { roles, clause }: { readonly roles: readonly Role[]; readonly clause: string } = policy.filtering[part];
  if (!roles.includes(role))
    reject('NOT_YOUR_ROLE', 'The adopted policy does not give this step to your role.', clause);
}

// SL6: filtering is not the sole responsibility of any single person.
export function mustBeAnother({ actor }: Context, requestedBy: string, message: string): void {
  if (actor === requestedBy) reject('OWN_REQUEST', message, 'SL6');
}

/** Three acts are three people, unless the school has decided that two may do. */
export function mustBeThird(context: Context, others: readonly (string | undefined)[]): void {
  const { value, clause } = context.policy.filtering.differentPeople;
  if (value >= 3 && others.includes(context.actor)) {
    reject(
      'SAME_PERSON_TWICE',
      'Asking, agreeing and making the change take three people, and you have done one of them.',
      clause,
    );
  }
}

/** A filter that is not as the log says, and was not mended in this time, needs another person. */
const mendWithinHours = 4;

export const mendingDue = (now: string): string => hoursAfter(now, mendWithinHours);

/** Who is told that it has lasted: first who runs the filter, and after the same hours the head, last of all. */
export const alarmOfUnmended = (isFirst: boolean, now: string): { alert: SchoolRole[]; mendBy?: string } =>
  isFirst
    ? { alert: ['technician', 'networkManager', 'onlineSafetyLead'], mendBy: mendingDue(now) }
    : { alert: ['headteacher'] };

/** What only Daybook's own worker may say. */
export function mustBeDaybook({ role }: Context): void {
  if (role !== 'system')
    reject('NOT_YOUR_ROLE', 'Only Daybook itself can record what the filter has confirmed.', 'SL6');
}

/** From when to when a site is let through. Without a start it begins when it is agreed. */
export interface OpeningPeriod {
  readonly from?: string | undefined;
  readonly until: string;
}

/**
 * A start is on the school's day on which it is asked for, or later: what begins today may have begun this morning.
 * It is not moved where it falls on a day without school, as the end is not.
 */
export function mustBeAllowedStart({ from, until }: OpeningPeriod, { now }: Context): void {
  if (from === undefined) return;
  if (dayOf(from) < dayOf(now)) reject('START_DATE_IN_THE_PAST', 'The start date is before today.', 'D17');
  if (from > yearsAfter(now, 1))
    reject(
      'START_DATE_TOO_FAR',
      'The start date is more than a year ahead; ask again nearer the time.',
      'DfE filtering standard; D17',
    );
  if (until <= from) reject('END_DATE_NOT_LATER', 'The end date must be later than the start date.', 'D17');
}

// D17: what was agreed is let through in the time that was agreed.
export function mustHaveBegun({ from }: Pick<OpeningPeriod, 'from'>, { now }: Pick<Context, 'now'>): void {
  if (from !== undefined && from > now)
    reject('START_DATE_NOT_REACHED', `The opening was agreed from ${inLondon(from)} on, and not before.`, 'D17');
}

/** When an opening begins at the earliest, as far as can be said now. */
export const beginOf = ({ from }: Pick<OpeningPeriod, 'from'>, { now }: Pick<Context, 'now'>): string =>
  from !== undefined && from > now ? from : now;

/** A temporary opening lasts as long as the policy says at most, a permanent one until its review is due. */
export function mustBeAllowedEnd({ from, until }: OpeningPeriod, permanent: boolean, context: Context): void {
  const { now, policy } = context;
  const begin = beginOf({ from }, context);
  if (until <= now) reject('END_DATE_IN_THE_PAST', 'The end date is in the past.', 'D17');
  if (permanent) {
    if (until > yearsAfter(begin, 1))
      reject('END_DATE_TOO_FAR', 'A permanent opening must be reviewed within a year.', 'DfE filtering standard; D18');
    return;
  }
  const { value: days, clause } = policy.filtering.longestOpeningDays;
  if (until > laterByDays(begin, days)) {
    reject('END_DATE_TOO_FAR', `A temporary opening lasts ${days} days at most.`, clause);
  }
}

/**
 * By when a change that is agreed is made: the policy's hours for the filter, from its begin. They stand still on days
 * that are no working days: while it is not made, nothing is open.
 */
export const implementationDue = ({ policy }: Context, begin: string): string =>
  addWorkingTime(new Date(begin), policy.filtering.confirmReblockWithinHours.value).toISOString();

/** The same time at the school that many days on. */
export const laterByDays = (moment: string, days: number): string =>
  plusLondonDays(new Date(moment), days).toISOString();
