import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import { packFor } from '#libs/policies/policy-packs.js';
import { monitoringReport } from './monitoring-report.decider.js';
import type { MonitoringReportEvent } from './monitoring-report.events.js';

const { given } = specFor(monitoringReport);

const terms = {
  year: 2025,
  terms: [
    { name: 'Spring', from: '2026-01-05', to: '2026-03-27' },
    { name: 'Summer', from: '2026-04-13', to: '2026-07-17' },
  ],
  insetDays: [],
};
const at = (now: string, years = [terms]): Context => ({
  actor: 'dora',
  role: 'dsl',
  roles: ['dsl'],
  school: '900002',
  now,
  policy: packFor('stokes-wood', '2024-09')!,
  calendar: { years },
});
const now = '2026-03-19T09:00:00.000Z';
const past = (...events: MonitoringReportEvent[]) =>
  events.map((event) => ({ ...event, by: { actor: 'dora', role: 'dsl', at: now } as const }));

const findings = 'Two false positives.';
const begun: MonitoringReportEvent = { type: 'WeeklyReviewsBegun', data: { week: '2026-03-09', dueOn: '2026-03-20' } };
const reviewed = (week: string): MonitoringReportEvent => ({
  type: 'MonitoringWeekReviewed',
  data: { week, findings },
});
const due = (week: string, dueOn: string): MonitoringReportEvent => ({
  type: 'MonitoringWeekDue',
  data: { week, dueOn },
});
const missed: MonitoringReportEvent = {
  type: 'MonitoringWeekMissed',
  data: { week: '2026-03-09', dueOn: '2026-03-20', alerted: ['dsl', 'deputyDsl', 'onlineSafetyLead', 'headteacher'] },
};
const next = due('2026-03-16', '2026-03-27');
const closed = '2026-03-20T17:00:00.000Z';

describe('D21: monitoring is looked back at every school week', () => {
  it('begins once, in the holidays with the week after them', () => {
    given([]).when('BeginWeeklyReviews', { from: '2026-03-12' }, at(now)).then([begun]);
    given(past(begun))
      .when('BeginWeeklyReviews', { from: '2026-03-12' }, at(now))
      .thenRejected('ALREADY_EXISTS', 'D21');
    given([])
      .when('BeginWeeklyReviews', { from: '2026-04-01' }, at(now))
      .then([{ type: 'WeeklyReviewsBegun', data: { week: '2026-04-13', dueOn: '2026-04-24' } }]);
  });

  it('begins no earlier than the school year: years of missed weeks would bury what the head is told', () => {
    given([]).when('BeginWeeklyReviews', { from: '2016-01-04' }, at(now)).thenRejected('START_DATE_IN_THE_PAST', 'D21');
    given([])
      .when('BeginWeeklyReviews', { from: '2025-09-01' }, at(now))
      .then([{ type: 'WeeklyReviewsBegun', data: { week: '2026-01-05', dueOn: '2026-01-16' } }]);
  });

  it('a review makes the next school week due', () => {
    given(past(begun))
      .when('ReviewMonitoringWeek', { week: '2026-03-11', findings }, at(now))
      .then([reviewed('2026-03-09'), next]);
    given(past(begun, reviewed('2026-03-16')))
      .when('ReviewMonitoringWeek', { week: '2026-03-09', findings }, at(now))
      .then([reviewed('2026-03-09'), due('2026-03-23', '2026-04-17')]);
  });

  it('not of a week to come, before the first, of the holidays, or twice', () => {
    const review = (week: string) => ({ week, findings });
    given([]).when('ReviewMonitoringWeek', review('2026-03-09'), at(now)).thenRejected('NOT_FOUND', 'D21');
    given(past(begun))
      .when('ReviewMonitoringWeek', review('2026-03-23'), at(now))
      .thenRejected('OCCURRED_IN_THE_FUTURE', 'D21');
    given(past(begun)).when('ReviewMonitoringWeek', review('2026-03-02'), at(now)).thenRejected('WRONG_STATE', 'D21');
    given(past(begun))
      .when('ReviewMonitoringWeek', review('2026-03-30'), at('2026-04-02T09:00:00.000Z'))
      .thenRejected('WRONG_STATE', 'D21');
    given(past(begun, reviewed('2026-03-09'), next))
      .when('ReviewMonitoringWeek', review('2026-03-09'), at(now))
      .thenRejected('WRONG_STATE', 'D21');
  });

  it('a week without one is missed, once, and may still be looked back at', () => {
    given(past(begun)).when('CloseMonitoringWeek', {}, at(now)).then([]);
    given(past(begun)).when('CloseMonitoringWeek', {}, at(closed)).then([missed, next]);
    given(past(begun, missed, next))
      .when('CloseMonitoringWeek', {}, at(closed))
      .then([]);
    given(past(begun, missed, next))
      .when('ReviewMonitoringWeek', { week: '2026-03-09', findings }, at(closed))
      .then([reviewed('2026-03-09')]);
    given([]).when('CloseMonitoringWeek', {}, at(closed)).then([]);
  });

  it('is late once its day is over, whether or not an alarm has rung, and so are the weeks before it', () => {
    given(past(begun))
      .when('ReviewMonitoringWeek', { week: '2026-03-09', findings }, at(closed))
      .then([missed, next, reviewed('2026-03-09')]);
    given(past(begun))
      .when('ReviewMonitoringWeek', { week: '2026-03-16', findings }, at(closed))
      .then([missed, next, reviewed('2026-03-16'), due('2026-03-23', '2026-04-17')]);
  });

  it('a week that became one of the holidays is not missed', () => {
    const shorter = { ...terms, terms: [{ name: 'Summer', from: '2026-04-13', to: '2026-07-17' }] };
    given(past(begun))
      .when('CloseMonitoringWeek', {}, at(closed, [shorter]))
      .then([due('2026-04-13', '2026-04-24')]);
  });
});
