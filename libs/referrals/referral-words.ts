import { agencies } from '#libs/policies/policy-pack.js';

/** Whom a school can tell; `other` is named in words (SW4, D14). */
export const referralAgencies = [...agencies, 'other'] as const;
export type ReferralAgency = (typeof referralAgencies)[number];

/** Where a referral stands: `required` ones wait to be made, or for the written reason why not. */
export const referralStatuses = [
  'considered',
  'required',
  'made',
  'acknowledged',
  'answered',
  'notMade',
  'withdrawn',
  'closed',
] as const;
export type ReferralStatus = (typeof referralStatuses)[number];

export const referralWays = ['telephone', 'email', 'onlineForm', 'inPerson', 'letter'] as const;
