import type { CommandBus } from '@nestjs/cqrs';
import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { Registry } from 'prom-client';
import { startEventServer, type EventServer } from '../../eventserver/server.js';
import { eventCategories } from '#libs/record-kinds.js';
import type { RecordCommand } from '#libs/eventing/commands/command.js';
import { EventStore } from '#libs/eventing/log/event-store.js';
import { KeyRing } from '#libs/eventing/privacy/key-ring.js';
import { EventCodec } from '#libs/eventing/schemas/event-codec.js';
import { sampleData } from '#libs/eventing/schemas/event-samples.js';
import { filteringCheckEvents } from '#libs/filtering-checks/filtering-checks.events.js';
import { Notify, RecordVacancy } from '#libs/notifications/notifications.commands.js';
import { Interruptions } from '#libs/observability/interruptions.js';
import { createTestDatabase } from '../../../test/support/databases.js';
import { eventually } from '../../../test/support/daybook.js';
import { History } from '../../../test/support/history.js';
import { UnreadableRecords } from '../deadlines/unreadable-records.js';
import { AppointmentLedger } from './appointment-ledger.js';
import { Notifier } from './notifier.js';

const school = '900001';
const masterKey = randomBytes(32);
let databases: Awaited<ReturnType<typeof createTestDatabase>>[];
let server: EventServer;
let store: EventStore;
let history: History;
let pools: pg.Pool[];
let ledger: AppointmentLedger;

beforeAll(async () => {
  databases = await Promise.all([createTestDatabase(), createTestDatabase(), createTestDatabase()]);
  const [events, keysUrl, jobs] = databases.map(({ url }) => url) as [string, string, string];
  server = await startEventServer({ databaseUrl: events, port: 0 });
  store = new EventStore(server.connectionString);
  history = await History.of({ eventStoreUrl: server.connectionString, keysUrl, masterKey });
  pools = [keysUrl, jobs].map((connectionString) => new pg.Pool({ connectionString }));
  ledger = new AppointmentLedger(pools[1]!);
  await ledger.prepare();
});
afterAll(async () => {
  await history.close();
  await store.close();
  await Promise.all(pools.map((pool) => pool.end()));
  await server.stop();
  await Promise.all(databases.map(({ drop }) => drop()));
});

it('D6: what could not be told is told again before the place in the log moves on', async () => {
  const ann = randomUUID();
  await history.record(
    'person',
    school,
    [{ type: 'RoleAssigned', data: { ...{ role: 'dsl', from: '2020-01-01' } } }],
    ann,
  );
  await history.record('filteringCheck', school, [
    { type: 'FilteringChecked', data: sampleData(filteringCheckEvents, 'FilteringChecked') },
    {
      type: 'FilterFoundFailing',
      data: { ...sampleData(filteringCheckEvents, 'FilterFoundFailing'), alerted: ['dsl', 'onlineSafetyLead'] },
    },
  ]);
  const head = await store.head();

  // The event store cannot be reached when each of them is sent for the first time.
  const tried = new Set<string>();
  const sent: RecordCommand[] = [];
  const placesWhenRefused: bigint[] = [];
  const execute = async (command: RecordCommand): Promise<void> => {
    const name = `${command.constructor.name}/${command.id ?? ''}`;
    if (tried.has(name)) {
      sent.push(command);
      return;
    }
    tried.add(name);
    placesWhenRefused.push(await ledger.position());
    throw new Error('not now');
  };
  const metrics = new Registry();
  const stopping = new AbortController();
  const keys = new KeyRing(pools[0]!, masterKey);
  await keys.prepare(store);
  const codec = new EventCodec(eventCategories, keys);
  const following = new Notifier({
    ...{ store, codec, ledger },
    commands: { execute } as unknown as CommandBus,
    unreadable: new UnreadableRecords(metrics, () => undefined),
    interruptions: new Interruptions(metrics, () => undefined),
  }).follow(stopping.signal);
  await eventually(async () => (await ledger.position()) >= head || undefined);
  stopping.abort();
  await following;

  expect(placesWhenRefused.every((place) => place < head)).toBe(true);
  const told = sent.filter((command) => command instanceof Notify);
  expect(told.map(({ notice }) => [notice.recipient, notice.roles])).toContainEqual([ann, ['dsl']]);
  const vacant = sent.filter((command) => command instanceof RecordVacancy);
  expect(new Set(vacant.map(({ role }) => role))).toEqual(new Set(['onlineSafetyLead']));
  expect(new Set(sent.map((command) => `${command.constructor.name}/${command.id ?? ''}`))).toEqual(tried);
});
