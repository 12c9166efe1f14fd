import type { ChangingCommand } from '#libs/eventing/command.js';
import type { EventCategory, EventOf } from '#libs/eventing/event-schemas.js';
import type { RecordedEvent } from '#libs/eventing/stored-event.js';

/** What an event does to the alarm of its record: sets it to a moment, clears it, or leaves it. */
export type AlarmChange = Date | 'cleared' | 'ignored';

/** Something the system does by itself when a moment has come. It may only send a command. */
export interface Reaction {
  readonly name: string;
  readonly category: string;
  readonly alarm: (event: RecordedEvent) => AlarmChange;
  /** The command to send when the alarm rings; the record decides whether anything follows. */
  readonly command: () => ChangingCommand;
}

type AlarmRules<C extends EventCategory> = {
  readonly [T in EventOf<C>['type']]:
    'cleared' | 'ignored' | ((data: Extract<EventOf<C>, { type: T }>['data'], event: RecordedEvent) => Date);
};

/** Declares a reaction: for every event type of the category, what becomes of the alarm. A forgotten one does not compile. */
export function reaction<C extends EventCategory>(
  name: string,
  from: C,
  rules: AlarmRules<C>,
  command: () => ChangingCommand,
): Reaction {
  return {
    name,
    category: from.category,
    alarm: (event) => {
      const rule = (rules as Record<string, 'cleared' | 'ignored' | ((data: unknown, event: RecordedEvent) => Date)>)[
        event.type
      ];
      return typeof rule === 'function' ? rule(event.data, event) : (rule ?? 'ignored');
    },
    command,
  };
}
