import type { CommandBus } from '@nestjs/cqrs';
import { randomUUID } from 'node:crypto';
import type { CommandExecution } from '#libs/eventing/commands/command-execution.js';
import type { RecordCommand } from '#libs/eventing/commands/command.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import type { obstacles } from '#libs/notifications/email-words.js';
import { sentenceOf } from '#libs/notifications/notice-kinds.js';
import { notification, type Notification } from '#libs/notifications/notification.decider.js';
import { BeginEmail, RecordEmailResult } from '#libs/notifications/notifications.commands.js';
import { notificationEvents } from '#libs/notifications/notifications.events.js';
import { londonDay } from '#libs/calendar/london-time.js';
import { personEvents } from '#libs/people/people.events.js';
import { person, type Person } from '#libs/people/person.decider.js';
import type { Deadline } from '../deadlines/deadlines.js';
import { systemOf } from '../system.js';
import { sendMail, timeoutOf, type Mail, type MailSettings } from './mail.js';

interface Surroundings {
  readonly commands: CommandBus;
  readonly execution: CommandExecution;
  /** Undefined: no e-mail is sent. */
  readonly mail: MailSettings | undefined;
}

type Told = Extract<Notification, { status: 'told' }>;

/** How long after an attempt that certainly failed the next one is made; after the last there is none. */
const retryAfterMs = [5_000, 60_000, 300_000, 1_800_000, 7_200_000, 21_600_000] as const;
/** An attempt is given up after so many times the time it may take: its end has to be recorded as well. */
const timeoutsBeforeGivingUp = 2;

/**
 * Sends the e-mails of notifications: each once at most. That an attempt begins is recorded before the first byte goes
 * out, so that whatever stops this process in between leaves an attempt of which nobody knows the end: it counts as
 * uncertain and is not repeated. What certainly failed is tried again, later and later.
 */
export class EmailSender {
  constructor(private readonly around: Surroundings) {}

  /** Makes an attempt for a notification whose e-mail is due, if one is to be made. */
  async send({ id, school, cause }: Deadline): Promise<void> {
    const { execution, mail } = this.around;
    const system = systemOf(school);
    const stateOf = (): Promise<unknown> => execution.stateOf(notificationEvents, notification, id, system);
    const act = (command: RecordCommand): Promise<unknown> =>
      this.around.commands.execute(command.by(system).causedBy(cause));

    const told = (await stateOf()) as Notification;
    if (told.status === 'told') {
      const recipient = (await execution.stateOf(personEvents, person, told.recipient, system)) as Person;
      const obstacle = obstacleTo(told, recipient, mail);
      const token = randomUUID();
      const giveUpAt = new Date(Date.now() + (mail ? timeoutsBeforeGivingUp * timeoutOf(mail) : 0)).toISOString();
      await act(commandOf(BeginEmail, { id, token, giveUpAt, obstacle }));
      const begun = (await stateOf()) as Told;
      if (mail && recipient.status === 'known' && recipient.address !== undefined && begun.token === token) {
        const result = await sendMail(mail, mailOf(id, begun, recipient.address));
        await act(commandOf(RecordEmailResult, { id, token, result, retryAt: retryAt(begun.attempts) }));
      }
    }
  }
}

function obstacleTo(
  { mandatory }: Told,
  recipient: Person,
  mail: MailSettings | undefined,
): (typeof obstacles)[number] | undefined {
  if (!mail) return 'noMailServer';
  if (recipient.status === 'none') return 'notRecorded';
  if (recipient.leftOn !== undefined && recipient.leftOn < londonDay(new Date())) return 'left';
  if (recipient.address === undefined) return 'noAddress';
  return recipient.remindersDeclined && !mandatory ? 'declined' : undefined;
}

function retryAt(attempts: number): string | undefined {
  const after = retryAfterMs[attempts - 1];
  return after === undefined ? undefined : new Date(Date.now() + after).toISOString();
}

/** What kind of thing waits and where to look, and nothing else. */
function mailOf(id: string, { kind, mandatory, attempts }: Told, to: string): Mail {
  const choice = mandatory
    ? 'Messages of this kind go to everybody who holds the role; they cannot be stopped.'
    : 'You can stop reminders like this one in Daybook.';
  const text = `${sentenceOf(kind)}\n\nLook in your inbox in Daybook. Reference: ${id}\n\nThis message says nothing of the matter, and nobody reads answers to it.\n${choice}\n`;
  return { id: `${id}.${attempts}`, to, subject: 'Daybook: something waits for you', text };
}
