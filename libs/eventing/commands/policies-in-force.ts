import type { PolicyPack } from '#libs/policies/policy-pack.js';

/** The policy a school has adopted. */
export interface PolicyInForce {
  readonly pack: PolicyPack;
  /** `pack@edition`, as stamped on the events it judged. */
  readonly edition: string;
}

/** Tells the policy in force at a school, from its events. */
export abstract class PoliciesInForce {
  abstract of(school: string): Promise<PolicyInForce | undefined>;
}
