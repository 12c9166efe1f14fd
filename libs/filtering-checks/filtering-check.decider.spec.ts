import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import { packFor } from '#libs/policies/policy-packs.js';
import { filteringCheck } from './filtering-check.decider.js';
import type { FilteringCheckEvent } from './filtering-checks.events.js';

const { given } = specFor(filteringCheck);

const now = '2026-03-12T09:00:00.000Z';
const tomorrow = '2026-03-13T09:00:00.000Z';
const retest = '00000000-0000-4000-8000-000000000002';
const at = (moment: string, alongside?: unknown): Context => ({
  actor: 'tim',
  role: 'technician',
  roles: ['technician'],
  school: '900002',
  now: moment,
  policy: packFor('stokes-wood', '2024-09')!,
  alongside,
});

const blocked = { result: 'blocked' } as const;
const letThrough = { result: 'letThrough', address: 'https://profanity.example.org/' } as const;
const tested = {
  checkedAt: '2026-03-12T08:30:00.000Z',
  userGroup: 'pupils',
  deviceKind: 'schoolOwned',
  device: 'Class set 3',
  location: 'Library',
  results: { csam: blocked, terrorism: blocked, adultContent: blocked, profanity: blocked },
} as const;
const failing = { ...tested, results: { ...tested.results, profanity: letThrough } };
const action = 'Told the provider.';
const alerted = ['onlineSafetyLead'] as const;

const passed = { type: 'FilteringChecked', data: { ...tested, evidence: 'selfReported' } } as const;
const found: FilteringCheckEvent = {
  type: 'FilterFoundFailing',
  data: { tests: ['profanity'], action, remedyBy: tomorrow, alerted: [...alerted] },
};
const failed: FilteringCheckEvent[] = [
  { type: 'FilteringChecked', data: { ...failing, evidence: 'selfReported' } },
  found,
];
const overdue: FilteringCheckEvent = {
  type: 'FailingFilterOverdue',
  data: { remedyBy: tomorrow, alerted: [...alerted, 'headteacher'] },
};
const past = (...events: FilteringCheckEvent[]) =>
  events.map((event) => ({ ...event, by: { actor: 'tim', role: 'technician', at: now } as const }));

/** The state of another test, as the decision sees it. */
const later = (more: object = {}) => ({
  status: 'passed',
  checkedAt: tomorrow,
  userGroup: 'pupils',
  deviceKind: 'schoolOwned',
  failing: [],
  overdue: false,
  ...more,
});

describe('D22, SW7: the filter is tried on what is illegal and what harms, and the result is on record', () => {
  it('is recorded once, and not ahead of time', () => {
    given([]).when('RecordFilteringCheck', tested, at(now)).then([passed]);
    given(past(passed)).when('RecordFilteringCheck', tested, at(now)).thenRejected('ALREADY_EXISTS', 'D22');
    given([])
      .when('RecordFilteringCheck', { ...tested, checkedAt: tomorrow }, at(now))
      .thenRejected('OCCURRED_IN_THE_FUTURE', 'D22');
  });

  it('says on whose word it stands: a service’s result is a third party’s, anything else the school’s own', () => {
    const report = { service: 'testfiltering.com', network: '203.0.113.7' } as const;
    given([])
      .when('RecordFilteringCheck', { ...tested, report }, at(now))
      .then([{ type: 'FilteringChecked', data: { ...tested, evidence: 'thirdParty', report } }]);
  });

  it('where something got through, wants what was done at once, alerts, and sets a time to mend it', () => {
    given([]).when('RecordFilteringCheck', failing, at(now)).thenRejected('ACTION_MISSING', 'D22');
    given([])
      .when('RecordFilteringCheck', { ...failing, action }, at(now))
      .then(failed);
  });
});

describe('D22: what got through stays open until a later test shows that it is blocked', () => {
  it('is remedied by such a test', () => {
    given(past(...failed))
      .when('RemedyFailedCheck', { retest, note: action }, at(tomorrow, later()))
      .then([{ type: 'FilterRemedied', data: { retest, note: action } }]);
  });

  it.each([
    ['is not there', { status: 'none' }],
    ['is earlier', later({ checkedAt: '2026-03-11T09:00:00.000Z' })],
    ['is for other users', later({ userGroup: 'guests' })],
    ['is of another kind of device', later({ deviceKind: 'personal' })],
    ['failed in the same', later({ failing: ['profanity'] })],
  ])('and not by one that %s', (_, alongside) => {
    given(past(...failed))
      .when('RemedyFailedCheck', { retest }, at(tomorrow, alongside))
      .thenRejected('RETEST_NOT_PASSED', 'D22');
  });

  it('has nothing to remedy where nothing got through, or it is remedied', () => {
    const remedied: FilteringCheckEvent = { type: 'FilterRemedied', data: { retest } };
    const remedy = { retest };
    given([]).when('RemedyFailedCheck', remedy, at(now, later())).thenRejected('NOT_FOUND');
    given(past(passed)).when('RemedyFailedCheck', remedy, at(now, later())).thenRejected('WRONG_STATE', 'D22');
    given(past(...failed, remedied))
      .when('RemedyFailedCheck', remedy, at(now, later()))
      .thenRejected('WRONG_STATE', 'D22');
  });

  it('raises an alarm, once, when nothing has shown it in time', () => {
    given(past(...failed))
      .when('RaiseFailingFilter', {}, at(now))
      .then([]);
    given(past(...failed))
      .when('RaiseFailingFilter', {}, at(tomorrow))
      .then([overdue]);
    given(past(...failed, overdue))
      .when('RaiseFailingFilter', {}, at(tomorrow))
      .then([]);
    given(past(passed)).when('RaiseFailingFilter', {}, at(tomorrow)).then([]);
  });
});
