import pg from 'pg';
import { eventCatalogue } from '#libs/event-catalogue.js';
import { EventCodec } from '#libs/eventing/event-codec.js';
import { EventStore } from '#libs/eventing/event-store.js';
import { follow } from '#libs/eventing/follow.js';
import { KeyRing } from '#libs/eventing/key-ring.js';
import type { Projection } from '#libs/eventing/projection.js';
import { Projector } from '#libs/eventing/projector.js';
import { projections as allProjections } from '#projections/index.js';

export interface ProjectorSettings {
  readonly eventStoreUrl: string;
  readonly readDatabaseUrl: string;
  readonly keysDatabaseUrl: string;
  readonly masterKey: Buffer;
}

/** One line for whoever runs it; never a value out of an event. */
export type Report = (line: string) => void;

/** Keeps the read models up to date with the log until stopped. It returns once it follows the log. */
export async function startProjector(
  settings: ProjectorSettings,
  report: Report,
  projections: readonly Projection[] = allProjections,
): Promise<{ stop: () => Promise<void> }> {
  const store = new EventStore(settings.eventStoreUrl);
  const keysPool = new pg.Pool({ connectionString: settings.keysDatabaseUrl, max: 2 });
  const readPool = new pg.Pool({ connectionString: settings.readDatabaseUrl, max: 1 });
  readPool.on('error', (error) => report(`an idle connection to the read models broke: ${error.name}`));
  const keys = new KeyRing(keysPool, settings.masterKey);
  await keys.prepare();
  const projector = new Projector(new EventCodec(eventCatalogue, keys), projections);
  const stopping = new AbortController();

  /** A fresh connection each time: one that broke in the middle of a transaction is not used again. */
  const withConnection = async <T>(work: (connection: pg.PoolClient) => Promise<T>): Promise<T> => {
    const connection = await readPool.connect();
    try {
      const result = await work(connection);
      connection.release();
      return result;
    } catch (error) {
      connection.release(true);
      throw error;
    }
  };

  await withConnection((connection) => projector.start(connection));
  const following = follow(
    store,
    {
      categories: projector.categories,
      start: () => withConnection((connection) => projector.start(connection)),
      take: ({ events, position }) =>
        withConnection(async (connection) => {
          for (const { projection, stream, revision, error } of await projector.apply(connection, events, position)) {
            report(`parked: ${projection} cannot take revision ${revision} of ${stream} (${error})`);
          }
        }),
      interrupted: (error) => report(`interrupted, resuming: ${error instanceof Error ? error.name : 'unknown fault'}`),
    },
    stopping.signal,
  );
  return {
    stop: async () => {
      stopping.abort();
      await following;
      await Promise.all([store.close(), keysPool.end(), readPool.end()]);
    },
  };
}
