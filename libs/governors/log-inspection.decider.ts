import { dayOf } from '#libs/calendar/london-time.js';
import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject, type Context } from '#libs/eventing/commands/decider.js';
import type { SchoolRole } from '#libs/people/roles.js';
import type { logInspectionCommands } from './log-inspection.commands.js';
import type { LogInspectionEvent } from './log-inspection.events.js';
import { nextInspectionBy, toldAgainAt } from './inspection-time.js';

export interface LogInspection {
  /** The day of the last visit at which a governor was shown the log, and signed. */
  readonly lastOn?: string | undefined;
  readonly dueBy?: string | undefined;
  /** When somebody is told next; undefined where nobody is. */
  readonly alarmAt?: string | undefined;
  readonly alarms: number;
}

/** The governors hear of it among themselves first; then those whose filter it is. */
const chain: readonly (readonly SchoolRole[])[] = [
  ['onlineSafetyGovernor', 'chairOfGovernors'],
  ['chairOfGovernors', 'dsl', 'headteacher'],
];

/** SL3: the governors' own duty, so its clock is theirs: it stops when one of them has signed, and for nothing else. */
export const logInspection = decider<LogInspection, LogInspectionEvent, DataOfEach<typeof logInspectionCommands>>({
  initial: { alarms: 0 },

  evolve: {
    LogInspectionPlanned: (inspection, { dueBy }) => ({ ...inspection, dueBy, alarmAt: dueBy, alarms: 0 }),
    LogInspected: (inspection, { on, dueBy }) => ({ ...inspection, lastOn: on, dueBy, alarmAt: dueBy, alarms: 0 }),
    LogInspectionMissed: (inspection, { next }) => ({ ...inspection, alarmAt: next, alarms: inspection.alarms + 1 }),
  },

  decide: {
    PlanLogInspection: (_, { lastOn, dueBy }, context) => {
      mustBeDaybook(context);
      if (dueBy !== undefined) return [];
      const since = lastOn ?? dayOf(context.now);
      return [{ type: 'LogInspectionPlanned', data: { dueBy: nextInspectionBy(since, context) } }];
    },

    NoteLogInspected: ({ visit, on }, { lastOn = '', dueBy }, context) => {
      mustBeDaybook(context);
      // A visit of an earlier day that is signed late moves nothing.
      if (on <= lastOn) return [];
      const next = dueBy === undefined ? undefined : nextInspectionBy(on, context);
      return [{ type: 'LogInspected', data: { visit, on, ...(next !== undefined && { dueBy: next }) } }];
    },

    // An alarm may ring early, late or twice: the record decides whether the time is up.
    RaiseMissedInspection: (_, { dueBy, alarmAt, alarms }, context) => {
      mustBeDaybook(context);
      const alert = chain[alarms];
      if (dueBy === undefined || alarmAt === undefined || alarmAt > context.now || !alert) return [];
      const next = alarms + 1 < chain.length ? toldAgainAt(context.now) : undefined;
      return [{ type: 'LogInspectionMissed', data: { dueBy, alert: [...alert], ...(next !== undefined && { next }) } }];
    },
  },
});

function mustBeDaybook({ role }: Context): void {
  if (role !== 'system')
    reject('NOT_YOUR_ROLE', 'Only a governor’s signature records that they inspected the log.', 'D26');
}
