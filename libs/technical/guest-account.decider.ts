import { londonMoment, dayOf } from '#libs/calendar/london-time.js';
import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject } from '#libs/eventing/commands/decider.js';
import { alarmOf, isDue, type Alarm, type AlarmChain } from './alarm-chain.js';
import type { guestAccountCommands } from './guest-account.commands.js';
import type { GuestAccountEvent } from './guest-account.events.js';
import { dayAfter } from './intervals.js';

interface Open extends Alarm {
  readonly status: 'open';
  readonly lastDay: string;
  /** ISO 8601 in UTC. */
  readonly remindAt: string;
  readonly reminded: boolean;
}

export type GuestAccount = { readonly status: 'none' } | { readonly status: 'closed' } | Open;

const open = (account: GuestAccount): Open => account as Open;

/** Those who close accounts hear first, then the online safety lead, then the head. */
const chain: AlarmChain = [['technician', 'networkManager'], ['onlineSafetyLead'], ['headteacher']];

/** One guest's account, from its opening to the confirmation that it is closed (SL11). */
export const guestAccount = decider<GuestAccount, GuestAccountEvent, DataOfEach<typeof guestAccountCommands>>({
  initial: { status: 'none' },

  evolve: {
    GuestAccountOpened: (_, opened) => openUntil(opened),
    GuestAccountExtended: (_, extended) => openUntil(extended),
    GuestAccountEndsToday: (past) => ({ ...open(past), reminded: true }),
    GuestAccountOverdue: (past, { next }) => ({ ...open(past), alarmAt: next, alarms: open(past).alarms + 1 }),
    GuestAccountClosed: () => ({ status: 'closed' }),
  },

  decide: {
    OpenGuestAccount: ({ guest, name, kind, access, lastDay }, past, { now }) => {
      if (past.status !== 'none') reject('ALREADY_EXISTS', 'This account is already on record.', 'SL11');
      return [{ type: 'GuestAccountOpened', data: { guest, name, kind, access, ...endOf(lastDay, now) } }];
    },

    ExtendGuestAccount: ({ lastDay, reason }, past, { now }) => {
      if (lastDay <= mustBeOpen(past).lastDay)
        reject('END_DATE_NOT_LATER', 'An extension ends later than the account does now.', 'SL11');
      return [{ type: 'GuestAccountExtended', data: { reason, ...endOf(lastDay, now) } }];
    },

    ConfirmGuestAccountClosed: ({ how }, past) => {
      mustBeOpen(past);
      return [{ type: 'GuestAccountClosed', data: { how } }];
    },

    RemindOfGuestAccount: (_, past, { now }) => {
      if (past.status !== 'open' || past.reminded || past.remindAt > now) return [];
      return [{ type: 'GuestAccountEndsToday', data: { lastDay: past.lastDay, alert: [...(chain[0] ?? [])] } }];
    },

    RaiseOverdueGuestAccount: (_, past, { now }) => {
      if (past.status !== 'open' || !isDue(past, now)) return [];
      return [{ type: 'GuestAccountOverdue', data: { endsAt: past.alarmAt, ...alarmOf(chain, past, now) } }];
    },
  },
});

const openUntil = ({ lastDay, remindAt, endsAt }: Record<'lastDay' | 'remindAt' | 'endsAt', string>): Open => ({
  status: 'open',
  lastDay,
  remindAt,
  reminded: false,
  alarmAt: endsAt,
  alarms: 0,
});

function mustBeOpen(account: GuestAccount): Open {
  if (account.status === 'none') reject('NOT_FOUND', 'There is no such account in your school.');
  if (account.status === 'closed') reject('WRONG_STATE', 'The account is closed; open another one.', 'SL11');
  return account;
}

/** The account ends when its last day does, be that a working day or not; a year ahead is the furthest (ours). */
function endOf(lastDay: string, now: string): { lastDay: string; remindAt: string; endsAt: string } {
  const today = dayOf(now);
  if (lastDay < today) reject('END_DATE_IN_THE_PAST', 'The last day of an account is today or later.', 'SL11');
  if (lastDay > dayAfter(today, { count: 1, unit: 'year' }))
    reject('END_DATE_TOO_FAR', 'An account for a guest ends within a year.', 'SL11');
  const at = (time: string): string => londonMoment(lastDay, time).toISOString();
  return { lastDay, remindAt: at('08:00'), endsAt: at('17:00') };
}
