import type { CommandBus } from '@nestjs/cqrs';
import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { startEventServer, type EventServer } from '../../eventserver/server.js';
import { ChangingCommand, type RecordCommand } from '#libs/eventing/commands/command.js';
import { CommandExecution } from '#libs/eventing/commands/command-execution.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { decider } from '#libs/eventing/commands/decider.js';
import { EventStore } from '#libs/eventing/log/event-store.js';
import { KeyRing } from '#libs/eventing/privacy/key-ring.js';
import { EventCodec } from '#libs/eventing/schemas/event-codec.js';
import { event, eventCategory, type EventOf } from '#libs/eventing/schemas/event-schemas.js';
import { DeadlineMetrics } from '#libs/observability/deadline-metrics.js';
import { createTestDatabase } from '../../../test/support/databases.js';
import { systemOf } from '../system.js';
import { DeadlineSender } from './deadline-sender.js';
import { Deadlines, type Deadline } from './deadlines.js';
import { dueWhen } from './due-when.js';
import { RecordStates, type SyncedRecord } from './record-states.js';

const lampEvents = eventCategory('lamp', {
  LampLit: event(z.strictObject({ until: z.string() })),
  PowerCameBack: event(z.strictObject({})),
  LampPutOut: event(z.strictObject({})),
});

interface Lamp {
  readonly until?: string;
  readonly power: boolean;
}

/** An invented record: a lamp that is put out at its time, which does nothing while there is no power. */
const lamp = decider<
  Lamp,
  EventOf<typeof lampEvents>,
  { PutOut: object; GiveBackPower: object; Light: { until: string } }
>({
  initial: { power: false },
  evolve: {
    LampLit: (past, { until }) => ({ ...past, until }),
    PowerCameBack: (past) => ({ ...past, power: true }),
    LampPutOut: ({ power }) => ({ power }),
  },
  decide: {
    Light: ({ until }) => [{ type: 'LampLit', data: { until } }],
    GiveBackPower: () => [{ type: 'PowerCameBack', data: {} }],
    PutOut: (_, { power, until }) => (power && until !== undefined ? [{ type: 'LampPutOut', data: {} }] : []),
  },
});

class PutOut extends ChangingCommand {}
class GiveBackPower extends ChangingCommand {}
class Light extends ChangingCommand {
  until = '2026-03-12T09:00:00.000Z';
}

const rule = dueWhen(
  'put-out-the-lamp',
  { events: lampEvents, decider: lamp },
  ({ until }) => until,
  (id) => commandOf(PutOut, { id }),
);

let databases: Awaited<ReturnType<typeof createTestDatabase>>[];
let pools: pg.Pool[];
let server: EventServer;
let store: EventStore;
let states: RecordStates;
let deadlines: Deadlines;
let sender: DeadlineSender;
let run: (command: RecordCommand) => Promise<unknown>;
const reported: string[] = [];
const metrics = new Registry();

beforeAll(async () => {
  databases = await Promise.all([createTestDatabase(), createTestDatabase(), createTestDatabase()]);
  const [events, keys, jobs] = databases.map(({ url }) => url) as [string, string, string];
  server = await startEventServer({ databaseUrl: events, port: 0 });
  store = new EventStore(server.connectionString);
  pools = [keys, jobs].map((connectionString) => new pg.Pool({ connectionString }));
  const ring = new KeyRing(pools[0]!, randomBytes(32));
  await ring.prepare(store);
  const codec = new EventCodec([lampEvents], ring);
  const execution = new CommandExecution(
    store,
    codec,
    { of: () => Promise.resolve({ known: { calendar: { years: [] } } }) },
    { ended: () => undefined, conflicted: () => undefined },
  );
  run = (command) => execution.run(lampEvents, lamp, command.constructor.name, command.by(systemOf('900001')));
  deadlines = new Deadlines(pools[1]!);
  await deadlines.prepare();
  states = new RecordStates(store, codec, [rule]);
  sender = new DeadlineSender({
    commands: { execute: run } as unknown as CommandBus,
    ...{ store, deadlines, states, rules: [rule] },
    metrics: new DeadlineMetrics(
      metrics,
      () => deadlines.counts(),
      () => Promise.resolve(0),
    ),
    report: (line) => reported.push(line),
    sendEmail: () => Promise.resolve(),
  });
});
afterAll(async () => {
  await store.close();
  await server.stop();
  await Promise.all(pools.map((pool) => pool.end()));
  await Promise.all(databases.map(({ drop }) => drop()));
});

