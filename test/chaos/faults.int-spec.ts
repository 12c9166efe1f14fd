import { EventStoreDBClient } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Clients } from './clients.js';
import { faultsOf, inflict } from './faults.js';
import { Machine } from './machine.js';
import { violations } from './order-checker.js';
import { randomNumbers } from './random.js';

/** `npm run chaos -- --rounds 60 --seed 7` makes a longer run, or repeats one. */
const rounds = Number(process.env['CHAOS_ROUNDS'] ?? 6);
const seed = Number(process.env['CHAOS_SEED'] ?? 1);
const writers = 64;
/** How long a subscriber may take to get what it has not got yet when the last fault is over. */
const timeoutMs = 30_000;

let machine: Machine;
beforeAll(async () => {
  machine = await Machine.start();
}, 120_000);
afterAll(() => machine.stop(), 60_000);

it(
  `${rounds} faults under ${writers} writers lose, double and reorder nothing (seed ${seed})`,
  async () => {
    const client = EventStoreDBClient.connectionString(machine.connectionString);
    const clients = new Clients(client, `chaos-${randomUUID()}`);
    let writing = true;
    const written = Promise.all(
      Array.from({ length: writers }, (_, nth) => clients.write(nth, randomNumbers(seed + nth), () => !writing)),
    );
    const looked = clients.lookAtTheEnd(() => !writing);
    /** Known when the writing is over. */
    let due = { all: Infinity, stream: Infinity, until: Infinity };
    const over = (wanted: () => number) => (received: number) => received >= wanted() || performance.now() > due.until;
    const all = over(() => due.all);
    const followed = Promise.all([
      clients.followAll(all),
      clients.followFiltered(all),
      clients.followSlowly(all, () => writing),
      clients.followStream(
        0,
        over(() => due.stream),
      ),
    ]);
    const told: string[] = [];
    for (const fault of faultsOf(seed, rounds)) {
      const from = performance.now();
      await inflict(machine, fault);
      told.push(`${fault.kind} (${Math.round(performance.now() - from - fault.afterMs)} ms)`);
    }
    await sleep(500);
    writing = false;
    const appends = (await written).flat();
    const log = await clients.log();
    const stream = log.filter((event) => event.stream === clients.streamOf(0)).length;
    due = { all: log.length, stream, until: performance.now() + timeoutMs };
    const [subscribers, readings] = [await followed, await looked];
    // It would wait for ever for a call whose connection was half-open.
    await Promise.race([client.dispose(), sleep(1_000)]);
    console.info(
      `seed ${seed}: ${told.join(', ')}\n${appends.length} appends, ${log.length} events, ${readings.length} looks`,
    );
    expect(appends.length).toBeGreaterThan(rounds);
    expect(violations({ appends, log, subscribers, readings })).toEqual([]);
  },
  120_000 + rounds * 8_000,
);
