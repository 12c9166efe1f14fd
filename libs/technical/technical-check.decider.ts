import { dayOf } from '#libs/calendar/london-time.js';
import type { DataOf, DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject, type Context } from '#libs/eventing/commands/decider.js';
import { alarmOf, isDue, type Alarm, type AlarmChain } from './alarm-chain.js';
import { dayAfter } from './intervals.js';
import { workEndsOn } from './school-day.js';
import { defaultPlans, type TechnicalCheckPlan } from './technical-check-plans.js';
import type { RecordTechnicalCheck, technicalCheckCommands } from './technical-check.commands.js';
import type { TechnicalCheckEvent } from './technical-check.events.js';
import type { ResponsibleRole, TechnicalCheckKind } from './technical-check-words.js';

interface Planned extends Alarm {
  readonly status: 'planned';
  readonly kind: TechnicalCheckKind;
  readonly every: TechnicalCheckPlan['every'];
  readonly responsible: ResponsibleRole;
  /** The day from which the interval runs: when it was last done, or first planned. */
  readonly since: string;
}

export type TechnicalCheck = { readonly status: 'none' } | Planned;

const planned = (check: TechnicalCheck): Planned => check as Planned;

/** One kind of planned technical check at a school (SL11): planned, done, or missed and told to one after the other. */
export const technicalCheck = decider<TechnicalCheck, TechnicalCheckEvent, DataOfEach<typeof technicalCheckCommands>>({
  initial: { status: 'none' },

  evolve: {
    TechnicalCheckPlanned: (past, { kind, every, responsible, dueBy }, { at }) => ({
      status: 'planned',
      kind,
      every,
      responsible,
      since: past.status === 'none' ? dayOf(at) : past.since,
      alarmAt: dueBy,
      alarms: 0,
    }),
    TechnicalCheckDone: (past, { checkedOn, dueBy }) => ({
      ...planned(past),
      since: checkedOn,
      alarmAt: dueBy,
      alarms: 0,
    }),
    TechnicalCheckOverdue: (past, { next }) => ({
      ...planned(past),
      alarmAt: next,
      alarms: planned(past).alarms + 1,
    }),
  },

  decide: {
    PlanTechnicalCheck: ({ kind, every: { count, unit }, responsible }, past, { now }) => {
      const plan = { every: { count, unit }, responsible, basis: 'school', clause: 'SL11' } as const;
      return [planFor(kind, plan, past.status === 'none' ? dayOf(now) : past.since, now)];
    },

    PlanTechnicalCheckByDefault: ({ kind }, past, { now }) =>
      past.status === 'none' ? [planFor(kind, defaultPlans[kind], dayOf(now), now)] : [],

    RecordTechnicalCheck: (command, past, context) => {
      if (past.status === 'none')
        reject('NOT_FOUND', 'Nobody has planned this check yet: adopt a policy, or plan it.', 'SL11');
      return [done(command, past, context)];
    },

    RaiseOverdueTechnicalCheck: (_, past, { now }) => {
      if (past.status === 'none' || !isDue(past, now)) return [];
      const { kind, alarmAt: dueBy } = past;
      return [{ type: 'TechnicalCheckOverdue', data: { kind, dueBy, ...alarmOf(chainOf(past), past, now) } }];
    },
  },
});

/** A shorter interval may make a check due in the past: then it is due today. */
function planFor(
  kind: TechnicalCheckKind,
  { every, responsible, basis, clause }: TechnicalCheckPlan,
  since: string,
  now: string,
): TechnicalCheckEvent {
  const [due, today] = [dayAfter(since, every), dayOf(now)];
  const dueBy = workEndsOn(due < today ? today : due);
  return { type: 'TechnicalCheckPlanned', data: { kind, every, responsible, basis, clause, dueBy } };
}

function done(
  { checkedOn, result, finding, action, actionBy }: DataOf<RecordTechnicalCheck>,
  { kind, every }: Planned,
  { now }: Context,
): TechnicalCheckEvent {
  const today = dayOf(now);
  if (checkedOn > today) reject('OCCURRED_IN_THE_FUTURE', 'What is recorded as checked cannot lie ahead.', 'SL11');
  if (result === 'passed')
    return {
      type: 'TechnicalCheckDone',
      data: { kind, checkedOn, result, finding, dueBy: workEndsOn(dayAfter(checkedOn, every)) },
    };
  if (!action || !actionBy)
    reject('ACTION_MISSING', 'A failed check needs an action, and the day by which it is done.', 'SL11');
  if (actionBy < today) reject('END_DATE_IN_THE_PAST', 'The action is to be done today or later.', 'SL11');
  return {
    type: 'TechnicalCheckDone',
    data: { kind, checkedOn, result, finding, action, actionBy, dueBy: workEndsOn(actionBy) },
  };
}

/** Who is responsible hears first; then the online safety lead, then the head (SL2). */
function chainOf({ responsible }: Planned): AlarmChain {
  const above = (['onlineSafetyLead', 'headteacher'] as const).filter((role) => role !== responsible);
  return [[responsible], ...above.map((role) => [role])];
}