async function lit(): Promise<string> {
  const id = randomUUID();
  await run(Object.assign(new Light(), { id }));
  await catchUp(id);
  return id;
}

/** As the log is followed. */
const catchUp = async (id: string): Promise<void> =>
  deadlines.hold((await states.read([`lamp-${id}`])) as readonly SyncedRecord[]);

/** What is due once it has rested. */
async function dueOf(id: string): Promise<Deadline | undefined> {
  await pools[1]!.query('update deadline set rests_until = null');
  return (await deadlines.due([rule.name], new Date(), 100)).find((deadline) => deadline.id === id);
}

const typesOf = async (id: string): Promise<string[]> => {
  const types: string[] = [];
  for await (const { type } of store.read(`lamp-${id}`)) types.push(type);
  return types;
};

describe('a deadline that falls due', () => {
  it('sends its command and stands until the event has come', async () => {
    const id = await lit();
    await run(Object.assign(new GiveBackPower(), { id }));
    await sender.fire((await dueOf(id))!);
    expect(await typesOf(id)).toEqual(['LampLit', 'PowerCameBack', 'LampPutOut']);
    expect(await dueOf(id)).toBeDefined();
    await catchUp(id);
    expect(await dueOf(id)).toBeUndefined();
  });

  it('for which nothing is decided, as when the clock was put back, is kept, rests, and fires again', async () => {
    const id = await lit();
    const early = (await dueOf(id))!;
    await sender.fire(early);
    expect(await typesOf(id)).toEqual(['LampLit']);
    expect(await deadlines.due([rule.name], new Date(), 100)).toEqual([]);
    const again = (await dueOf(id))!;
    expect(again).toEqual({ ...early, fired: 1 });
    await run(Object.assign(new GiveBackPower(), { id }));
    await sender.fire(again);
    expect(await typesOf(id)).toEqual(['LampLit', 'PowerCameBack', 'LampPutOut']);
  });

  it('is done once, however often it fires, and says which event it stands for', async () => {
    const id = await lit();
    await run(Object.assign(new GiveBackPower(), { id }));
    const deadline = (await dueOf(id))!;
    await Promise.all([sender.fire(deadline), sender.fire(deadline), sender.fire(deadline)]);
    const events = [];
    for await (const one of store.read(`lamp-${id}`)) events.push(one);
    expect(events.map(({ type }) => type)).toEqual(['LampLit', 'PowerCameBack', 'LampPutOut']);
    expect(events[2]?.metadata).toMatchObject({ $causationId: events[0]?.eventId });
  });

  it('that no record says any more is gone the second time, and sends nothing', async () => {
    const id = await lit();
    await run(Object.assign(new GiveBackPower(), { id }));
    await run(Object.assign(new PutOut(), { id }));
    await sender.fire((await dueOf(id))!);
    await sender.fire((await dueOf(id))!);
    expect(await dueOf(id)).toBeUndefined();
    expect(await typesOf(id)).toHaveLength(3);
  });

  it('again and again without effect is told once, and counted', async () => {
    const id = await lit();
    for (let times = 0; times < 8; times += 1) await sender.fire((await dueOf(id))!);
    expect(reported).toEqual(['put-out-the-lamp has fired 5 times without effect']);
    expect(await metrics.getSingleMetricAsString('daybook_deadlines_fired_without_effect_total')).toContain(
      '{reaction="put-out-the-lamp"} 3',
    );
  });
});
