import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import type { Role, SchoolRole } from '#libs/people/roles.js';
import { dayAfter } from './intervals.js';
import { technicalCheck } from './technical-check.decider.js';
import type { TechnicalCheckEvent } from './technical-check.events.js';
import { defaultPlans } from './technical-check-plans.js';
import { technicalCheckKinds } from './technical-check-words.js';

const { given } = specFor(technicalCheck);
/** A Thursday. */
const now = '2026-03-12T09:00:00.000Z';
const as = (role: Role, at = now): Context => ({
  actor: role === 'system' ? 'daybook' : 'tom',
  role,
  roles: [role],
  school: '900001',
  now: at,
  get policy(): never {
    throw new Error('a technical check asks no policy');
  },
});
const technician = as('technician');
const daybook = (at: string): Context => as('system', at);
const did = (event: TechnicalCheckEvent, at = now) => ({
  ...event,
  by: { actor: 'tom', role: 'technician' as const, at },
});
const weekly = {
  type: 'TechnicalCheckPlanned',
  data: {
    kind: 'antivirus',
    ...defaultPlans.antivirus,
    dueBy: '2026-03-19T17:00:00.000Z',
  },
} as const satisfies TechnicalCheckEvent;
const fine = { kind: 'antivirus', checkedOn: '2026-03-12', result: 'passed', finding: 'All 42 are current.' } as const;
const failed = { ...fine, result: 'failed', finding: 'Two laptops are a year behind.' } as const;
const action = { action: 'Update both.', actionBy: '2026-03-13' };

describe('SL11: technical checks are planned', () => {
  it.each(technicalCheckKinds)('%s has a plan from the day of adoption, which cites its clause', (kind) => {
    expect(defaultPlans[kind].clause).toMatch(/^SL\d+ /);
    if (defaultPlans[kind].basis === 'default') expect(defaultPlans[kind].clause).toMatch(/is ours$/);
  });

  it('by default, unless the school has planned already', () => {
    given([]).when('PlanTechnicalCheckByDefault', { kind: 'antivirus' }, daybook(now)).then([weekly]);
    given([did(weekly)])
      .when('PlanTechnicalCheckByDefault', { kind: 'antivirus' }, daybook(now))
      .then([]);
  });

  it('and by the school its own way: the interval runs from the last check, a plan made anew puts nothing off', () => {
    const plan = { kind: 'antivirus', every: { count: 1, unit: 'month' }, responsible: 'networkManager' } as const;
    const later = as('headteacher', '2026-03-18T09:00:00.000Z');
    given([did(weekly)])
      .when('PlanTechnicalCheck', plan, later)
      .then([
        {
          type: 'TechnicalCheckPlanned',
          data: { ...plan, basis: 'school', clause: 'SL11', dueBy: '2026-04-13T16:00:00.000Z' },
        },
      ]);
    const shorter = { ...plan, every: { count: 1, unit: 'week' } } as const;
    given([did(weekly)])
      .when('PlanTechnicalCheck', shorter, as('headteacher', '2026-05-06T09:00:00.000Z'))
      .then([
        {
          type: 'TechnicalCheckPlanned',
          data: { ...shorter, basis: 'school', clause: 'SL11', dueBy: '2026-05-06T16:00:00.000Z' },
        },
      ]);
  });

  it.each([
    ['2026-01-31', { count: 1, unit: 'month' }, '2026-02-28'],
    ['2028-02-29', { count: 1, unit: 'year' }, '2029-02-28'],
    ['2026-10-20', { count: 4, unit: 'month' }, '2027-02-20'],
    ['2026-12-28', { count: 2, unit: 'week' }, '2027-01-11'],
  ] as const)('an interval after %s ends on a day there is', (day, interval, end) => {
    expect(dayAfter(day, interval)).toBe(end);
  });
});

describe('SL11: a check is done, with its finding, and the next one follows from it', () => {
  it('passed: due again an interval later, on a working day', () => {
    given([did(weekly)])
      .when('RecordTechnicalCheck', fine, technician)
      .then([{ type: 'TechnicalCheckDone', data: { ...fine, dueBy: '2026-03-19T17:00:00.000Z' } }]);
    given([did(weekly)])
      .when('RecordTechnicalCheck', { ...fine, checkedOn: '2026-03-08' }, technician)
      .then([
        {
          type: 'TechnicalCheckDone',
          data: { ...fine, checkedOn: '2026-03-08', dueBy: '2026-03-16T17:00:00.000Z' },
        },
      ]);
  });

  it('failed: only with an action and its day, and due again by then', () => {
    given([did(weekly)])
      .when('RecordTechnicalCheck', failed, technician)
      .thenRejected('ACTION_MISSING', 'SL11');
    given([did(weekly)])
      .when('RecordTechnicalCheck', { ...failed, action: 'Update both.' }, technician)
      .thenRejected('ACTION_MISSING', 'SL11');
    given([did(weekly)])
      .when('RecordTechnicalCheck', { ...failed, ...action, actionBy: '2026-03-11' }, technician)
      .thenRejected('END_DATE_IN_THE_PAST', 'SL11');
    given([did(weekly)])
      .when('RecordTechnicalCheck', { ...failed, ...action }, technician)
      .then([{ type: 'TechnicalCheckDone', data: { ...failed, ...action, dueBy: '2026-03-13T17:00:00.000Z' } }]);
  });

  it('not ahead of time, and not where nobody planned it', () => {
    given([did(weekly)])
      .when('RecordTechnicalCheck', { ...fine, checkedOn: '2026-03-13' }, technician)
      .thenRejected('OCCURRED_IN_THE_FUTURE', 'SL11');
    given([]).when('RecordTechnicalCheck', fine, technician).thenRejected('NOT_FOUND', 'SL11');
  });
});

describe('SL11: a check that nobody does is told to one after the other', () => {
  const dueBy = '2026-03-19T17:00:00.000Z';
  const overdue = (alarm: number, alert: SchoolRole[], due: string, next?: string): TechnicalCheckEvent => ({
    type: 'TechnicalCheckOverdue',
    data: { kind: 'antivirus', dueBy: due, alarm, alert, ...(next && { next }) },
  });
  const first = overdue(1, ['technician'], dueBy, '2026-03-20T17:00:00.000Z');
  const second = overdue(2, ['onlineSafetyLead'], '2026-03-20T17:00:00.000Z', '2026-03-23T17:00:00.000Z');
  const third = overdue(3, ['headteacher'], '2026-03-23T17:00:00.000Z');
  const ring = (past: readonly TechnicalCheckEvent[], at: string) =>
    given([weekly, ...past].map((event) => did(event))).when('RaiseOverdueTechnicalCheck', {}, daybook(at));

  it('not before its time, and to nobody after the last in the chain', () => {
    given([]).when('RaiseOverdueTechnicalCheck', {}, daybook(dueBy)).then([]);
    ring([], '2026-03-19T16:59:59.999Z').then([]);
    ring([], dueBy).then([first]);
    ring([first], '2026-03-20T17:00:00.000Z').then([second]);
    ring([first, second], '2026-03-23T17:00:00.000Z').then([third]);
    ring([first, second, third], '2027-03-23T17:00:00.000Z').then([]);
  });

  it('and is silent once it is done', () => {
    const done = {
      type: 'TechnicalCheckDone',
      data: { ...fine, checkedOn: '2026-03-20', dueBy: '2026-03-27T17:00:00.000Z' },
    } as const;
    ring([first, done], '2026-03-23T17:00:00.000Z').then([]);
  });
});
