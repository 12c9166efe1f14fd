import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import { packFor } from '#libs/policies/policy-packs.js';
import { filteringCheckPlan } from './filtering-check-plan.decider.js';
import type { FilteringCheckPlanEvent } from './filtering-checks.events.js';

const { given } = specFor(filteringCheckPlan);

const check = '00000000-0000-4000-8000-000000000002';
const reason = 'The trolley was sold.';
const at = (now: string): Context => ({
  actor: 'ben',
  role: 'onlineSafetyLead',
  roles: ['onlineSafetyLead'],
  school: '900002',
  now,
  policy: packFor('stokes-wood', '2024-09')!,
  calendar: {
    years: [
      {
        year: 2025,
        terms: [
          { name: 'Spring', from: '2026-01-05', to: '2026-03-27' },
          { name: 'Summer', from: '2026-04-13', to: '2026-07-17' },
        ],
        insetDays: [],
      },
    ],
  },
});
const morning = at('2026-03-12T09:00:00.000Z');
const evening = at('2026-03-12T17:00:00.000Z');
const dueOn = '2026-03-12';
const plan = { userGroup: 'pupils', deviceKind: 'schoolOwned', every: { count: 1, unit: 'month' } } as const;
const planned: FilteringCheckPlanEvent = { type: 'ChecksPlanned', data: { ...plan, dueOn } };
const overdue: FilteringCheckPlanEvent = {
  type: 'PlannedCheckOverdue',
  data: { dueOn, alerted: ['onlineSafetyLead'] },
};
const done = (on: string, next: string): FilteringCheckPlanEvent => ({
  type: 'PlannedCheckDone',
  data: { check, on, dueOn: next },
});
const ended: FilteringCheckPlanEvent = { type: 'CheckPlanEnded', data: { reason } };
const past = (...events: FilteringCheckPlanEvent[]) =>
  events.map((event) => ({ ...event, by: { actor: 'ben', role: 'onlineSafetyLead', at: morning.now } as const }));

describe('D22, SW7: the filter is checked regularly, as the school has planned it', () => {
  it('is planned for users, devices and a rhythm, from today on', () => {
    given([])
      .when('PlanFilteringChecks', { ...plan, firstDueOn: dueOn }, morning)
      .then([planned]);
    given([])
      .when('PlanFilteringChecks', { ...plan, firstDueOn: '2026-03-11' }, morning)
      .thenRejected('END_DATE_IN_THE_PAST', 'D22');
    given(past(planned))
      .when('PlanFilteringChecks', { ...plan, firstDueOn: dueOn }, morning)
      .thenRejected('ALREADY_EXISTS', 'D22');
  });

  it('is due again after each test, on a school day, and never earlier than it was', () => {
    given(past(planned))
      .when('NotePlannedCheckDone', { check, on: '2026-03-10' }, morning)
      .then([done('2026-03-10', '2026-04-13')]);
    given(past(planned))
      .when('NotePlannedCheckDone', { check, on: '2026-01-09' }, morning)
      .then([done('2026-01-09', dueOn)]);
    given(past(planned, ended)).when('NotePlannedCheckDone', { check, on: '2026-03-10' }, morning).then([]);
  });

  it('raises an alarm, once, when the day is over on which a test was due', () => {
    given(past(planned)).when('RaiseOverdueFilteringCheck', {}, morning).then([]);
    given(past(planned)).when('RaiseOverdueFilteringCheck', {}, evening).then([overdue]);
    given(past(planned, overdue)).when('RaiseOverdueFilteringCheck', {}, evening).then([]);
    given(past(planned, done('2026-03-12', '2026-04-13')))
      .when('RaiseOverdueFilteringCheck', {}, evening)
      .then([]);
    given(past(planned, ended)).when('RaiseOverdueFilteringCheck', {}, evening).then([]);
  });

  it('ends with a reason, once', () => {
    given(past(planned)).when('EndCheckPlan', { reason }, morning).then([ended]);
    given(past(planned, ended)).when('EndCheckPlan', { reason }, morning).thenRejected('WRONG_STATE', 'D22');
    given([]).when('EndCheckPlan', { reason }, morning).thenRejected('NOT_FOUND');
  });
});
