import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject, type Context } from '#libs/eventing/commands/decider.js';
import { mustBeKnown } from '#libs/people/named-people.js';
import { doorOf, type Door } from './incident-guards.js';
import { mustLieBehind } from './incident-rules.js';
import type { concernStatuses, concernSubjects } from './staff-concern-words.js';
import type { staffConcernCommands } from './staff-concerns.commands.js';
import type { StaffConcernEvent } from './staff-concerns.events.js';

interface KnownConcern {
  readonly status: (typeof concernStatuses)[number];
  readonly about: string;
  readonly capacity: (typeof concernSubjects)[number];
  readonly occurredAt: string;
}
export type StaffConcern = { readonly status: 'none' } | KnownConcern;

const known = (concern: StaffConcern): KnownConcern => concern as KnownConcern;

/** A low-level concern about an adult of the school (D16): anybody raises it, also about themselves. */
export const staffConcern = decider<StaffConcern, StaffConcernEvent, DataOfEach<typeof staffConcernCommands>>({
  initial: { status: 'none' },

  evolve: {
    ConcernRaised: (_, { about, capacity, occurredAt }) => ({ status: 'open', about, capacity, occurredAt }),
    ConcernAnswered: (past) => ({ ...known(past), status: 'answered' }),
    ConcernAddendumAdded: (past) => past,
    ConcernPromoted: (past) => ({ ...known(past), status: 'promoted' }),
  },

  decide: {
    RaiseStaffConcern: ({ about, capacity, occurredAt, concern }, past, context) => {
      if (past.status !== 'none') reject('ALREADY_EXISTS', 'This concern has already been raised.', 'D16');
      mustLieBehind(occurredAt, context, 'D1');
      mustBeKnown(about, 'about', context, 'D16');
      return [{ type: 'ConcernRaised', data: { about, capacity, occurredAt, concern } }];
    },

    AnswerStaffConcern: ({ decision, reasons }, past, context) => {
      const { status } = mustHoldConcern(past, context);
      if (status === 'promoted') reject('WRONG_STATE', 'This concern has been promoted to an allegation.', 'D16');
      return [{ type: 'ConcernAnswered', data: { decision, reasons } }];
    },

    AddToStaffConcern: ({ text }, past, context) => {
      mustHoldConcern(past, context);
      return [{ type: 'ConcernAddendumAdded', data: { text } }];
    },

    NoteConcernPromoted: ({ incident }, past) =>
      past.status === 'none' || past.status === 'promoted' ? [] : [{ type: 'ConcernPromoted', data: { incident } }],
  },
});

/** Which role holds a concern: the headteacher, or, if it is about her, the chair of governors. */
export const holderOf = (capacity: KnownConcern['capacity']): Exclude<Door, 'safeguardingTeam'> =>
  doorOf('staff', [{ role: 'alleged', capacity }]) as Exclude<Door, 'safeguardingTeam'>;

/** @returns the concern, if the sender holds it and it is not about them. */
export function mustHoldConcern(
  concern: StaffConcern,
  { actor, roles }: Pick<Context, 'actor' | 'roles'>,
): KnownConcern {
  if (concern.status === 'none') reject('NOT_FOUND', 'Your school has no concern with this id.');
  if (!roles.includes(holderOf(concern.capacity)))
    reject(
      'NOT_YOUR_ROLE',
      'Concerns are handled by the headteacher; a concern about the headteacher by the chair of governors.',
      'D16',
    );
  if (concern.about === actor) reject('OWN_CASE', 'You cannot handle a concern about yourself.', 'D6');
  return concern;
}
