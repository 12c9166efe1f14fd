import { addWorkingTime } from '#libs/calendar/school-calendar.js';
import type { PolicyPack } from '#libs/policies/policy-pack.js';
import type { ReferralAgency } from './referral-words.js';

type TimeLimit = PolicyPack['timeLimits'][number];
type Limit = Pick<TimeLimit, 'code' | 'value' | 'unit' | 'evidence' | 'sourceText' | 'checkAgain'>;

const proposal = { evidence: 'proposal', checkAgain: '2027-09' } as const;
const oneWorkingDay = { value: 1, unit: 'workingDays', ...proposal } as const;
const fiveWorkingDays = { value: 5, unit: 'workingDays', ...proposal } as const;

/**
 * What counts where the adopted edition has no time limit of that code: `…Referral` until it is made,
 * `…Answer` until the agency has answered. A school changes them by adopting an edition that has its own.
 */
export const referralTimes: readonly Limit[] = [
  {
    code: 'policeReferral',
    value: 1,
    unit: 'hours',
    ...proposal,
    sourceText: 'SL5, SL17: "immediately"; an hour is the alarm, not a permission to wait',
  },
  {
    code: 'ladoContact',
    value: 1,
    unit: 'workingDays',
    evidence: 'known',
    checkAgain: '2027-09',
    sourceText: 'KCSIE part 4',
  },
  {
    code: 'socialCareAnswer',
    value: 1,
    unit: 'workingDays',
    evidence: 'known',
    checkAgain: '2027-09',
    sourceText: 'Working Together to Safeguard Children',
  },
  {
    code: 'policeAnswer',
    ...oneWorkingDay,
    sourceText: 'Daybook: an incident number is given when the report is made',
  },
  { code: 'ladoAnswer', ...oneWorkingDay, sourceText: 'Daybook: as the contact itself' },
  { code: 'preventAnswer', ...fiveWorkingDays, sourceText: 'Daybook' },
  { code: 'otherAnswer', ...fiveWorkingDays, sourceText: 'Daybook: every agency that is not named above' },
];

const makeCodes: Partial<Record<ReferralAgency, string>> = { police: 'policeReferral', lado: 'ladoContact' };

/** By when a referral that is required has to be made, ISO 8601 in UTC. */
export const makeBy = (agency: ReferralAgency, since: string, policy: PolicyPack): string =>
  within(limitOf(makeCodes[agency] ?? 'ladoContact', policy), since);

/** By when the agency should have answered; after that it is chased. */
export const answerBy = (agency: ReferralAgency, since: string, policy: PolicyPack): string =>
  within(limitOf(`${agency}Answer`, policy), since);

function limitOf(code: string, policy: PolicyPack): Pick<Limit, 'value' | 'unit'> {
  const named = (limit: Pick<Limit, 'code'>): boolean => limit.code === code;
  const limit = policy.timeLimits.find(named) ?? referralTimes.find(named) ?? referralTimes.at(-1);
  if (!limit) throw new Error('no time limit is known for referrals');
  return limit;
}

const hourMs = 3_600_000;

function within({ value, unit }: Pick<Limit, 'value' | 'unit'>, since: string): string {
  const from = new Date(since);
  switch (unit) {
    case 'hours':
      return new Date(from.getTime() + value * hourMs).toISOString();
    case 'workingDays':
      return addWorkingTime(from, value * 24).toISOString();
    case 'days':
      return new Date(from.getTime() + value * 24 * hourMs).toISOString();
    case 'schoolDays':
    case 'months':
      throw new Error(`a referral does not wait for ${unit}`);
  }
}
