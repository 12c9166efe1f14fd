import type { Context } from '#libs/eventing/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import type { Role } from '#libs/people/roles.js';
import type { SchoolFilterEvent } from './filter-orders.events.js';
import { schoolFilter } from './school-filter.decider.js';

const { given } = specFor(schoolFilter);

const now = '2026-03-12T09:00:00.000Z';
const as = (role: Role): Context => ({
  actor: 'eve',
  role,
  roles: [role],
  school: '900001',
  now,
  get policy(): never {
    throw new Error('who changes the filter is the school’s own choice');
  },
});
type Past = Parameters<typeof given>[0][number];
const past = (...events: SchoolFilterEvent[]): Past[] =>
  events.map((event) => ({ ...event, by: { actor: 'eve', role: 'headteacher', at: now } }));

type Drift = { adapter: 'squid'; missing: string[]; unexpected: number };
const same: Drift = { adapter: 'squid', missing: [], unexpected: 0 };
const drift: Drift = { adapter: 'squid', missing: ['a', 'b'], unexpected: 1 };
const found: SchoolFilterEvent = { type: 'FilterDriftFound', data: drift };

describe('SL6: the school decides who changes the filter', () => {
  it('and says why; the same choice again is none', () => {
    const choice = { adapter: 'squid', reason: 'There is no technician on Fridays.' } as const;
    given([])
      .when('ChooseFilterAdapter', choice, as('headteacher'))
      .then([{ type: 'FilterAdapterChosen', data: choice }]);
    given(past({ type: 'FilterAdapterChosen', data: choice }))
      .when('ChooseFilterAdapter', choice, as('headteacher'))
      .then([]);
    given([])
      .when('ChooseFilterAdapter', { ...choice, adapter: 'manual' }, as('headteacher'))
      .then([]);
  });
});

describe('SW7: a filter that is not as the log says is put on record', () => {
  it('when it begins, when it changes and when it ends, and not at every look', () => {
    given([])
      .when('RecordFilterComparison', { ...drift, missing: ['b', 'a'] }, as('system'))
      .then([found]);
    given(past(found)).when('RecordFilterComparison', drift, as('system')).then([]);
    given(past(found))
      .when('RecordFilterComparison', { ...same, unexpected: 3 }, as('system'))
      .then([{ type: 'FilterDriftFound', data: { ...same, missing: [], unexpected: 3 } }]);
    given(past(found))
      .when('RecordFilterComparison', same, as('system'))
      .then([{ type: 'FilterDriftEnded', data: { adapter: 'squid' } }]);
    given([]).when('RecordFilterComparison', same, as('system')).then([]);
  });

  it('also where the filter cannot say what it has', () => {
    given([])
      .when('RecordFilterComparison', { ...same, fault: 'unreachable' }, as('system'))
      .then([{ type: 'FilterDriftFound', data: { ...same, missing: [], fault: 'unreachable' } }]);
  });

  it('by Daybook alone', () => {
    given([]).when('RecordFilterComparison', same, as('technician')).thenRejected('NOT_YOUR_ROLE', 'SL6');
  });
});
