import type { Context } from '../../libs/eventing/commands/decider.js';
import type { Role } from '../../libs/people/roles.js';
import { packFor } from '../../libs/policies/policy-packs.js';
import { everybodyKnown } from './known-people.js';

export const stokesWood = packFor('stokes-wood', '2024-09')!;
export const stLevan = packFor('st-levan', '2017-09')!;

/** A Thursday in term. */
export const now = '2026-03-12T09:00:00.000Z';
export const reason = 'The class teacher has read the whole chat.';

export const person = (n: number): string => `5b2c1f0e-6a57-4c1d-9a3e-0d6b7f1c2a0${n}`;

/** Somebody with one role, at a moment, at a school that has adopted a policy. */
export const as = (
  role: Role,
  {
    actor = role,
    at = now,
    policy = stokesWood,
    people = everybodyKnown,
    alongside,
  }: Partial<Omit<Context, 'role'> & { at: string }> = {},
): Context => ({
  actor,
  role,
  roles: [role],
  school: '900002',
  now: at,
  policy,
  people,
  alongside,
});

/** The report of a member of staff. */
export const report = {
  kind: 'cyberbullying',
  occurredAt: '2026-03-10T08:00:00.000Z',
  place: 'inSchool',
  facts: 'Messages in the class chat called a pupil names.',
  immediateDanger: false,
  anonymous: false,
  people: [],
} as const;

/** What closes an incident. */
export const closing = {
  summary: 'Name-calling in the class chat.',
  howFollowedUp: 'A lesson on kindness online.',
  decision: 'No sanction.',
  outcome: 'educationAndSupport',
  reasons: 'Those who wrote it have apologised.',
} as const;
