import pg from 'pg';
import { eventCategories } from '#libs/record-kinds.js';
import { EventCodec } from '#libs/eventing/schemas/event-codec.js';
import { EventStore } from '#libs/eventing/log/event-store.js';
import { KeyRing } from '#libs/eventing/privacy/key-ring.js';
import type { Setting } from './settings.js';

/** Lends the event store for as long as `work` takes. */
export async function withStore<T>(
  settings: Record<'EVENTSTORE_URL', string>,
  work: (store: EventStore) => Promise<T>,
): Promise<T> {
  const store = new EventStore(settings.EVENTSTORE_URL);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Lends what opens personal data. */
export async function withCodec<T>(
  settings: Record<'KEYS_DATABASE_URL' | 'DAYBOOK_MASTER_KEY', string>,
  work: (codec: EventCodec) => Promise<T>,
): Promise<T> {
  const keysPool = new pg.Pool({ connectionString: settings.KEYS_DATABASE_URL, max: 2 });
  try {
    const keys = new KeyRing(keysPool, Buffer.from(settings.DAYBOOK_MASTER_KEY, 'base64'));
    return await work(new EventCodec(eventCategories, keys));
  } finally {
    await keysPool.end();
  }
}

/** Everything that building read models takes. */
export interface Sources {
  readonly store: EventStore;
  readonly codec: EventCodec;
  /** As the projector's role. Its temporary tables go when it is closed. */
  readonly connection: pg.Client;
  /** Another one, as the same role, to look at the live tables with. */
  readonly live: pg.Client;
}

export async function withSources<T>(
  settings: Record<Setting, string>,
  work: (sources: Sources) => Promise<T>,
): Promise<T> {
  return withStore(settings, (store) =>
    withCodec(settings, async (codec) => {
      const [connection, live] = [readConnection(settings), readConnection(settings)];
      try {
        for (const one of [connection, live]) {
          await one.connect();
          await one.query(`set timezone = 'UTC'`);
        }
        return await work({ store, codec, connection, live });
      } finally {
        await Promise.all([connection.end(), live.end()]);
      }
    }),
  );
}

const readConnection = ({ READ_DATABASE_URL }: Record<'READ_DATABASE_URL', string>): pg.Client =>
  new pg.Client({ connectionString: READ_DATABASE_URL, pipeline: true });
