import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import type { Role } from '#libs/people/roles.js';
import { filterOrder } from './filter-order.decider.js';
import type { FilterAdapterName, FilterOrderEvent } from './filter-orders.events.js';

const { given } = specFor(filterOrder);

const now = '2026-03-12T09:00:00.000Z';
const as = (role: Role, filterAdapter: FilterAdapterName = 'webhook'): Context => ({
  actor: 'daybook',
  role,
  roles: [role],
  school: '900001',
  now,
  filterAdapter,
  get policy(): never {
    throw new Error('an order follows from an agreement, not from the policy');
  },
});
const daybook = as('system');
type Past = Parameters<typeof given>[0][number];
const past = (...events: FilterOrderEvent[]): Past[] =>
  events.map((event) => ({ ...event, by: { actor: 'daybook', role: 'system', at: now } }));

const placed = (number: number, step: 'letThrough' | 'blockAgain', adapter: FilterAdapterName = 'webhook') =>
  ({ type: 'FilterOrderPlaced', data: { number, step, category: 'filteringChange', adapter, again: false } }) as const;
const confirmed = (number: number) =>
  ({ type: 'FilterOrderConfirmed', data: { number, step: 'letThrough', how: 'answer' } }) as const;
const open = { step: 'letThrough', category: 'filteringChange' } as const;
const close = { step: 'blockAgain', category: 'filteringChange' } as const;

describe('SL6, SW7: what is agreed is ordered from the filter that the school has chosen', () => {
  it('once, however often the alarm rings', () => {
    given([])
      .when('PlaceFilterOrder', open, daybook)
      .then([placed(1, 'letThrough')]);
    given(past(placed(1, 'letThrough')))
      .when('PlaceFilterOrder', open, daybook)
      .then([]);
  });

  it('and from nobody where technicians do it', () => {
    given([]).when('PlaceFilterOrder', open, as('system', 'manual')).then([]);
  });

  it('and closed in the filter in which it was opened, whatever the school has chosen since', () => {
    given(past(placed(1, 'letThrough', 'squid'), confirmed(1)))
      .when('PlaceFilterOrder', close, as('system', 'manual'))
      .then([placed(2, 'blockAgain', 'squid')]);
  });

  it('and once more, under a key of its own, where the filter lost what it had confirmed', () => {
    const { type, data } = placed(2, 'letThrough');
    given(past(placed(1, 'letThrough'), confirmed(1)))
      .when('RepeatFilterOrder', {}, as('system', 'manual'))
      .then([{ type, data: { ...data, again: true } }]);
    given(past(placed(1, 'letThrough')))
      .when('RepeatFilterOrder', {}, daybook)
      .then([]);
    given([]).when('RepeatFilterOrder', {}, daybook).then([]);
    given([]).when('RepeatFilterOrder', {}, as('technician')).thenRejected('NOT_YOUR_ROLE', 'SL6');
  });

  it('and undone when the request is withdrawn, where it was ordered at all', () => {
    given(past(placed(1, 'letThrough')))
      .when('TakeBackFilterOrder', { category: 'filteringChange' }, daybook)
      .then([placed(2, 'blockAgain')]);
    given([]).when('TakeBackFilterOrder', { category: 'filteringChange' }, daybook).then([]);
    given(past(placed(1, 'letThrough'), placed(2, 'blockAgain')))
      .when('TakeBackFilterOrder', { category: 'filteringChange' }, daybook)
      .then([]);
    given(past(placed(1, 'letThrough'), { type: 'FilterOrderDropped', data: { number: 1 } }))
      .when('TakeBackFilterOrder', { category: 'filteringChange' }, daybook)
      .then([]);
  });

  it('by Daybook alone: nobody can claim that the filter has confirmed anything', () => {
    for (const role of ['technician', 'headteacher'] as const) {
      given([]).when('PlaceFilterOrder', open, as(role)).thenRejected('NOT_YOUR_ROLE', 'SL6');
      given([])
        .when('TakeBackFilterOrder', { category: 'filteringChange' }, as(role))
        .thenRejected('NOT_YOUR_ROLE', 'SL6');
      given(past(placed(1, 'letThrough')))
        .when('RecordFilterOutcome', { number: 1, outcome: { confirmed: 'callback' } }, as(role))
        .thenRejected('NOT_YOUR_ROLE', 'SL6');
    }
  });
});

describe('SL6: an order is sent until the filter confirms it', () => {
  it.each([
    [0, '2026-03-12T09:00:05.000Z'],
    [1, '2026-03-12T09:00:20.000Z'],
    [4, '2026-03-12T09:21:20.000Z'],
    [9, '2026-03-12T10:00:00.000Z'],
  ])('with growing waits, at most an hour: after %s attempts at %s', (attempts, sendAgainAt) => {
    const failed = (attempt: number, at: string): FilterOrderEvent => ({
      type: 'FilterOrderFailed',
      data: { number: 1, attempt, fault: 'unreachable', sendAgainAt: at },
    });
    const before = Array.from({ length: attempts }, (_, nth) => failed(nth + 1, now));
    given(past(placed(1, 'letThrough'), ...before))
      .when('RecordFilterOutcome', { number: 1, outcome: { failed: 'unreachable' } }, daybook)
      .then([failed(attempts + 1, sendAgainAt)]);
  });

  it('and is sent again where the filter took it and does not call back', () => {
    given(past(placed(1, 'letThrough')))
      .when('RecordFilterOutcome', { number: 1, outcome: { accepted: true } }, daybook)
      .then([{ type: 'FilterOrderSent', data: { number: 1, attempt: 1, sendAgainAt: '2026-03-12T09:00:05.000Z' } }]);
  });

  it('and confirmed once: a late or second answer, or one to an order that another replaced, changes nothing', () => {
    const outcome = { confirmed: 'callback' } as const;
    given(past(placed(1, 'letThrough')))
      .when('RecordFilterOutcome', { number: 1, outcome }, daybook)
      .then([{ type: 'FilterOrderConfirmed', data: { number: 1, step: 'letThrough', how: 'callback' } }]);
    for (const history of [
      [],
      [placed(1, 'letThrough'), confirmed(1)],
      [placed(1, 'letThrough'), placed(2, 'blockAgain')],
    ])
      given(past(...history))
        .when('RecordFilterOutcome', { number: 1, outcome }, daybook)
        .then([]);
  });

  it('or until it is no longer wanted', () => {
    given(past(placed(1, 'letThrough')))
      .when('RecordFilterOutcome', { number: 1, outcome: { dropped: true } }, daybook)
      .then([{ type: 'FilterOrderDropped', data: { number: 1 } }]);
  });
});
