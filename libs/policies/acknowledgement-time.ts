import type { clocks, PolicyPack } from './policy-pack.js';

type Clock = (typeof clocks)[number];

/** What has to be seen within a day does not wait for a weekend to pass; what may wait for days waits for working days. */
const longestRealTimeHours = 24;

/**
 * How long an incident of a degree may wait to be acknowledged (D7). Neither policy states a clock: unless the school
 * has set one, a child at risk is not left until Monday, and a report of little weight rings nobody out on Boxing Day.
 */
export function acknowledgementTime({ seriousness }: PolicyPack, code: string): { hours: number; clock: Clock } {
  const degree = seriousness.find((known) => known.code === code);
  if (!degree) throw new Error(`the policy has no degree of seriousness ${code}`);
  const { acknowledgeWithinHours: hours, clock = hours <= longestRealTimeHours ? 'realTime' : 'workingTime' } = degree;
  return { hours, clock };
}
