import type pg from 'pg';
import type { EventCodec } from './event-codec.js';
import type { EventStore } from './event-store.js';
import type { Projection } from './projection.js';
import { Projector, type Parked } from './projector.js';
import { partsOf, type StoredEvent } from './stored-event.js';

/** The events of the given categories from the first one up to and including a position, or all there are, in order. */
export async function* readLog(
  store: EventStore,
  categories: readonly string[],
  upTo?: bigint,
): AsyncGenerator<readonly StoredEvent[]> {
  if (upTo === 0n) return;
  for await (const { events, position, caughtUp } of store.subscribe(categories, 0n, new AbortController().signal)) {
    yield upTo === undefined ? events : events.filter((event) => event.position <= upTo);
    // The position may be that of an event of other categories: then only "caught up" tells that all have come.
    if (caughtUp || (upTo !== undefined && position >= upTo)) return;
  }
}

export interface Rebuilt {
  /** How many events of its categories each read model was built from. */
  readonly events: ReadonlyMap<string, number>;
  readonly parked: readonly Parked[];
}

/**
 * Builds read models from the first event up to and including a position, or from all there are, by the very code that
 * keeps the live ones, in whatever tables their names mean on the connection. These MUST be empty, the checkpoints and parked streams too.
 */
export async function rebuild(
  store: EventStore,
  codec: EventCodec,
  connection: pg.ClientBase,
  projections: readonly Projection[],
  { upTo, counts = () => true }: { upTo?: bigint; counts?: (event: StoredEvent) => boolean } = {},
): Promise<Rebuilt> {
  const projector = new Projector(codec, projections);
  await projector.start(connection);
  const read = new Map(projections.map(({ name }) => [name, 0]));
  const parked: Parked[] = [];
  for await (const batch of readLog(store, projector.categories, upTo)) {
    const events = batch.filter(counts);
    const last = events.at(-1);
    if (!last) continue;
    parked.push(...(await projector.apply(connection, events, last.position)));
    for (const { name, folds } of projections) {
      const own = events.filter(({ stream }) => partsOf(stream).category in folds).length;
      read.set(name, (read.get(name) ?? 0) + own);
    }
  }
  if (upTo !== undefined) await projector.apply(connection, [], upTo);
  return { events: read, parked };
}
