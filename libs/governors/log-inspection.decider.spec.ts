import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import { packFor } from '#libs/policies/policy-packs.js';
import { logInspection } from './log-inspection.decider.js';
import type { LogInspectionEvent } from './log-inspection.events.js';

const { given } = specFor(logInspection);
const now = '2026-03-12T09:00:00.000Z';
const visit = '7a1d5a3e-2c50-4c4b-8f4e-0d9a5a1b0001';

const daybook = (at = now, policy = packFor('st-levan', '2017-09')!): Context => ({
  ...{ actor: 'daybook', role: 'system', roles: ['system'], school: '900001' },
  now: at,
  policy,
});
type Past = Parameters<typeof given>[0][number];
const past = (...events: LogInspectionEvent[]): Past[] =>
  events.map((event) => ({ ...event, by: { actor: 'daybook', role: 'system', at: now } }));

// A third of a year after 12 March 2026 is a Sunday: the Monday after, at five.
const dueBy = '2026-07-13T16:00:00.000Z';
const planned: LogInspectionEvent = { type: 'LogInspectionPlanned', data: { dueBy } };
const inspected: LogInspectionEvent = {
  type: 'LogInspected',
  data: { visit, on: '2026-06-01', dueBy: '2026-10-01T16:00:00.000Z' },
};

describe('SL3: the governors look at the change-control log once a term, or as their policy has it', () => {
  it('from the day on which a policy is adopted', () => {
    given([]).when('PlanLogInspection', {}, daybook()).then([planned]);
    given(past(planned)).when('PlanLogInspection', {}, daybook('2026-09-01T09:00:00.000Z')).then([]);
    const pack = packFor('st-levan', '2017-09')!;
    const monthly = pack.reviewCycles.map((cycle) =>
      cycle.code === 'logInspection' ? { ...cycle, every: { count: 1, unit: 'month' as const } } : cycle,
    );
    given([])
      .when('PlanLogInspection', {}, daybook(now, { ...pack, reviewCycles: monthly }))
      .then([{ type: 'LogInspectionPlanned', data: { dueBy: '2026-04-13T16:00:00.000Z' } }]);
    // A policy that names no look has the term all the same.
    given([])
      .when('PlanLogInspection', {}, daybook(now, packFor('stokes-wood', '2024-09')))
      .then([planned]);
  });

  it('on a school day: in the holidays nobody is there', () => {
    const calendar = {
      years: [{ year: 2025, terms: [{ name: 'All', from: '2025-09-01', to: '2026-07-10' }], insetDays: [] }],
    };
    given([])
      .when('PlanLogInspection', {}, { ...daybook(), calendar })
      .then([{ type: 'LogInspectionPlanned', data: { dueBy: '2026-09-01T16:00:00.000Z' } }]);
  });

  it('a signed visit begins the time anew, from its own day', () => {
    given(past(planned))
      .when('NoteLogInspected', { visit, on: '2026-06-01' }, daybook('2026-06-03T09:00:00.000Z'))
      .then([inspected]);
    given(past(planned, inspected)).when('NoteLogInspected', { visit, on: '2026-05-31' }, daybook()).then([]);
    const unplanned: LogInspectionEvent = { type: 'LogInspected', data: { visit, on: '2026-03-01' } };
    given([]).when('NoteLogInspected', { visit, on: '2026-03-01' }, daybook()).then([unplanned]);
    given(past(unplanned))
      .when('PlanLogInspection', {}, daybook())
      .then([{ type: 'LogInspectionPlanned', data: { dueBy: '2026-07-01T16:00:00.000Z' } }]);
  });

  it('one that is missed is told to the governors, a week later to the DSL and the head, and then it is silent', () => {
    const next = '2026-07-20T16:00:00.000Z';
    const missed: LogInspectionEvent = {
      type: 'LogInspectionMissed',
      data: { dueBy, alert: ['onlineSafetyGovernor', 'chairOfGovernors'], next },
    };
    const again: LogInspectionEvent = {
      type: 'LogInspectionMissed',
      data: { dueBy, alert: ['chairOfGovernors', 'dsl', 'headteacher'] },
    };
    const ring = (at: string, ...events: LogInspectionEvent[]) =>
      given(past(planned, ...events)).when('RaiseMissedInspection', {}, daybook(at));
    ring('2026-07-13T15:59:59.999Z').then([]);
    ring(dueBy).then([missed]);
    ring(dueBy, missed).then([]);
    ring(next, missed).then([again]);
    ring('2026-12-01T09:00:00.000Z', missed, again).then([]);
    ring(next, missed, inspected).then([]);
    given([]).when('RaiseMissedInspection', {}, daybook()).then([]);
  });

  it('is said by Daybook, from a signature, and by nobody else', () => {
    const governor = { ...daybook(), role: 'governor' } as const;
    given([]).when('PlanLogInspection', {}, governor).thenRejected('NOT_YOUR_ROLE', 'D26');
    given([]).when('NoteLogInspected', { visit, on: '2026-03-01' }, governor).thenRejected('NOT_YOUR_ROLE', 'D26');
    given([]).when('RaiseMissedInspection', {}, governor).thenRejected('NOT_YOUR_ROLE', 'D26');
  });
});
