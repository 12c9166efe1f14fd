import type pg from 'pg';
import type { EventCodec } from '../schemas/event-codec.js';
import type { EventStore } from '../log/event-store.js';
import { readAhead } from '../log/follow.js';
import type { Projection } from './projection.js';
import { Projector } from './projector.js';
import type { RecordCount } from './record-count.js';
import { readLog } from '../log/read-log.js';
import type { Delivered, Parked } from './parked-streams.js';
import { partsOf, type StoredEvent } from '../log/stored-event.js';

/** How far a rebuild has come. */
export interface Progress {
  /** Events of its categories taken so far. */
  readonly events: number;
  /** The place in the log reached, and the one to be reached. */
  readonly position: bigint;
  readonly target: bigint;
}

/** Called after each batch; the next one waits for it, so it may slow the work down. */
export type AfterBatch = (progress: Progress) => void | Promise<void>;

/** A batch, as it came and as it was read. */
interface Read {
  readonly events: readonly StoredEvent[];
  readonly delivered: readonly Delivered[];
}

export interface Rebuilt {
  /** How many events of its categories each read model was built from. */
  readonly events: ReadonlyMap<string, number>;
  readonly parked: readonly Parked[];
}

/**
 * Builds read models from the first event up to and including a position, or from all there are, by the very code that
 * keeps the live ones, in whatever tables their names mean on the connection. These MUST be empty at first, the
 * checkpoints and parked streams too; a second call goes on where the first one ended.
 */
export async function rebuild(
  store: EventStore,
  codec: EventCodec,
  connection: pg.ClientBase,
  projections: readonly Projection[],
  {
    upTo,
    counts = () => true,
    afterBatch,
    records,
  }: {
    upTo?: bigint;
    counts?: (event: StoredEvent) => boolean;
    afterBatch?: AfterBatch | undefined;
    records?: RecordCount | undefined;
  } = {},
): Promise<Rebuilt> {
  const projector = new Projector(codec, projections);
  const after = await projector.start(connection);
  const counted = new Map<string, number>();
  const parked: Parked[] = [];
  const target = upTo ?? (afterBatch ? await store.head() : 0n);
  let taken = 0;
  const failed = new AbortController();
  const batches = readLog(store, projector.categories, { after, upTo, signal: failed.signal });
  const read = async (batch: readonly StoredEvent[]): Promise<Read> => {
    const events = batch.filter(counts);
    return { events, delivered: await projector.decode(events) };
  };
  try {
    for await (const { events, delivered } of readAhead(batches, read)) {
      const last = events.at(-1);
      if (!last) continue;
      parked.push(...(await projector.applyDecoded(connection, delivered, last.position)));
      records?.take(projections, delivered);
      for (const { stream } of events) {
        const { category } = partsOf(stream);
        counted.set(category, (counted.get(category) ?? 0) + 1);
      }
      taken += events.length;
      await afterBatch?.({ events: taken, position: last.position, target: max(target, last.position) });
    }
  } catch (error) {
    // The reading may be waiting for more.
    failed.abort();
    throw error;
  }
  if (upTo !== undefined) await projector.apply(connection, [], upTo);
  const eventsOf = ({ folds }: Projection): number =>
    Object.keys(folds).reduce((sum, category) => sum + (counted.get(category) ?? 0), 0);
  return { events: new Map(projections.map((projection) => [projection.name, eventsOf(projection)])), parked };
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
