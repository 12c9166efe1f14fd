import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import type { Role } from '#libs/people/roles.js';
import type { SchoolFilterEvent } from './filter-orders.events.js';
import { schoolFilter } from './school-filter.decider.js';

const { given } = specFor(schoolFilter);

const now = '2026-03-12T09:00:00.000Z';
const as = (role: Role, at = now): Context => ({
  actor: 'eve',
  role,
  roles: [role],
  school: '900001',
  now: at,
  get policy(): never {
    throw new Error('who changes the filter is the school’s own choice');
  },
});
type Past = Parameters<typeof given>[0][number];
const past = (...events: SchoolFilterEvent[]): Past[] =>
  events.map((event) => ({ ...event, by: { actor: 'eve', role: 'headteacher', at: now } }));

const looked = { adapter: 'squid', missing: [], lingering: [], onTheWay: [], unexpected: 0 } as const;
const lacksTwo = { ...looked, missing: ['a', 'b'] } as const;
type Found = Extract<SchoolFilterEvent, { type: 'FilterDriftFound' }>['data'];
const drift = (more: Partial<Found>): SchoolFilterEvent => ({
  type: 'FilterDriftFound',
  data: { adapter: 'squid', missing: [], lingering: [], unexpected: 0, ...more },
});
const found = drift({ missing: ['a', 'b'] });
const mendBy = '2026-03-12T13:00:00.000Z';
const confirmed = (...orderAgain: string[]): SchoolFilterEvent => ({
  type: 'FilterDriftConfirmed',
  data: { adapter: 'squid', orderAgain, mendBy },
});
const ended: SchoolFilterEvent = { type: 'FilterDriftEnded', data: { adapter: 'squid' } };

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

describe('SW7: a filter that is not as the log says is put on record, and mended', () => {
  it('when it begins, when it changes and when it ends, and not at every look', () => {
    given([])
      .when('RecordFilterComparison', { ...lacksTwo, missing: ['b', 'a'] }, as('system'))
      .then([found]);
    given(past(found, confirmed('a', 'b')))
      .when('RecordFilterComparison', lacksTwo, as('system'))
      .then([]);
    given(past(found))
      .when('RecordFilterComparison', { ...looked, unexpected: 3 }, as('system'))
      .then([drift({ unexpected: 3 })]);
    given(past(found)).when('RecordFilterComparison', looked, as('system')).then([ended]);
    given([]).when('RecordFilterComparison', looked, as('system')).then([]);
  });

  it('what two looks have shown is ordered once more, and once only while the difference lasts', () => {
    given(past(found))
      .when('RecordFilterComparison', lacksTwo, as('system'))
      .then([confirmed('a', 'b')]);
    const lingers = drift({ missing: ['a'], lingering: ['c'] });
    given(past(found, confirmed('a', 'b'), lingers))
      .when('RecordFilterComparison', { ...looked, missing: ['a'], lingering: ['c'] }, as('system'))
      .then([confirmed('c')]);
    given(past(found, confirmed('a', 'b'), ended, found))
      .when('RecordFilterComparison', lacksTwo, as('system'))
      .then([confirmed('a', 'b')]);
  });

  it('and while it is on its way again, it is not taken to be there', () => {
    given(past(found, confirmed('a', 'b')))
      .when('RecordFilterComparison', { ...looked, onTheWay: ['a', 'b'] }, as('system'))
      .then([]);
    given(past(found, confirmed('a', 'b')))
      .when('RecordFilterComparison', { ...looked, onTheWay: ['b'] }, as('system'))
      .then([drift({ missing: ['b'] })]);
  });

  it('also where the filter cannot say what it has, or has what nobody ordered', () => {
    given([])
      .when('RecordFilterComparison', { ...looked, fault: 'unreachable' }, as('system'))
      .then([drift({ fault: 'unreachable' })]);
    given(past(drift({ unexpected: 1 })))
      .when('RecordFilterComparison', { ...looked, unexpected: 1 }, as('system'))
      .then([confirmed()]);
  });

  it('of the filter that the school has chosen before one that it had, and neither ends the drift of the other', () => {
    const chosen: SchoolFilterEvent = { type: 'FilterAdapterChosen', data: { adapter: 'webhook', reason: 'Newer.' } };
    const ofBefore = drift({ missing: ['a'] });
    const webhook = { ...looked, adapter: 'webhook' } as const;
    given(past(chosen, ofBefore)).when('RecordFilterComparison', webhook, as('system')).then([]);
    const worse: SchoolFilterEvent = {
      type: 'FilterDriftFound',
      data: { adapter: 'webhook', missing: ['b'], lingering: [], unexpected: 0 },
    };
    given(past(chosen, ofBefore))
      .when('RecordFilterComparison', { ...webhook, missing: ['b'] }, as('system'))
      .then([worse]);
    given(past(chosen, ofBefore, worse))
      .when('RecordFilterComparison', { ...looked, missing: ['a'] }, as('system'))
      .then([]);
  });

  it('who runs the filter is told when that did not help in time, then the head, and then nobody anew', () => {
    const later = '2026-03-12T17:00:00.000Z';
    const lasting: SchoolFilterEvent = {
      type: 'FilterDriftLasting',
      data: { alert: ['technician', 'networkManager', 'onlineSafetyLead'], mendBy: later },
    };
    const escalated: SchoolFilterEvent = { type: 'FilterDriftLasting', data: { alert: ['headteacher'] } };
    const confirmedDrift = [found, confirmed('a', 'b')];
    given(past(...confirmedDrift))
      .when('RaiseLastingDrift', {}, as('system'))
      .then([]);
    given(past(found)).when('RaiseLastingDrift', {}, as('system', mendBy)).then([]);
    given(past(...confirmedDrift))
      .when('RaiseLastingDrift', {}, as('system', mendBy))
      .then([lasting]);
    given(past(...confirmedDrift, lasting))
      .when('RaiseLastingDrift', {}, as('system', mendBy))
      .then([]);
    given(past(...confirmedDrift, lasting))
      .when('RaiseLastingDrift', {}, as('system', later))
      .then([escalated]);
    given(past(...confirmedDrift, lasting, escalated))
      .when('RaiseLastingDrift', {}, as('system', later))
      .then([]);
    given(past(...confirmedDrift, lasting, escalated))
      .when('RecordFilterComparison', lacksTwo, as('system'))
      .then([]);
    given(past(...confirmedDrift, ended))
      .when('RaiseLastingDrift', {}, as('system', mendBy))
      .then([]);
  });

  it('by Daybook alone', () => {
    given([]).when('RecordFilterComparison', looked, as('technician')).thenRejected('NOT_YOUR_ROLE', 'SL6');
  });
});
