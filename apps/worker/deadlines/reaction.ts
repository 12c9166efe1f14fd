import type { RecordCommand } from '#libs/eventing/commands/command.js';
import type { EventCategory, EventOf } from '#libs/eventing/schemas/event-schemas.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import type { Deadline } from './deadlines.js';

/** An alarm that one record sets for another, whose id stands in the event. */
interface AlarmForAnother {
  readonly at: Date;
  readonly record: string;
}

/** What an event does to an alarm: sets its record's own or another's to a moment, clears its own, or leaves it. */
export type AlarmChange = Date | AlarmForAnother | 'cleared' | 'ignored';

/** Something the system does by itself when a moment has come. It may only send a command. */
export interface Reaction {
  readonly name: string;
  readonly category: string;
  readonly alarm: (event: RecordedEvent) => AlarmChange;
  /**
   * The command to send when the alarm rings, to the record of the deadline unless it names another. `email`: what is
   * sent is the e-mail of the notification, the one thing that leaves the house.
   */
  readonly command: ((deadline: Deadline) => RecordCommand) | 'email';
}

/** For every event type of a category, what becomes of an alarm. */
export type AlarmRules<C extends EventCategory> = {
  readonly [T in EventOf<C>['type']]:
    'cleared' | 'ignored' | ((data: Extract<EventOf<C>, { type: T }>['data'], event: RecordedEvent) => AlarmChange);
};

type AnyRule = 'cleared' | 'ignored' | ((data: unknown, event: RecordedEvent) => AlarmChange);

/** Declares a reaction: for every event type of the category, what becomes of the alarm. A forgotten one does not compile. */
export function reaction<C extends EventCategory>(
  name: string,
  from: C,
  rules: AlarmRules<C>,
  command: Reaction['command'],
): Reaction {
  return {
    name,
    category: from.category,
    alarm: (event) => {
      const rule = (rules as Record<string, AnyRule>)[event.type];
      return typeof rule === 'function' ? rule(event.data, event) : (rule ?? 'ignored');
    },
    command,
  };
}
