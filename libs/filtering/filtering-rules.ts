import { reject, type Context } from '#libs/eventing/decider.js';

/** Refuses who does not hold the part that the adopted policy gives to some roles. */
export function mustHold({ role, policy }: Context, part: 'mayRequest' | 'mayAgree' | 'mayImplement'): void {
  const { roles, clause } = policy.filtering[part];
  if (!roles.includes(role))
    reject('NOT_YOUR_ROLE', 'The adopted policy does not give this step to your role.', clause);
}

// SL6: filtering is not the sole responsibility of any single person.
export function mustBeAnother({ actor }: Context, requestedBy: string, message: string): void {
  if (actor === requestedBy) reject('OWN_REQUEST', message, 'SL6');
}

/** The agreement is always another person's; a policy may ask for a third one besides. */
export function mustBeThird(context: Context, others: readonly (string | undefined)[]): void {
  const { value, clause } = context.policy.filtering.differentPeople;
  if (value >= 3 && others.includes(context.actor)) {
    reject('SAME_PERSON_TWICE', 'The policy wants a third person to implement the change.', clause);
  }
}

/** A filter that is not as the log says, and was not mended in this time, needs another person. */
export const mendWithinHours = 4;

/** Who is told first that it has lasted; after them, the head. */
export const whoMends = ['technician', 'networkManager', 'onlineSafetyLead'] as const;

/** What only Daybook's own worker may say. */
export function mustBeDaybook({ role }: Context): void {
  if (role !== 'system') reject('NOT_YOUR_ROLE', 'Daybook itself says what the filter has confirmed.', 'SL6');
}

/** A temporary opening lasts as long as the policy says at most, a permanent one until its review is due. */
export function mustBeAllowedEnd(until: string, permanent: boolean, { now, policy }: Context): void {
  if (until <= now) reject('END_DATE_IN_THE_PAST', 'The end of the opening lies in the past.', 'D17');
  if (permanent) {
    if (until > laterByYears(now, 1))
      reject('END_DATE_TOO_FAR', 'A permanent opening is reviewed within a year.', 'DfE filtering standard; D18');
    return;
  }
  const { value: days, clause } = policy.filtering.longestOpeningDays;
  if (until > laterByHours(now, days * 24)) {
    reject('END_DATE_TOO_FAR', `A temporary opening lasts ${days} days at most.`, clause);
  }
}

const hourMs = 3_600_000;

/** Both moments ISO 8601 in UTC. */
export function laterByHours(moment: string, hours: number): string {
  return new Date(Date.parse(moment) + hours * hourMs).toISOString();
}

function laterByYears(moment: string, years: number): string {
  const day = new Date(moment);
  day.setUTCFullYear(day.getUTCFullYear() + years);
  return day.toISOString();
}
