import { dayOf } from '#libs/calendar/london-time.js';
import type { DataOf, DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject, type Context } from '#libs/eventing/commands/decider.js';
import { alarmOf, isDue, type Alarm, type AlarmChain } from './alarm-chain.js';
import { dayAfter } from './intervals.js';
import type { licenceCommands, ReconcileLicences } from './licence.commands.js';
import type { LicenceEvent } from './licence.events.js';
import { workEndsOn } from './school-day.js';

interface Held extends Alarm {
  readonly status: 'held';
  readonly purchased: number;
  readonly everyMonths: number;
}

export type Licence = { readonly status: 'none' } | { readonly status: 'ended' } | Held;

const held = (licence: Licence): Held => licence as Held;

/** The office keeps the log (SL11); the head hears when it does not. */
const chain: AlarmChain = [['officeManager'], ['headteacher']];

/** The licences of one product, from the day they come into the log (SL11). */
export const licence = decider<Licence, LicenceEvent, DataOfEach<typeof licenceCommands>>({
  initial: { status: 'none' },

  evolve: {
    LicenceRecorded: (_, { purchased, everyMonths, reconcileBy }) => ({
      status: 'held',
      purchased,
      everyMonths,
      alarmAt: reconcileBy,
      alarms: 0,
    }),
    LicencesPurchased: (past, { purchased }) => ({ ...held(past), purchased }),
    LicencesReconciled: (past, { reconcileBy }) => ({ ...held(past), alarmAt: reconcileBy, alarms: 0 }),
    LicenceReconciliationOverdue: (past, { next }) => ({ ...held(past), alarmAt: next, alarms: held(past).alarms + 1 }),
    LicenceEnded: () => ({ status: 'ended' }),
  },

  decide: {
    RecordLicence: ({ product, supplier, purchased, everyMonths }, past, { now }) => {
      if (past.status !== 'none') reject('ALREADY_EXISTS', 'These licences are already in the log.', 'SL11');
      const reconcileBy = workEndsOn(dayAfter(dayOf(now), { count: everyMonths, unit: 'month' }));
      const data = { product, ...(supplier && { supplier }), purchased, everyMonths, reconcileBy };
      return [{ type: 'LicenceRecorded', data }];
    },

    RecordLicencesPurchased: ({ purchased, reason }, past) => {
      mustBeHeld(past);
      return [{ type: 'LicencesPurchased', data: { purchased, reason } }];
    },

    ReconcileLicences: (command, past, context) => [reconciled(command, mustBeHeld(past), context)],

    EndLicence: ({ reason }, past) => {
      mustBeHeld(past);
      return [{ type: 'LicenceEnded', data: { reason } }];
    },

    RaiseOverdueReconciliation: (_, past, { now }) => {
      if (past.status !== 'held' || !isDue(past, now)) return [];
      const late = { reconcileBy: past.alarmAt, ...alarmOf(chain, past, now) };
      return [{ type: 'LicenceReconciliationOverdue', data: late }];
    },
  },
});

function mustBeHeld(licence: Licence): Held {
  if (licence.status === 'none') reject('NOT_FOUND', 'There are no such licences in your school.');
  if (licence.status === 'ended') reject('WRONG_STATE', 'These licences have ended.', 'SL11');
  return licence;
}

function reconciled(
  { installed, explanation, action, actionBy }: DataOf<ReconcileLicences>,
  { purchased, everyMonths }: Held,
  { now }: Context,
): LicenceEvent {
  const today = dayOf(now);
  if (installed === purchased) {
    const reconcileBy = workEndsOn(dayAfter(today, { count: everyMonths, unit: 'month' }));
    return { type: 'LicencesReconciled', data: { purchased, installed, reconcileBy } };
  }
  if (!explanation) reject('REASON_MISSING', 'What is installed differs from what was purchased: explain why.', 'SL11');
  if (!action || !actionBy)
    reject('ACTION_MISSING', 'A difference needs an action, and the day by which it is done.', 'SL11');
  if (actionBy < today) reject('END_DATE_IN_THE_PAST', 'The action is to be done today or later.', 'SL11');
  return {
    type: 'LicencesReconciled',
    data: { purchased, installed, explanation, action, actionBy, reconcileBy: workEndsOn(actionBy) },
  };
}
