import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { startEventServer, type EventServer } from '../../apps/eventserver/server.js';
import { createTestDatabase } from '../../test/support/databases.js';
import { History } from '../../test/support/history.js';
import { CommandExecution } from '#libs/eventing/commands/command-execution.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { EventStore } from '#libs/eventing/log/event-store.js';
import type { StoredEvent } from '#libs/eventing/log/stored-event.js';
import { KeyRing } from '#libs/eventing/privacy/key-ring.js';
import { EventCodec } from '#libs/eventing/schemas/event-codec.js';
import { sampleData } from '#libs/eventing/schemas/event-samples.js';
import { EraseAlertHandler } from './erase-alert.handler.js';
import { EraseAlert } from './monitoring.commands.js';
import { monitoringAlertEvents } from './monitoring.events.js';

const school = '900001';
const masterKey = randomBytes(32);
let databases: Awaited<ReturnType<typeof createTestDatabase>>[];
let server: EventServer;
let store: EventStore;
let history: History;
let pool: pg.Pool;
let keys: KeyRing;

beforeAll(async () => {
  databases = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const [events, keysUrl] = databases.map(({ url }) => url) as [string, string];
  server = await startEventServer({ databaseUrl: events, port: 0 });
  store = new EventStore(server.connectionString);
  history = await History.of({ eventStoreUrl: server.connectionString, keysUrl, masterKey });
  pool = new pg.Pool({ connectionString: keysUrl });
  keys = new KeyRing(pool, masterKey);
  await keys.prepare(store);
});
afterAll(async () => {
  await history.close();
  await store.close();
  await pool.end();
  await server.stop();
  await Promise.all(databases.map(({ drop }) => drop()));
});

const received = { type: 'AlertReceived', data: sampleData(monitoringAlertEvents, 'AlertReceived') };
const expired = { type: 'RawAlertExpired', data: {} };

function handler(ring: KeyRing): EraseAlertHandler {
  const codec = new EventCodec([monitoringAlertEvents], keys);
  const execution = new CommandExecution(
    store,
    codec,
    { of: () => Promise.resolve({ known: { calendar: { years: [] } } }) },
    { ended: () => undefined, conflicted: () => undefined },
  );
  return new EraseAlertHandler(execution, ring);
}

const erase = (id: string, ring = keys): Promise<unknown> =>
  handler(ring).execute(
    commandOf(EraseAlert, { id }).by({ actor: 'daybook', role: 'system', roles: ['system'], school }),
  );

/** What the alert said, for whoever reads the log with the keys of now. */
async function contentOf(id: string): Promise<unknown> {
  const stored: StoredEvent[] = [];
  for await (const event of store.read(`monitoringAlert-${id}`)) stored.push(event);
  const fresh = new KeyRing(pool, masterKey);
  await fresh.prepare(store);
  const [first] = await new EventCodec([monitoringAlertEvents], fresh).decode(stored);
  return (first?.data as { content: unknown }).content;
}

it('D21: when it returns, nothing opens any more what an expired alert said', async () => {
  const id = await history.record('monitoringAlert', school, [received, expired]);
  expect(await contentOf(id)).toEqual('the content');
  await erase(id);
  expect(await contentOf(id)).toEqual('[erased]');
  await erase(id);
});

it('one that has not expired is left as it is', async () => {
  const id = await history.record('monitoringAlert', school, [received]);
  await erase(id);
  expect(await contentOf(id)).toEqual('the content');
});

it('a key that could not be destroyed is told to whoever asked, so that they ask again', async () => {
  const id = await history.record('monitoringAlert', school, [received, expired]);
  const unreachable = new pg.Pool({ connectionString: 'postgres://daybook@127.0.0.1:1/keys' });
  await expect(erase(id, new KeyRing(unreachable, masterKey))).rejects.toThrow('ECONNREFUSED');
  await unreachable.end();
});
