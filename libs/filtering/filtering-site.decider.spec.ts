import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import type { Role } from '#libs/people/roles.js';
import { filteringSite } from './filtering-site.decider.js';
import type { FilteringSiteEvent } from './filtering-site.events.js';

const { given } = specFor(filteringSite);

const now = '2026-03-12T09:00:00.000Z';
const as = (role: Role): Context => ({
  actor: 'daybook',
  role,
  roles: [role],
  school: '900001',
  now,
  get policy(): never {
    throw new Error('which changes a site has is no matter of the policy');
  },
});
const past = (...events: FilteringSiteEvent[]) =>
  events.map((event) => ({ ...event, by: { actor: 'daybook', role: 'system' as const, at: now } }));
const listed = { type: 'ChangeListed', data: { change: 'a', direction: 'unblock' } } as const;
const delisted = { type: 'ChangeDelisted', data: { change: 'a', direction: 'unblock' } } as const;
const block = { type: 'ChangeListed', data: { change: 'a', direction: 'block' } } as const;

describe('SL6: the changes of one site have an order', () => {
  it('each takes its place once, and leaves it once', () => {
    given([]).when('ListChange', listed.data, as('system')).then([listed]);
    given(past(listed)).when('ListChange', listed.data, as('system')).then([]);
    given(past(listed)).when('DelistChange', delisted.data, as('system')).then([delisted]);
    given(past(listed, delisted)).when('DelistChange', delisted.data, as('system')).then([]);
  });

  it('an opening and a block under one id are two of them', () => {
    given(past(listed)).when('ListChange', block.data, as('system')).then([block]);
    given(past(listed, block, delisted))
      .when('ListChange', block.data, as('system'))
      .then([]);
    given(past(listed, block, delisted))
      .when('ListChange', listed.data, as('system'))
      .then([listed]);
    // From the time when it did not say which of them.
    const older = { type: 'ChangeDelisted', data: { change: 'a' } } as const;
    given(past(listed, older)).when('ListChange', listed.data, as('system')).then([listed]);
  });

  it('which Daybook alone keeps', () => {
    given([]).when('ListChange', listed.data, as('headteacher')).thenRejected('NOT_YOUR_ROLE', 'SL6');
    given(past(listed)).when('DelistChange', delisted.data, as('teacher')).thenRejected('NOT_YOUR_ROLE', 'SL6');
  });
});
