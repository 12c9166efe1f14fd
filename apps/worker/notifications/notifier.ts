import type { CommandBus } from '@nestjs/cqrs';
import { validate as isId, v5 as uuidOf } from 'uuid';
import { dayOf } from '#libs/calendar/london-time.js';
import { causeOf, type Who } from '#libs/eventing/commands/command.js';
import { commandOf, type FieldsOf } from '#libs/eventing/commands/command-of.js';
import { UnreadableEvent, type EventCodec } from '#libs/eventing/schemas/event-codec.js';
import type { EventStore } from '#libs/eventing/log/event-store.js';
import { follow } from '#libs/eventing/log/follow.js';
import { readRecord } from '#libs/eventing/log/record-stream.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { noticeKinds } from '#libs/notifications/notice-kinds.js';
import { Notify, RecordVacancy } from '#libs/notifications/notifications.commands.js';
import { personEvents } from '#libs/people/people.events.js';
import type { Interruptions } from '#libs/observability/interruptions.js';
import type { UnreadableRecords } from '../deadlines/unreadable-records.js';
import type { AppointmentLedger } from './appointment-ledger.js';
import { nextInLine, type NotificationRule } from './notification-rule.js';
import { notificationRules } from './notification-rules.js';

interface Surroundings {
  readonly store: EventStore;
  readonly codec: EventCodec;
  readonly commands: CommandBus;
  readonly ledger: AppointmentLedger;
  readonly unreadable: UnreadableRecords;
  readonly interruptions: Interruptions;
}

/** Why somebody is told: for a role of theirs, or in place of one that nobody holds. */
interface Reason {
  readonly roles: Set<string>;
  readonly insteadOf: Set<string>;
}

/** Its place in the log is kept so often: no more than this is told again by a worker that is killed again and again. */
const reachEveryMs = 200;

/** The name space of the ids of notifications: the same event tells the same person once. */
const notices = '8d1cb8a2-5a0e-4b0f-8a55-4f6a3c0f6b27';

/**
 * Follows the log and tells people of what waits for them (D6, D7, D9, D18, D19): one notification for each person and
 * event. Its place in the log moves on when all before it is told; what is told again changes nothing.
 */
export class Notifier {
  /** The vacancies that stand on record: each once a day, however many rules find it. */
  private readonly vacancies = new Set<string>();

  constructor(private readonly around: Surroundings) {}

  async follow(signal: AbortSignal): Promise<void> {
    const { store, codec, ledger, unreadable, interruptions } = this.around;
    const categories = new Set([personEvents.category, ...notificationRules.map(({ category }) => category.category)]);
    await follow(
      store,
      {
        categories: [...categories],
        start: () => ledger.position(),
        read: async ({ events, position }) => ({ events: await codec.decodeEach(events), position }),
        take: async ({ events, position }) => {
          let reachedAt = performance.now();
          for (const event of unreadable.without(events)) {
            // Who stops it does not wait for a whole batch: the rest is told after the next start.
            if (signal.aborted) return;
            await this.take(event).catch((error: unknown) => {
              // An earlier event of its record.
              if (!(error instanceof UnreadableEvent)) throw error;
              unreadable.tell(error);
            });
            if (performance.now() - reachedAt > reachEveryMs) {
              await ledger.reach(event.position);
              reachedAt = performance.now();
            }
          }
          await ledger.reach(position);
        },
        interrupted: (error) => interruptions.tell('notifications interrupted, resuming', error),
      },
      signal,
    );
  }

  private async take(event: RecordedEvent): Promise<void> {
    if (event.type === 'RoleAssigned' || event.type === 'RoleEnded') await this.around.ledger.take(event);
    for (const rule of notificationRules)
      if (rule.category.category === event.category && rule.type === event.type) await this.tell(rule, event);
  }

  private async tell({ kind, whom }: NotificationRule, event: RecordedEvent): Promise<void> {
    const { roles = [], people = [], orElse = [], except = [] } = await whom(event, () => this.pastOf(event));
    const recipients = new Map<string, Reason>(people.map((person) => [person, reason()]));
    const inTheirPlace = orElse.length > 0 && !(await this.areHere(people, event)) ? orElse : [];
    for (const role of new Set([...roles, ...inTheirPlace])) await this.findHolders(role, event, recipients);
    for (const [recipient, { roles: held, insteadOf }] of recipients) {
      if (except.includes(recipient) || !isId(recipient)) continue;
      const id = uuidOf(`${event.eventId}/${recipient}`, notices);
      const { mandatory } = noticeKinds[kind];
      const about = { category: event.category, id: event.id };
      const told = { roles: [...held], insteadOf: [...insteadOf], causedBy: event.eventId };
      await this.send(event, Notify, { id, notice: { recipient, kind, mandatory, about, ...told } });
    }
  }

  /** Whether one of the people holds a role on the day of the event. */
  private async areHere(people: readonly string[], { school, by, position }: RecordedEvent): Promise<boolean> {
    const day = dayOf(by.at);
    const held = people.map((person) => this.around.ledger.holdsAny(school, person, day, position));
    return (await Promise.all(held)).includes(true);
  }

  /** Adds the holders of a role; where it has none, that is put on record, and the next in the line are told. */
  private async findHolders(role: string, event: RecordedEvent, recipients: Map<string, Reason>): Promise<void> {
    const { ledger } = this.around;
    const day = dayOf(event.by.at);
    const holders = (of: string): Promise<string[]> => ledger.holders(event.school, of, day, event.position);
    let [told, tellTo]: [string[], string | undefined] = [await holders(role), role];
    while (told.length === 0 && tellTo !== undefined) {
      tellTo = nextInLine(tellTo);
      told = tellTo === undefined ? [] : await holders(tellTo);
    }
    if (tellTo !== role) {
      const id = uuidOf(`${event.school}/${role}/${day}`, notices);
      if (!this.vacancies.has(id)) await this.send(event, RecordVacancy, { id, role, on: day, fellTo: tellTo });
      this.vacancies.add(id);
    }
    for (const person of told) {
      const { roles, insteadOf } = recipients.get(person) ?? reason();
      if (tellTo === role) roles.add(role);
      else insteadOf.add(role);
      recipients.set(person, { roles, insteadOf });
    }
  }

  /** The record's events up to this one. */
  private async pastOf({ category, id, school, revision }: RecordedEvent): Promise<RecordedEvent[]> {
    const stored = await readRecord(this.around.store, { category }, id, school);
    const { events, setAside } = await this.around.codec.decodeRecord(
      stored.events.filter((event) => event.revision <= revision),
    );
    if (setAside) throw setAside;
    return [...events];
  }

  private async send<C extends Notify | RecordVacancy>(
    event: RecordedEvent,
    type: new () => C,
    fields: FieldsOf<C> & { readonly id: string },
  ): Promise<void> {
    const command = commandOf(type, { ...fields, commandId: uuidOf(`${fields.id}/first`, notices) });
    const who: Who = { actor: 'daybook', role: 'system', roles: ['system'], school: event.school };
    await this.around.commands.execute(command.by(who).causedBy(causeOf(event)));
  }
}

const reason = (): Reason => ({ roles: new Set(), insteadOf: new Set() });
