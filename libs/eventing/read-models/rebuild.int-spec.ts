import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { Column, Entity } from 'typeorm';
import { z } from 'zod';
import { startEventServer, type EventServer } from '../../../apps/eventserver/server.js';
import { createTestDatabase } from '../../../test/support/databases.js';
import { EventCodec } from '../schemas/event-codec.js';
import { sampleKeys } from '../schemas/event-samples.js';
import { event, eventCategory } from '../schemas/event-schemas.js';
import { EventStore } from '../log/event-store.js';
import { projection, ReadModelRow } from './projection.js';
import { LogBehind, readLog } from '../log/read-log.js';
import { rebuild, type Progress } from './rebuild.js';
import { RecordCount } from './record-count.js';

@Entity('tally')
class Tally extends ReadModelRow {
  @Column('integer')
  total: number;
}

const tallyEvents = eventCategory('tally', { Counted: event(z.strictObject({ by: z.int() })) });
const tallies = projection({ name: 'tally', version: 1, row: Tally, from: { tally: tallyEvents } }).on({
  tally: { Counted: (row, { data }) => ({ total: (row?.total ?? 0) + data.by }) },
});
const codec = new EventCodec([tallyEvents], sampleKeys);

let server: EventServer;
let store: EventStore;
let connection: pg.Client;
const drops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const [events, read] = [await createTestDatabase(), await createTestDatabase()];
  drops.push(events.drop, read.drop);
  server = await startEventServer({ databaseUrl: events.url, ownerUrl: events.url, port: 0 });
  store = new EventStore(server.connectionString);
  connection = new pg.Client({ connectionString: read.url, pipeline: true });
  await connection.connect();
});

beforeEach(async () => {
  await connection.query(`
    drop table if exists projection_checkpoint, parked_stream, tally, tally_history;
    create table projection_checkpoint (projection text primary key, version int, position bigint, moved_at timestamptz);
    create table parked_stream (projection text, stream text, revision int, error text, attempts int default 1,
      parked_at timestamptz default now(), primary key (projection, stream));
    create table tally (school text, id text, revision int, total int, valid_from timestamptz, primary key (school, id));
    create table tally_history (like tally, valid_to timestamptz)`);
});

afterAll(async () => {
  await store.close();
  await connection.end();
  await server.stop();
  for (const drop of drops) await drop();
});

/** @returns the position of the last one. */
async function count(times: number, stream = `tally-${randomUUID()}`): Promise<bigint> {
  const id = randomUUID();
  const metadata = {
    school: '900001',
    actor: id,
    role: 'dsl',
    command: 'Count',
    commandId: id,
    schemaVersion: 1,
    recordedAt: '2026-03-12T10:15:00.000Z',
    $correlationId: id,
    $causationId: id,
    seal: 'none',
  } as const;
  const events = Array.from({ length: times }, () => ({
    eventId: randomUUID(),
    type: 'Counted',
    data: { by: 1 },
    metadata,
  }));
  return (await store.append(stream, -1, events)).position;
}

const rows = async (): Promise<{ total: number }[]> =>
  (await connection.query<{ total: number }>('select total from tally order by total')).rows;

it('tells how far it is, and waits for whoever listens before it takes more', async () => {
  await count(1_500);
  const target = await count(1_500);
  const told: Progress[] = [];
  let waiting = 0;
  await rebuild(store, codec, connection, [tallies], {
    upTo: target,
    afterBatch: async (progress) => {
      expect(waiting++).toBe(0);
      await new Promise((resolve) => setImmediate(resolve));
      waiting--;
      told.push(progress);
    },
  });
  expect(told.length).toBeGreaterThan(1);
  expect(told.at(-1)).toEqual({ events: 3_000, position: target, target });
  expect(told.map(({ events }) => events)).toEqual(told.map(({ events }) => events).sort((a, b) => a - b));
  for (const { position } of told) expect(position).toBeLessThanOrEqual(target);
  expect(await rows()).toEqual([{ total: 1_500 }, { total: 1_500 }]);
});

describe('a node that lags behind the one the read models were built from', () => {
  it('is waited for: what it lacks does not look like rows too many', async () => {
    const upTo = (await store.head()) + 2n;
    const rebuilding = rebuild(store, codec, connection, [tallies], { upTo });
    await count(1);
    await count(1);
    const { events } = await rebuilding;
    expect((await rows()).slice(0, 2)).toEqual([{ total: 1 }, { total: 1 }]);
    expect(events.get('tally')).toBe((await rows()).reduce((sum, { total }) => sum + total, 0));
  });

  it('is not waited for without end', async () => {
    const upTo = (await store.head()) + 1n;
    await expect(readLog(store, ['tally'], { upTo, timeoutMs: 50 }).next()).rejects.toThrow(LogBehind);
  });
});

describe('D35: the records of the log are counted against the rows', () => {
  const otherEvents = eventCategory('otherTally', { Counted: event(z.strictObject({ by: z.int() })) });
  const both = new EventCodec([tallyEvents, otherEvents], sampleKeys);
  const add = (row: { total: number } | undefined, { data }: { data: { by: number } }) => ({
    total: (row?.total ?? 0) + data.by,
  });
  const folds = { tally: { Counted: add }, other: { Counted: add } };
  const from = { tally: tallyEvents, other: otherEvents };
  const shared = projection({ name: 'tally', version: 1, row: Tally, from }).on(folds);
  const mixed = projection({ name: 'tally', version: 1, row: Tally, from, keys: ({ id }) => [id] }).on(folds);

  async function lostBy(readModel: typeof shared): Promise<readonly string[]> {
    const id = randomUUID();
    const upTo = await count(1, `tally-${id}`).then(() => count(1, `otherTally-${id}`));
    const records = new RecordCount();
    await rebuild(store, both, connection, [readModel], { upTo, records });
    const lost = await records.lost(connection, readModel, 'tally', new Set());
    return lost.flatMap(({ record }) => (record.endsWith(id) ? record.replace(id, 'id') : []));
  }

  it('one row for each where the key says which kind of record it is', async () => {
    expect(await lostBy(shared)).toEqual([]);
  });

  it('and a fold that puts two records of one id into one row has lost one', async () => {
    expect(await lostBy(mixed)).toEqual(['tally-id']);
  });

  it('as has one that makes no row of an event', async () => {
    const none = { ...shared, folds: { ...shared.folds, tally: { Counted: () => undefined } } };
    expect(await lostBy(none)).toEqual(['tally-id']);
  });
});
