import { yearsAfter } from '#libs/calendar/later.js';
import type { DataOf, DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject, type Context } from '#libs/eventing/commands/decider.js';
import { mustBeKnown } from '#libs/people/named-people.js';
import { lookBy } from './alert-clock.js';
import type { AttachAlert, monitoringAlertCommands, RecordAlert } from './monitoring.commands.js';
import type { MonitoringAlertEvent } from './monitoring.events.js';
import { dslTeam } from './monitoring-words.js';

type Commands = DataOfEach<typeof monitoringAlertCommands & { AttachAlert: typeof AttachAlert }>;

interface KnownAlert {
  readonly status: 'raw' | 'expired';
  readonly occurredAt: string;
  readonly person?: string;
  readonly seen: boolean;
  /** Set while a high risk waits for somebody to look. */
  readonly lookBy?: string;
  readonly incident?: string;
  readonly expiresAt: string;
}
export type MonitoringAlert = { readonly status: 'none' } | KnownAlert;

const known = (alert: MonitoringAlert): KnownAlert => alert as KnownAlert;

/** One alert of a monitoring system (D21). A high risk goes the same-day route; what is part of no case ends. */
export const monitoringAlert = decider<MonitoringAlert, MonitoringAlertEvent, Commands>({
  initial: { status: 'none' },

  evolve: {
    AlertReceived: (_, { occurredAt, person, expiresAt }) => ({
      status: 'raw',
      occurredAt,
      ...(person !== undefined && { person }),
      seen: false,
      expiresAt,
    }),
    HighRiskAlerted: (alert, { lookBy: by }) => ({ ...known(alert), lookBy: by }),
    AlertEscalated: (alert, { lookBy: by }) => ({ ...known(alert), lookBy: by }),
    AlertLookedAt: (alert) => ({ ...known(alert), seen: true }),
    AlertDecided: (alert) => ({ ...known(alert), seen: true }),
    AlertAttached: (alert, { incident }) => ({ ...known(alert), seen: true, incident }),
    RawAlertExpired: (alert) => ({ ...known(alert), status: 'expired' }),
  },

  decide: {
    RecordAlert: (alert, past, context) => {
      if (past.status !== 'none') reject('ALREADY_EXISTS', 'This alert has already been imported.', 'D21');
      const { roles, by } = { roles: [...dslTeam], by: lookBy(context.now) };
      return [
        received(alert, context),
        ...(alert.highRisk ? [{ type: 'HighRiskAlerted' as const, data: { roles, lookBy: by } }] : []),
      ];
    },

    LookAtAlert: (_, past, context) => (mustHandle(past, context).seen ? [] : [{ type: 'AlertLookedAt', data: {} }]),

    DecideAlert: ({ disposition, note }, past, context) => {
      mustHandle(past, context);
      return [{ type: 'AlertDecided', data: { disposition, ...(note !== undefined && { note }) } }];
    },

    AttachAlert: ({ incident }, past, context) => {
      mustBeUnattached(mustHandle(past, context));
      return [{ type: 'AlertAttached', data: { incident } }];
    },

    NoteAlertAttached: ({ incident }, past) =>
      past.status !== 'raw' || past.incident !== undefined ? [] : [{ type: 'AlertAttached', data: { incident } }],

    // An alarm may ring early, late or twice: the record decides whether the time is up.
    EscalateAlert: (_, past, { now }) => {
      if (past.status !== 'raw' || past.seen || past.lookBy === undefined || past.lookBy > now) return [];
      return [{ type: 'AlertEscalated', data: { to: 'headteacher', lookBy: lookBy(now) } }];
    },

    ExpireAlert: (_, past, { now }) =>
      past.status !== 'raw' || past.incident !== undefined || past.expiresAt > now
        ? []
        : [{ type: 'RawAlertExpired', data: {} }],
  },
});

/** How long it is kept is the retention of the policy in force when it came. */
function received(alert: DataOf<RecordAlert>, context: Context): MonitoringAlertEvent {
  const { now, policy } = context;
  const { source, door, occurredAt, grade, highRisk, contentKind, content, device, ip, account, person } = alert;
  if (occurredAt > now) reject('OCCURRED_IN_THE_FUTURE', 'The time of the alert cannot be in the future.', 'D21');
  if (person !== undefined) mustBeKnown(person, 'person', context, 'D21');
  const keep = policy.retention.find(({ code }) => code === 'rawAlert')?.keep;
  const years = typeof keep === 'object' ? keep.years : 1;
  return {
    type: 'AlertReceived',
    data: {
      source,
      door,
      occurredAt,
      grade,
      highRisk,
      contentKind,
      content,
      ...(device !== undefined && { device }),
      ...(ip !== undefined && { ip }),
      ...(account !== undefined && { account }),
      ...(person !== undefined && { person }),
      expiresAt: yearsAfter(now, years),
    },
  };
}

/** @returns the alert, if it is still there and not about the sender. */
export function mustHandle(alert: MonitoringAlert, { actor }: Pick<Context, 'actor'>): KnownAlert {
  if (alert.status === 'none') reject('NOT_FOUND', 'Your school has no alert with this id.');
  if (alert.person === actor) reject('OWN_CASE', 'You cannot handle an alert about yourself.', 'D6');
  if (alert.status === 'expired')
    reject('WRONG_STATE', 'The alert has expired and its content has been erased.', 'D21');
  return alert;
}

export function mustBeUnattached({ incident }: KnownAlert): void {
  if (incident !== undefined) reject('WRONG_STATE', 'The alert is already part of a case.', 'D21');
}
