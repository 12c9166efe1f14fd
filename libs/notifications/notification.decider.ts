import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject } from '#libs/eventing/commands/decider.js';
import type { emailStatuses } from './email-words.js';
import type { notificationCommands } from './notifications.commands.js';
import type { NotificationEvent } from './notifications.events.js';

type Commands = DataOfEach<typeof notificationCommands>;

interface Told {
  readonly status: 'told';
  readonly recipient: string;
  readonly kind: string;
  readonly mandatory: boolean;
  readonly read: boolean;
  readonly email: (typeof emailStatuses)[number];
  readonly attempts: number;
  /** The attempt that is under way. */
  readonly token?: string;
  readonly giveUpAt?: string;
  /** While the e-mail waits: not before this is it sent, or tried again. ISO 8601 in UTC. */
  readonly sendAt: string;
}

export type Notification = { readonly status: 'none' } | Told;

/** That one person is told of one thing: in the inbox for certain, by e-mail once at most (D6, D7, D9). */
export const notification = decider<Notification, NotificationEvent, Commands>({
  initial: { status: 'none' },

  evolve: {
    NotificationDue: (_, { recipient, kind, mandatory }, { at }) => ({
      status: 'told',
      recipient,
      kind,
      mandatory,
      read: false,
      email: 'waiting',
      attempts: 0,
      sendAt: at,
    }),
    NotificationRead: (past) => ({ ...(past as Told), read: true }),
    EmailStarted: (past, { attempt, token, giveUpAt }) => ({
      ...(past as Told),
      email: 'sending',
      attempts: attempt,
      token,
      giveUpAt,
    }),
    EmailSent: (past) => ({ ...(past as Told), email: 'sent' }),
    EmailFailed: (past, { retryAt }) =>
      retryAt === undefined
        ? { ...(past as Told), email: 'failed' }
        : { ...(past as Told), email: 'waiting', sendAt: retryAt },
    EmailRefused: (past) => ({ ...(past as Told), email: 'refused' }),
    EmailUncertain: (past) => ({ ...(past as Told), email: 'uncertain' }),
    EmailNotSent: (past) => ({ ...(past as Told), email: 'notSent' }),
  },

  decide: {
    Notify: ({ notice }, past) => (past.status === 'none' ? [{ type: 'NotificationDue', data: notice }] : []),

    // An alarm that rings twice finds the first attempt under way, or its end on record.
    BeginEmail: ({ token, giveUpAt, obstacle }, past, { now }) => {
      if (past.status === 'none' || past.email !== 'waiting' || past.sendAt > now) return [];
      if (obstacle !== undefined) return [{ type: 'EmailNotSent', data: { because: obstacle } }];
      return [{ type: 'EmailStarted', data: { attempt: past.attempts + 1, token, giveUpAt } }];
    },

    // The result of an attempt that was given up already comes too late to change anything.
    RecordEmailResult: ({ token, result, retryAt }, past) => {
      if (past.status === 'none' || past.email !== 'sending' || past.token !== token) return [];
      const attempt = past.attempts;
      switch (result) {
        case 'sent':
          return [{ type: 'EmailSent', data: { attempt } }];
        case 'failed':
          return [{ type: 'EmailFailed', data: { attempt, ...(retryAt !== undefined && { retryAt }) } }];
        case 'refused':
          return [{ type: 'EmailRefused', data: { attempt } }];
        case 'uncertain':
          return [{ type: 'EmailUncertain', data: { attempt } }];
      }
    },

    GiveUpOnEmail: (_, past, { now }) => {
      if (past.status === 'none' || past.email !== 'sending' || (past.giveUpAt ?? '') > now) return [];
      return [{ type: 'EmailUncertain', data: { attempt: past.attempts } }];
    },

    // Whose it is not, does not learn that it is there.
    MarkNotificationRead: (_, past, { actor }) => {
      if (past.status === 'none' || past.recipient !== actor)
        return reject('NOT_FOUND', 'Your inbox has no notification with this id.');
      return past.read ? [] : [{ type: 'NotificationRead', data: {} }];
    },
  },
});
