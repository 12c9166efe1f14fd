import type { CommandBus } from '@nestjs/cqrs';
import { v5 as uuidOf } from 'uuid';
import { causeOf, type RecordCommand } from '#libs/eventing/commands/command.js';
import type { EventStore } from '#libs/eventing/log/event-store.js';
import { partsOf, type RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { ForeignEvent, UnreadableEvent, type EventCodec } from '#libs/eventing/schemas/event-codec.js';
import type { FollowRule } from './follows.js';
import type { FollowUp } from './follow-ups.js';
import { systemOf } from '../system.js';

/** Events that have just been read need not be read again; of more than so many they are. */
const mostAtHand = 2_000;
/** The name space of the ids of commands: what follows from an event is sent under the same id each time. */
const followUpCommands = '5b2d9c61-8a7e-4f0c-9d36-71c0e2a4b8f5';

interface Around {
  readonly store: EventStore;
  readonly codec: EventCodec;
  readonly commands: CommandBus;
  readonly rules: readonly FollowRule[];
}

/** Sends the commands that follow from events. */
export class FollowUpSender {
  private readonly atHand = new Map<string, RecordedEvent>();
  private readonly rules: ReadonlyMap<string, FollowRule>;

  constructor(private readonly around: Around) {
    this.rules = new Map(around.rules.map((rule) => [rule.name, rule]));
  }

  /** What follows from these events; of one that cannot be read, that something may. */
  from(events: readonly (RecordedEvent | UnreadableEvent)[], rules = this.around.rules): FollowUp[] {
    return events.flatMap((event) =>
      event instanceof UnreadableEvent
        ? fromUnreadable(event, rules)
        : rules
            .filter(({ events: { category } }) => category === event.category)
            .flatMap((rule) => {
              const target = targetOf(rule, event);
              if (target === undefined) return [];
              this.keepAtHand(event);
              return [followUpOf(rule, event, target)];
            }),
    );
  }

  /** Sends what follows, again if it was sent before. */
  async send(followUp: FollowUp): Promise<void> {
    const rule = this.rules.get(followUp.rule);
    if (!rule) throw new Error(`no rule is called ${followUp.rule}`);
    const event = await this.eventOf(followUp);
    for (const command of commandsOf(rule, event)) {
      command.commandId =
        followUp.commandId ??
        uuidOf(`${event.eventId}/${command.constructor.name}/${command.id ?? ''}`, followUpCommands);
      await this.around.commands.execute(command.causedBy(causeOf(event)));
    }
    this.atHand.delete(followUp.eventId);
  }

  private async eventOf({ eventId, stream, revision }: FollowUp): Promise<RecordedEvent> {
    const known = this.atHand.get(eventId);
    if (known) return known;
    for await (const stored of this.around.store.read(stream, revision)) {
      const [event] = await this.around.codec.decode([stored]);
      if (event) return event;
    }
    throw new Error('the event from which something follows is not in the log');
  }

  private keepAtHand(event: RecordedEvent): void {
    if (this.atHand.size < mostAtHand) this.atHand.set(event.eventId, event);
  }
}

/** Each with its sender: a command of which a school has one record takes its id from there. */
export const commandsOf = (rule: FollowRule, event: RecordedEvent): RecordCommand[] =>
  rule.commandsFor(event).map((command) => command.by(systemOf(event.school)));

/** To which record something goes that follows; what cannot be said of a command is told when it is to be sent. */
function targetOf(rule: FollowRule, event: RecordedEvent): string | undefined {
  try {
    const [command] = commandsOf(rule, event);
    return command && (command.id ?? event.id);
  } catch {
    return event.id;
  }
}

function followUpOf(rule: FollowRule, event: RecordedEvent, target: string): FollowUp {
  const { eventId, stream, revision, position, school } = event;
  return { rule: rule.name, eventId, stream, revision, position, school, target };
}

/** What follows from it is known when it can be read; a type that is not known may be one from which something follows. */
function fromUnreadable(unreadable: UnreadableEvent, rules: readonly FollowRule[]): FollowUp[] {
  if (unreadable instanceof ForeignEvent) return [];
  const { event } = unreadable;
  const { eventId, stream, revision, position, type } = event;
  return rules
    .filter(({ events }) => partsOf(stream).category === events.category)
    .filter(({ events, types }) => types.includes(type) || !Object.hasOwn(events.types, type))
    .map(({ name }) => ({ rule: name, eventId, stream, revision, position, school: '', target: stream }));
}
