import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { startEventServer, type EventServer } from '../../../apps/eventserver/server.js';
import { createTestDatabase } from '../../../test/support/databases.js';
import { Intruder } from '../../../test/support/intruder.js';
import { TcpProxy } from '../../../test/support/tcp-proxy.js';
import { EventStore, RevisionConflict } from './event-store.js';
import { lastRevision, type SealedEvent, type StoredEvent } from './stored-event.js';

let database: { url: string; drop: () => Promise<void> };
let server: EventServer;
let wire: TcpProxy;
let store: EventStore;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startEventServer({ databaseUrl: database.url, port: 0 });
  wire = await TcpProxy.open(Number(server.address.split(':').at(-1)));
  store = new EventStore(`esdb://127.0.0.1:${wire.port}?tls=false`);
});

afterAll(async () => {
  wire.close();
  await store.close();
  await server.stop();
  await database.drop();
});

const happened = (what: string): SealedEvent => ({
  eventId: randomUUID(),
  type: 'Happened',
  data: { what },
  metadata: {
    school: '900001',
    actor: 'a',
    role: 'teacher',
    command: 'Happen',
    commandId: 'c',
    schemaVersion: 1,
    recordedAt: '2026-03-12T10:15:00.000Z',
    $correlationId: 'c',
    $causationId: 'c',
    seal: 'none',
  },
});

async function read(stream: string, fromRevision = 0): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const event of store.read(stream, fromRevision)) events.push(event);
  return events;
}

const newStream = (): string => `wire-${randomUUID()}`;

/** Until the events are in the server's database. */
async function areWritten(...events: readonly SealedEvent[]): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const ids = events.map(({ eventId }) => eventId);
  while ((await client.query('select from events where event_id = any($1)', [ids])).rowCount !== ids.length);
  await client.end();
}

describe('an append', () => {
  it('is read back as it was written, in order, from any revision', async () => {
    const stream = newStream();
    const events = ['one', 'two', 'three'].map(happened);
    const { revision, position } = await store.append(stream, -1, events);
    const back = await read(stream);
    expect(back.map(({ eventId, type, data, metadata }) => ({ eventId, type, data, metadata }))).toEqual(events);
    expect(back.map((event) => event.revision)).toEqual([0, 1, 2]);
    expect(back.at(-1)).toMatchObject({ revision, position });
    expect((await read(stream, 2)).map(({ data }) => data)).toEqual([{ what: 'three' }]);
    expect(await store.head()).toBe(position);
  });

  it.each([-1, 1])('at another revision than the last (%i) is a conflict and leaves nothing', async (revision) => {
    const stream = newStream();
    await store.append(stream, -1, [happened('one')]);
    await expect(store.append(stream, revision, [happened('two')])).rejects.toThrow(RevisionConflict);
    expect(await read(stream)).toHaveLength(1);
  });

  it('whose answer was lost is sent again, and is there once', async () => {
    const stream = newStream();
    await store.append(newStream(), -1, [happened('the connection is open')]);
    wire.loseAnswers();
    const events = [happened('one'), happened('two')];
    const appended = store.append(stream, -1, events);
    await areWritten(...events);
    wire.cut();
    const { revision, position } = await appended;
    const back = await read(stream);
    expect(back.map(({ data }) => data)).toEqual([{ what: 'one' }, { what: 'two' }]);
    expect({ revision, position }).toEqual({ revision: 1, position: back[1]?.position });
  });

  it('with a broken connection goes on when there is one again', async () => {
    const streams = Array.from({ length: 10 }, newStream);
    const appended = Promise.all(streams.map((stream) => store.append(stream, -1, [happened('one')])));
    wire.cut();
    await appended;
    for (const stream of streams) expect(await read(stream)).toHaveLength(1);
  });
});

it('reads on where a broken connection stopped it', async () => {
  const stream = newStream();
  const events = Array.from({ length: 500 }, (_, index) => happened(`${index} ${'x'.repeat(2_000)}`));
  await store.append(stream, -1, events);
  const seen: number[] = [];
  for await (const { revision } of store.read(stream)) {
    seen.push(revision);
    if (revision === 3) wire.cut();
  }
  expect(seen).toEqual(events.map((_, revision) => revision));
});

it('reads of a stream that was deleted for good that it was, and appends nothing there', async () => {
  const stream = newStream();
  await store.append(stream, -1, [happened('one')]);
  const intruder = new Intruder(server.connectionString);
  await intruder.tombstones(stream);
  await intruder.close();
  expect(await read(stream)).toMatchObject([{ stream, type: '$streamDeleted', revision: lastRevision }]);
  await expect(store.append(stream, 0, [happened('two')])).rejects.toThrow(RevisionConflict);
});

it('reads nothing from a stream that does not exist', async () => {
  expect(await read(newStream())).toEqual([]);
});
