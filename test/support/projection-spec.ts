import pg from 'pg';
import { fileURLToPath } from 'node:url';
import { eventCategories } from '../../libs/record-kinds.js';
import { recordedUpTo, rowsAsAtSql } from '../../libs/eventing/read-models/as-at.js';
import { EventCodec, type Keys } from '../../libs/eventing/schemas/event-codec.js';
import { sampleKeys } from '../../libs/eventing/schemas/event-samples.js';
import { columnName, columnsOf, tablesOf, type Projection } from '../../libs/eventing/read-models/projection.js';
import { Projector } from '../../libs/eventing/read-models/projector.js';
import { streamName, type Stamp, type StoredEvent } from '../../libs/eventing/log/stored-event.js';
import { migrate } from '../../libs/postgres/migrate.js';
import { createTestCluster } from './databases.js';

/** Something that happened to a record. What is left out does not matter to the spec. */
export interface Fact {
  readonly type: string;
  readonly data: unknown;
  readonly id?: string;
  readonly school?: string;
  /** The first category that the projection reads, if not stated. */
  readonly category?: string;
  readonly by?: Partial<Stamp>;
}

export type ReadRow = Record<string, unknown>;

export interface ProjectionSpec {
  /** From an empty read model: the facts arrive, in one batch or in several of the given sizes. @returns its rows. */
  given(facts: readonly Fact[], batchSizes?: readonly number[]): Promise<ReadRow[]>;
  /** The rows as they stood at a moment, by the history that was kept. */
  asAt(moment: Date): Promise<ReadRow[]>;
  /** From an empty read model: what of the same facts had been recorded by a moment arrives. @returns the rows. */
  replayedUpTo(moment: Date): Promise<ReadRow[]>;
  /** The same facts arrive once more. @returns the rows. */
  again(): Promise<ReadRow[]>;
  stop(): Promise<void>;
}

type Cluster = Awaited<ReturnType<typeof createTestCluster>>;

/** Databases with every read model, all of them empty: for a file that specifies several in turn. */
export async function emptyReadModels(): Promise<Cluster> {
  const cluster = await createTestCluster();
  await migrate(cluster.connections.readOwner, fileURLToPath(new URL('../../schema/read-models', import.meta.url)));
  return cluster;
}

/**
 * given(facts) → rows, through the codec and the projector into real tables, as the projector's own role.
 * The databases are the spec's own, unless `shared` ones are given.
 */
export async function projectionSpec(projection: Projection, shared?: Cluster): Promise<ProjectionSpec> {
  // Others PostgreSQL derives from them.
  const columns = columnsOf(projection.row).map(columnName).join(', ');
  const firstCategory = projection.categories[0]!.category;
  const { connections, drop } = shared ?? (await emptyReadModels());
  const connection = new pg.Client({ connectionString: connections.projector, pipeline: true });
  await connection.connect();
  // As in life: a record's key goes after the event that erases it has arrived.
  const destroyed = new Set<string>();
  const keys: Keys = {
    ...sampleKeys,
    keysToOpen: async (school, subjects) => {
      const found = await sampleKeys.keysToOpen(school, subjects);
      return new Map([...found].map(([subject, key]) => [subject, destroyed.has(subject) ? null : key]));
    },
  };
  const codec = new EventCodec(eventCategories, keys);
  const projector = new Projector(codec, [projection]);
  let log: StoredEvent[] = [];

  const stored = async (facts: readonly Fact[]): Promise<StoredEvent[]> => {
    const revisions = new Map<string, number>();
    const events: StoredEvent[] = [];
    const erased = new Set<string>();
    for (const { type, data, id = '1', school = '900001', category = firstCategory, by } of facts) {
      const stream = streamName(category, id);
      // Nothing follows: there is no key to seal it with.
      if (erased.has(stream)) continue;
      if (type === projection.erasure?.event) erased.add(stream);
      const revision = revisions.get(stream) ?? 0;
      revisions.set(stream, revision + 1);
      const position = BigInt(events.length + 1);
      const eventId = `e-${position}`;
      const encoded = await codec.encode({ stream, type, eventId }, school, data);
      const metadata = {
        school,
        actor: by?.actor ?? 'somebody',
        role: by?.role ?? 'dsl',
        command: 'Something',
        commandId: 'c',
        schemaVersion: encoded.schemaVersion,
        recordedAt: by?.at ?? '2026-03-12T10:15:00.000Z',
        $correlationId: 'c',
        $causationId: 'c',
      };
      events.push({ eventId, stream, revision, position, type, data: encoded.data, metadata });
    }
    return events;
  };

  const arrive = async (events: readonly StoredEvent[]): Promise<void> => {
    const last = events.at(-1);
    if (last) expect(await projector.apply(connection, events, last.position)).toEqual([]);
    for (const { type, stream } of events) if (type === projection.erasure?.event) destroyed.add(stream);
  };

  const rows = async (): Promise<ReadRow[]> =>
    (await connection.query<ReadRow>(`select ${columns} from ${projection.name} order by school, id`)).rows;

  const empty = async (): Promise<void> => {
    for (const table of [...tablesOf(projection), 'projection_checkpoint'])
      await connection.query(`delete from ${table}`);
    await projector.start(connection);
  };

  return {
    asAt: async (moment) =>
      (await connection.query<ReadRow>(`${rowsAsAtSql(projection, '$1')} order by school, id`, [moment])).rows,
    replayedUpTo: async (moment) => {
      await empty();
      await arrive(log.filter(recordedUpTo(moment)));
      return rows();
    },
    given: async (facts, batchSizes = [facts.length]) => {
      log = await stored(facts);
      destroyed.clear();
      await empty();
      let from = 0;
      for (const size of batchSizes) await arrive(log.slice(from, (from += size)));
      await arrive(log.slice(from));
      return rows();
    },
    again: async () => {
      await arrive(log);
      return rows();
    },
    stop: async () => {
      await connection.end();
      if (!shared) await drop();
    },
  };
}
