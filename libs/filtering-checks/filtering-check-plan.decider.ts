import { dayOf } from '#libs/calendar/london-time.js';
import { dueAgain, type ReviewCycle } from '#libs/calendar/review-cycle.js';
import { noTerms, isOver } from '#libs/calendar/school-calendar.js';
import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject } from '#libs/eventing/commands/decider.js';
import type { filteringCheckPlanCommands } from './filtering-checks.commands.js';
import type { FilteringCheckPlanEvent } from './filtering-checks.events.js';

interface ActivePlan {
  readonly status: 'active';
  readonly every: ReviewCycle;
  readonly dueOn: string;
  readonly overdue: boolean;
}
export type FilteringCheckPlan = { readonly status: 'none' | 'ended' } | ActivePlan;

const active = (plan: FilteringCheckPlan): ActivePlan => plan as ActivePlan;

/** Tests of the filter that a school has put into its schedule (D22). */
export const filteringCheckPlan = decider<
  FilteringCheckPlan,
  FilteringCheckPlanEvent,
  DataOfEach<typeof filteringCheckPlanCommands>
>({
  initial: { status: 'none' },

  evolve: {
    ChecksPlanned: (_, { every, dueOn }) => ({ status: 'active', every, dueOn, overdue: false }),
    PlannedCheckDone: (plan, { dueOn }) => ({ ...active(plan), dueOn, overdue: false }),
    PlannedCheckOverdue: (plan) => ({ ...active(plan), overdue: true }),
    CheckPlanEnded: () => ({ status: 'ended' }),
  },

  decide: {
    PlanFilteringChecks: ({ userGroup, deviceKind, location, every, firstDueOn }, plan, { now }) => {
      if (plan.status !== 'none') reject('ALREADY_EXISTS', 'These tests have already been planned.', 'D22');
      if (firstDueOn < dayOf(now))
        reject('END_DATE_IN_THE_PAST', 'The first test cannot be due on a past date.', 'D22');
      const where = location === undefined ? {} : { location };
      const { count, unit } = every;
      return [
        {
          type: 'ChecksPlanned',
          data: { userGroup, deviceKind, ...where, every: { count, unit }, dueOn: firstDueOn },
        },
      ];
    },

    EndCheckPlan: ({ reason }, plan) => {
      if (plan.status === 'none') reject('NOT_FOUND', 'Your school has no plan with this id.');
      if (plan.status === 'ended') reject('WRONG_STATE', 'This plan has already ended.', 'D22');
      return [{ type: 'CheckPlanEnded', data: { reason } }];
    },

    // A test of long ago that is recorded late does not move the next one to an earlier day.
    NotePlannedCheckDone: ({ check, on }, plan, { calendar }) => {
      if (plan.status !== 'active') return [];
      const next = dueAgain(on, plan.every, calendar ?? noTerms);
      const dueOn = next > plan.dueOn ? next : plan.dueOn;
      return [{ type: 'PlannedCheckDone', data: { check, on, dueOn } }];
    },

    RaiseOverdueFilteringCheck: (_, plan, { now, policy }) => {
      if (plan.status !== 'active' || plan.overdue || !isOver(plan.dueOn, now)) return [];
      return [
        { type: 'PlannedCheckOverdue', data: { dueOn: plan.dueOn, alerted: [...policy.filtering.mayAgree.roles] } },
      ];
    },
  },
});
