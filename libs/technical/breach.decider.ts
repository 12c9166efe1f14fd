import { hoursAfter } from '#libs/calendar/later.js';
import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject, type Context } from '#libs/eventing/commands/decider.js';
import { alarmOf, isDue, type Alarm, type AlarmChain } from './alarm-chain.js';
import type { breachCommands } from './breach.commands.js';
import type { BreachEvent } from './breach.events.js';
import type { breachRisks, icoDecisions } from './technical-incident-words.js';

interface Open extends Alarm {
  readonly status: 'open';
  readonly awareAt: string;
  readonly notifyBy: string;
  readonly warnAt: string;
  readonly warned: boolean;
  readonly risk?: (typeof breachRisks)[number];
  readonly decision?: (typeof icoDecisions)[number];
  readonly peopleTold: boolean;
}

export type Breach = { readonly status: 'none' } | { readonly status: 'closed' } | Open;

const open = (breach: Breach): Open => breach as Open;

/** UK GDPR art. 33(1): without undue delay and not later than 72 hours after having become aware. They run on all days. */
const notifyWithinHours = 72;
/** Ours: a day is left when the warning comes. */
const warnAfterHours = 48;
const warned = ['headteacher', 'seniorLeader', 'onlineSafetyLead'] as const;
const chain: AlarmChain = [['headteacher', 'seniorLeader'], ['chairOfGovernors']];

/** One breach of personal data (D40): assessed, the ICO told in time or not and why, those concerned told, closed. */
export const breach = decider<Breach, BreachEvent, DataOfEach<typeof breachCommands>>({
  initial: { status: 'none' },

  evolve: {
    BreachOpened: (_, { awareAt, warnAt, notifyBy }) => ({
      status: 'open',
      awareAt,
      notifyBy,
      warnAt,
      warned: false,
      peopleTold: false,
      alarmAt: notifyBy,
      alarms: 0,
    }),
    BreachAssessed: (past, { risk }) => ({ ...open(past), risk }),
    IcoNotified: (past) => ({ ...open(past), decision: 'notified', alarmAt: undefined }),
    IcoNotNotified: (past) => ({ ...open(past), decision: 'notNotified', alarmAt: undefined }),
    PeopleToldOfBreach: (past) => ({ ...open(past), peopleTold: true }),
    BreachDeadlineNear: (past) => ({ ...open(past), warned: true }),
    BreachDeadlineMissed: (past, { next }) => ({ ...open(past), alarmAt: next, alarms: open(past).alarms + 1 }),
    BreachClosed: () => ({ status: 'closed' }),
  },

  decide: {
    OpenBreach: ({ awareAt, incident }, past, context) => {
      if (past.status !== 'none') reject('ALREADY_EXISTS', 'This breach is already in the register.', 'D40');
      mustLieBehind(awareAt, context);
      const clock = { warnAt: hoursAfter(awareAt, warnAfterHours), notifyBy: hoursAfter(awareAt, notifyWithinHours) };
      return [{ type: 'BreachOpened', data: { ...(incident && { incident }), awareAt, ...clock } }];
    },

    AssessBreach: ({ risk, people, what }, past) => {
      const { decision } = mustBeOpen(past);
      // What was found harmless and is not must be told after all.
      if (decision === 'notNotified' && risk !== 'unlikely')
        reject('NOTIFICATION_MANDATORY', 'Harm is not unlikely after all: tell the ICO first.', 'D40');
      return [{ type: 'BreachAssessed', data: { risk, people, what } }];
    },

    RecordIcoNotified: ({ notifiedAt, reference, lateBecause }, past, context) => {
      const { notifyBy } = mustBeOpen(past);
      mustLieBehind(notifiedAt, context);
      if (notifiedAt > notifyBy && !lateBecause)
        reject('REASON_MISSING', 'After more than 72 hours the reasons for the delay are needed.', 'D40');
      const optional = { ...(reference && { reference }), ...(lateBecause && { lateBecause }) };
      return [{ type: 'IcoNotified', data: { notifiedAt, ...optional } }];
    },

    RecordIcoNotNotified: ({ reasons }, past) => {
      const { risk, decision } = mustBeOpen(past);
      if (decision) reject('WRONG_STATE', 'It is decided already.', 'D40');
      if (risk !== 'unlikely')
        reject('NOTIFICATION_MANDATORY', 'Only a breach assessed as unlikely to harm anybody need not be told.', 'D40');
      return [{ type: 'IcoNotNotified', data: { reasons } }];
    },

    RecordPeopleTold: ({ toldAt, how }, past, context) => {
      mustBeOpen(past);
      mustLieBehind(toldAt, context);
      return [{ type: 'PeopleToldOfBreach', data: { toldAt, how } }];
    },

    CloseBreach: ({ lessons }, past) => {
      const { risk, decision, peopleTold } = mustBeOpen(past);
      if (!decision) reject('WRONG_STATE', 'First the ICO is told, or it is written down why not.', 'D40');
      if (risk === 'high' && !peopleTold)
        reject('NOTIFICATION_MANDATORY', 'Where the risk is high those whose data it is are told.', 'D40');
      return [{ type: 'BreachClosed', data: { lessons } }];
    },

    WarnOfBreachDeadline: (_, past, { now }) => {
      if (past.status !== 'open' || past.decision || past.warned || now < past.warnAt) return [];
      return [{ type: 'BreachDeadlineNear', data: { notifyBy: past.notifyBy, alert: [...warned] } }];
    },

    RaiseMissedBreachDeadline: (_, past, { now }) => {
      if (past.status !== 'open' || !isDue(past, now)) return [];
      return [{ type: 'BreachDeadlineMissed', data: { notifyBy: past.notifyBy, ...alarmOf(chain, past, now) } }];
    },
  },
});

function mustBeOpen(breach: Breach): Open {
  if (breach.status === 'none') reject('NOT_FOUND', 'There is no such breach in your school.');
  if (breach.status === 'closed') reject('WRONG_STATE', 'The breach is closed.', 'D40');
  return breach;
}

function mustLieBehind(moment: string, { now }: Context): void {
  if (moment > now) reject('OCCURRED_IN_THE_FUTURE', 'The time recorded cannot be in the future.', 'D40');
}
