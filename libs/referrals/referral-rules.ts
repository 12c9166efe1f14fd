import { reject, type Context } from '#libs/eventing/commands/decider.js';
import { handlersOf, type CaseSubject } from '#libs/people/case-subjects.js';
import type { SchoolRole } from '#libs/people/roles.js';
import type { ReferralAgency, ReferralStatus } from './referral-words.js';

/** What the rules need to know of a referral. */
export interface Case {
  readonly status: ReferralStatus;
  readonly agency: ReferralAgency;
  readonly about: CaseSubject;
  readonly subjects: readonly string[];
  /** An investigation waits for it: it is made, whatever the reasons against it. */
  readonly mandatory: boolean;
  readonly investigation?: string;
  /** The next moment at which an alarm is due, ISO 8601 in UTC. */
  readonly alarmAt?: string;
  /** How many alarms there were since the clock began. */
  readonly alarms: number;
  /** When the last making was put on record. */
  readonly madeRecordedAt?: string;
}

export type Referral = { readonly status: 'none' } | Case;

/** The referral, if it is there, the sender may handle it, and this step is open to it. */
export function mustHandle(referral: Referral, context: Context, wanted: readonly ReferralStatus[]): Case {
  if (referral.status === 'none') reject('NOT_FOUND', 'There is no such referral in your school.');
  mustBeFor(referral.about, referral.subjects, context);
  if (!wanted.includes(referral.status))
    reject('WRONG_STATE', 'This step is not open to the referral as it stands.', 'D14');
  return referral;
}

export function mustBeFor(about: CaseSubject, subjects: readonly string[], { actor, roles }: Context): void {
  if (subjects.includes(actor)) reject('OWN_CASE', 'Nobody handles a referral of which they are a subject.', 'D6');
  if (!handlersOf[about].some((role) => roles.includes(role)))
    reject('NOT_YOUR_ROLE', 'A referral about such a person is not for your role.', 'SL16');
}

/** Both moments ISO 8601 in UTC with milliseconds, so that they compare as text. */
export function mustLieBehind(moment: string, { now }: Context): void {
  if (moment > now) reject('OCCURRED_IN_THE_FUTURE', 'The time recorded cannot be in the future.', 'D14');
}

export function mustNotBeMandatory({ mandatory }: Case): void {
  if (mandatory)
    reject('REFERRAL_MANDATORY', 'The investigation waits for this referral: the police are told, at once.', 'SL5');
}

/** Who hears of a delay, one step after the other: the team, then the head, then the chair (D6, D7). */
const chain: Record<CaseSubject, readonly (readonly SchoolRole[])[]> = {
  pupil: [['dsl', 'onlineSafetyLead'], ['deputyDsl'], ['headteacher']],
  anyone: [['dsl', 'onlineSafetyLead'], ['deputyDsl'], ['headteacher']],
  staff: [['headteacher'], ['chairOfGovernors']],
  headteacher: [['chairOfGovernors']],
};

/** Whom the next alarm goes to, and when there is one after it. No names: roles alone. */
export function alarmOf({ about, alarms }: Case, next: string): { alert: SchoolRole[]; next?: string } {
  const steps = chain[about];
  return { alert: [...(steps[alarms] ?? [])], ...(alarms + 1 < steps.length && { next }) };
}
