import type { RecordCommand } from '#libs/eventing/commands/command.js';
import type { EventCategory, EventOf } from '#libs/eventing/schemas/event-schemas.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';

/** What the system does by itself once something has been recorded. */
export interface FollowRule {
  readonly name: string;
  readonly events: EventCategory;
  /** The types of events from which something may follow. */
  readonly types: readonly string[];
  /** The commands that follow from an event, in this order. */
  readonly commandsFor: (event: RecordedEvent) => readonly RecordCommand[];
}

type Followed = RecordCommand | readonly RecordCommand[] | undefined;

type Rules<C extends EventCategory> = {
  readonly [T in EventOf<C>['type']]?: (
    data: Extract<EventOf<C>, { type: T }>['data'],
    event: RecordedEvent,
  ) => Followed;
};

/**
 * What follows from an event at once. Each command is sent at least once, in the order of the events for each record that
 * it goes to, and says which event caused it; its id follows from the event, so that sent twice it is done once. A new
 * rule is asked about all events that were recorded before it was there.
 */
export function follows<C extends EventCategory>(
  name: string,
  { events }: { readonly events: C },
  rules: Rules<C>,
): FollowRule {
  const byType = new Map(Object.entries(rules as Record<string, (data: unknown, event: RecordedEvent) => Followed>));
  return {
    name,
    events,
    types: [...byType.keys()],
    commandsFor: (event) => {
      const followed = byType.get(event.type)?.(event.data, event);
      if (followed === undefined) return [];
      return 'length' in followed ? followed : [followed];
    },
  };
}
