import type { EventStore } from '../log/event-store.js';
import type { Projection } from './projection.js';
import { eventMetadata, partsOf } from '../log/stored-event.js';

/** How far a read model is behind the log. */
export interface Lag {
  /** Events it has still to take; counted up to `mostCounted`. */
  readonly events: number;
  /** How long ago the first of them was recorded. */
  readonly seconds: number;
}

/** Counting stops here: people have to see that a read model is far behind, not how far to the event. */
export const mostCounted = 10_000;
const timeoutMs = 3_000;

/**
 * Reads on from where each read model stands: what comes, it has not taken yet.
 * @throws if the event store does not answer in time.
 */
export async function lagOf(
  store: EventStore,
  projections: readonly Projection[],
  positions: ReadonlyMap<string, bigint>,
): Promise<Map<string, Lag>> {
  const lags = new Map(projections.map(({ name }) => [name, { events: 0, seconds: 0 }]));
  const readers = projections.flatMap(({ name, folds }) => {
    const lag = lags.get(name) ?? { events: 0, seconds: 0 };
    const position = positions.get(name) ?? 0n;
    return Object.keys(folds).map((category) => ({ category, lag, position }));
  });
  const [one] = readers;
  if (!one) return lags;
  const from = readers.reduce((least, { position }) => (position < least ? position : least), one.position);
  const categories = [...new Set(readers.map(({ category }) => category))];
  let counted = 0;
  for await (const { events, caughtUp } of store.subscribe(categories, from, AbortSignal.timeout(timeoutMs))) {
    for (const { stream, position, metadata } of events) {
      const { category } = partsOf(stream);
      for (const reader of readers) {
        if (reader.category !== category || reader.position >= position) continue;
        if (reader.lag.events++ === 0) reader.lag.seconds = secondsSince(metadata);
      }
    }
    counted += events.length;
    if (caughtUp || counted >= mostCounted) return lags;
  }
  throw new Error('the event store did not say in time how long its log is');
}

function secondsSince(metadata: unknown): number {
  const { data } = eventMetadata.pick({ recordedAt: true }).safeParse(metadata);
  return data ? Math.max(0, (Date.now() - Date.parse(data.recordedAt)) / 1000) : 0;
}
