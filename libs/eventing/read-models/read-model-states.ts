import type { EventStore } from '../log/event-store.js';
import { lagOf, type Lag } from './projection-lag.js';
import type { Projection } from './projection.js';

/** How one read model is doing. */
export interface ReadModelState {
  readonly name: string;
  readonly lag: Lag;
  readonly parkedStreams: number;
}

type Ask = (sql: string) => Promise<readonly Record<string, unknown>[]>;

/** How every read model is doing, as its tables and the log tell; the projector itself is not asked, it may be frozen. */
export async function readModelStates(
  store: EventStore,
  projections: readonly Projection[],
  ask: Ask,
): Promise<ReadModelState[]> {
  const [checkpoints, parked] = await Promise.all([
    ask('select projection as name, position::text as value from projection_checkpoint'),
    ask('select projection as name, count(*)::text as value from parked_stream group by projection'),
  ]);
  const lags = await lagOf(
    store,
    projections,
    new Map(checkpoints.map((row) => [String(row['name']), BigInt(String(row['value']))])),
  );
  const parkedBy = new Map(parked.map((row) => [String(row['name']), Number(row['value'])]));
  return projections.map(({ name }) => ({
    name,
    lag: lags.get(name) ?? { events: 0, seconds: 0 },
    parkedStreams: parkedBy.get(name) ?? 0,
  }));
}
