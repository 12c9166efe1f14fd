import pg from 'pg';
import { eventCategories } from '../../../libs/record-kinds.js';
import { EventCodec } from '../../../libs/eventing/schemas/event-codec.js';
import { EventStore } from '../../../libs/eventing/log/event-store.js';
import { makeFreshTables } from '../../../libs/eventing/read-models/fresh-tables.js';
import { KeyRing } from '../../../libs/eventing/privacy/key-ring.js';
import { Projector } from '../../../libs/eventing/read-models/projector.js';
import { readLog } from '../../../libs/eventing/log/read-log.js';
import { rebuild } from '../../../libs/eventing/read-models/rebuild.js';
import type { StoredEvent } from '../../../libs/eventing/log/stored-event.js';
import { projections } from '../../../projections/index.js';
import { answerCalls } from '../answer-calls.js';
import { effortOf, type Effort } from '../effort.js';
import { newRecords, writeHistory, type Category } from './history.js';
import { measureVisibility } from './visibility.js';

const setting = (name: string): string => process.env[name] ?? '';
const readUrl = setting('READ_DATABASE_URL');
const store = new EventStore(setting('EVENTSTORE_URL'));
const keys = new KeyRing(
  new pg.Pool({ connectionString: setting('KEYS_DATABASE_URL'), max: 2 }),
  Buffer.from(setting('DAYBOOK_MASTER_KEY'), 'base64'),
);
const codec = new EventCodec(eventCategories, keys);

async function fill({ category, records }: { category: Category; records: number }): Promise<void> {
  // There is no event server yet, and nothing in its log.
  await keys.prepare({ head: () => Promise.resolve(0n) });
  await writeHistory({ keys, codec }, setting('EVENTS_OWNER_URL'), category, records);
}

/** Builds these read models from nothing; `keepAs` copies the rows of the first into a table. */
async function build({ names, keepAs }: { names: readonly string[]; keepAs?: string }): Promise<Effort> {
  const wanted = projections.filter(({ name }) => names.includes(name));
  const connection = new pg.Client({ connectionString: readUrl, pipeline: true });
  await connection.connect();
  try {
    await makeFreshTables(connection, wanted);
    const effort = await effortOf(async () => {
      const { events, parked } = await rebuild(store, codec, connection, wanted);
      if (parked.length > 0) throw new Error(`${parked.length} streams were parked: ${parked[0]?.error ?? ''}`);
      return Math.max(...events.values());
    });
    if (keepAs !== undefined) {
      await connection.query('set default_transaction_read_only = off');
      await connection.query(`create table ${keepAs} as table pg_temp.${names[0] ?? ''}`);
    }
    return effort;
  } finally {
    await connection.end();
  }
}

/** Takes so many events one by one, each in a transaction of its own. */
async function oneByOne({
  names,
  category,
  most,
}: {
  names: readonly string[];
  category: Category;
  most: number;
}): Promise<Effort> {
  const wanted = projections.filter(({ name }) => names.includes(name));
  const events: StoredEvent[] = [];
  for await (const batch of readLog(store, [category])) {
    events.push(...batch);
    if (events.length >= most) break;
  }
  const projector = new Projector(codec, wanted);
  const connection = new pg.Client({ connectionString: readUrl, pipeline: true });
  await connection.connect();
  try {
    await makeFreshTables(connection, wanted);
    await projector.start(connection);
    return await effortOf(async () => {
      for (const event of events) await projector.apply(connection, [event], event.position);
      return events.length;
    });
  } finally {
    await connection.end();
  }
}

/** Reads the same events and does nothing with them. */
const read = ({ category }: { category: Category }): Promise<Effort> =>
  effortOf(async () => {
    let events = 0;
    for await (const batch of readLog(store, [category])) events += batch.length;
    return events;
  });

/** Reads them and opens their personal fields, as any rebuild must. */
const open = ({ category }: { category: Category }): Promise<Effort> =>
  effortOf(async () => {
    let events = 0;
    for await (const batch of readLog(store, [category])) events += (await codec.decode(batch)).length;
    return events;
  });

const visible = (input: { perSecond: number; ms: number }): ReturnType<typeof measureVisibility> =>
  measureVisibility({ store, keys, codec }, readUrl, input);

/** Appends so many records as fast as the door lets them in. @returns the position of the last. */
async function burst({ records }: { records: number }): Promise<string> {
  const waiting = await newRecords({ keys, codec }, 'filteringChange', records);
  let last = 0n;
  const writers = Array.from({ length: 64 }, async () => {
    for (let record = waiting.pop(); record; record = waiting.pop()) {
      const { position } = await store.append(record.stream, -1, [record.event]);
      if (position > last) last = position;
    }
  });
  await Promise.all(writers);
  return String(last);
}

answerCalls({ fill, build, oneByOne, read, open, visible, burst });
