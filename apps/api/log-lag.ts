import { Inject, Injectable } from '@nestjs/common';
import { EventStore } from '#libs/eventing/event-store.js';
import { partsOf } from '#libs/eventing/stored-event.js';

/** Counting stops here: an administrator has to see that a read model is far behind, not how far to the event. */
export const mostCounted = 1_000;
const patienceMs = 3_000;

/** How many events of its categories the log holds after the position of a read model. */
@Injectable()
export class LogLag {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  /** By category; counting ends at `mostCounted` events in all. @throws if the event store does not answer in time. */
  async eventsAfter(position: bigint, categories: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const counts = new Map(categories.map((category) => [category, 0]));
    const tooLong = AbortSignal.timeout(patienceMs);
    let counted = 0;
    for await (const { events, caughtUp } of this.store.subscribe(categories, position, tooLong)) {
      for (const { stream } of events.slice(0, mostCounted - counted)) {
        const { category } = partsOf(stream);
        counts.set(category, (counts.get(category) ?? 0) + 1);
      }
      counted += events.length;
      if (caughtUp || counted >= mostCounted) return counts;
    }
    throw new Error('the event store did not say in time how long its log is');
  }
}
