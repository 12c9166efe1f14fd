import { createHash } from 'node:crypto';
import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import type { Role } from '#libs/people/roles.js';
import { packFor } from '#libs/policies/policy-packs.js';
import { filterDifference } from './filter-difference.decider.js';
import type { FilterDifferenceEvent } from './filter-difference.events.js';

const { given } = specFor(filterDifference);

const now = '2026-03-12T09:00:00.000Z';
const mendBy = '2026-03-12T13:00:00.000Z';
const later = '2026-03-12T17:00:00.000Z';
const policy = packFor('st-levan', '2017-09')!;
const as = (role: Role, actor: string, at = now): Context => ({
  ...{ actor, role, roles: [role], school: '900001', now: at, policy },
});
const [teacher, technician] = [as('teacher', 'ann'), as('technician', 'cai')];
const system = (at: string): Context => as('system', 'daybook', at);

const reason = 'Tried it on the class set: blocked.';
const seen = {
  target: { kind: 'url', value: 'https://example.org/' },
  scope: { kind: 'yearGroup', name: 'Year 4' },
  found: 'open',
  noticed: 'On the tablets in the library.',
} as const;
const alert = [...policy.filtering.mayImplement.roles];
const reported: FilterDifferenceEvent = { type: 'FilterDifferenceReported', data: { ...seen, alert, mendBy } };
const overdue: FilterDifferenceEvent = {
  type: 'FilterDifferenceOverdue',
  data: { alert: ['technician', 'networkManager', 'onlineSafetyLead'], mendBy: later },
};
const escalated: FilterDifferenceEvent = { type: 'FilterDifferenceOverdue', data: { alert: ['headteacher'] } };
const past = (...events: FilterDifferenceEvent[]) =>
  events.map((event) => ({ ...event, by: { actor: 'ann', role: 'teacher' as const, at: now } }));

describe('SW7: what somebody finds the filter to do, though it should not, is on record until it is mended', () => {
  it('is told to who runs the filter, with a time to mend it', () => {
    given([])
      .when('ReportFilterDifference', { ...seen, target: { kind: 'url', value: 'HTTPS://Example.org' } }, teacher)
      .then([reported]);
    given(past(reported)).when('ReportFilterDifference', seen, teacher).thenRejected('ALREADY_EXISTS', 'SW7');
    given([])
      .when('ReportFilterDifference', { ...seen, target: { kind: 'domain', value: '*' } }, teacher)
      .thenRejected('NOT_A_WEB_ADDRESS', 'D17');
  });

  it('names the change of the log that it is about, where there is one', () => {
    const change = '7d4c8a52-5d0f-4c60-9d58-0e3b3c2a1f10';
    given([])
      .when('ReportFilterDifference', { ...seen, found: 'blocked', change }, teacher)
      .then([{ type: 'FilterDifferenceReported', data: { ...seen, found: 'blocked', change, alert, mendBy } }]);
  });

  it('is over when a technician has mended it, once', () => {
    const mended = { type: 'FilterDifferenceMended', data: { note: reason } } as const;
    given(past(reported)).when('ConfirmFilterMended', { note: reason }, technician).then([mended]);
    given(past(reported))
      .when('ConfirmFilterMended', {}, teacher)
      .thenRejected('NOT_YOUR_ROLE', 'SL6 Education - pupils');
    given(past(reported, mended)).when('ConfirmFilterMended', {}, technician).thenRejected('WRONG_STATE', 'SW7');
    given([]).when('ConfirmFilterMended', {}, technician).thenRejected('NOT_FOUND');
  });

  it('or when somebody else has looked and found it as agreed (SL6)', () => {
    given(past(reported))
      .when('FindFilterAsAgreed', { reason }, technician)
      .then([{ type: 'FilterFoundAsAgreed', data: { reason } }]);
    given(past(reported))
      .when('FindFilterAsAgreed', { reason }, as('technician', 'ann'))
      .thenRejected('OWN_REQUEST', 'SL6');
  });

  it('is told again when it was not mended in time, then to the head, and then to nobody anew', () => {
    const raised = (at: string, ...events: FilterDifferenceEvent[]) =>
      given(past(reported, ...events)).when('RaiseOverdueDifference', {}, system(at));
    raised(now).then([]);
    raised(mendBy).then([overdue]);
    raised(mendBy, overdue).then([]);
    raised(later, overdue).then([escalated]);
    raised(later, overdue, escalated).then([]);
    raised(mendBy, { type: 'FilterDifferenceMended', data: {} }).then([]);
  });

  it('D19: where what is open is on a list of illegal sites, the alarm is due at once', () => {
    const hash = createHash('sha256').update('example.org/').digest('hex').slice(0, 32);
    const illegalSites = new Map([['iwf', { edition: '1', hashes: new Set([hash]) }]] as const);
    given([])
      .when('ReportFilterDifference', seen, { ...teacher, illegalSites })
      .then([
        { type: 'FilterDifferenceReported', data: { ...seen, alert, mendBy: now } },
        { type: 'IllegalSiteFoundOpen', data: { list: 'iwf' } },
      ]);
    given([])
      .when('ReportFilterDifference', { ...seen, found: 'blocked' }, { ...teacher, illegalSites })
      .then([{ type: 'FilterDifferenceReported', data: { ...seen, found: 'blocked', alert, mendBy } }]);
  });
});
