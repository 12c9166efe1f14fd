import { EventStoreDBClient, eventTypeFilter, jsonEvent, START, type JSONEventData } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { answerCalls } from '../answer-calls.js';
import { effortOf, type Effort } from '../effort.js';
import { quantile } from '../statistics.js';
import { decodeAll } from './decode.js';
import type { Appends, AppendsMeasured, Fill, Found } from './client-calls.js';

const connectionString = process.env['EVENTSTORE_URL'] ?? '';
/** The official client, as it comes; one per process, as it wants. */
const client = EventStoreDBClient.connectionString(connectionString);

const eventOf = (type: string, bytes: number): JSONEventData => jsonEvent({ type, data: { text: 'x'.repeat(bytes) } });

/** Each writer appends one event after the other to a stream of its own. */
async function append({ writers, perWriter, ms, bytes }: Appends): Promise<AppendsMeasured> {
  const times: number[] = [];
  const start = performance.now();
  await Promise.all(
    Array.from({ length: writers }, async () => {
      const stream = `bench-${randomUUID()}`;
      for (let nth = 0; nth < perWriter && performance.now() - start < ms; nth++) {
        const asked = performance.now();
        await client.appendToStream(stream, eventOf('Measured', bytes));
        times.push(performance.now() - asked);
      }
    }),
  );
  const tookMs = performance.now() - start;
  return {
    appends: times.length,
    perSecond: (times.length / tookMs) * 1000,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
  };
}

/** Appends `events` events, 500 at a time, of which `needles`, evenly spread, are of another type. */
async function fill({ events, needles, bytes }: Fill): Promise<void> {
  const every = Math.floor(events / Math.max(needles, 1));
  const [atOnce, lanes] = [500, 4];
  let next = 0;
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      while (next < events) {
        const from = next;
        next += atOnce;
        const batch = Array.from({ length: Math.min(atOnce, events - from) }, (_, nth) => {
          const place = from + nth;
          const needle = needles > 0 && place % every === 0 && place / every < needles;
          return eventOf(needle ? 'Needle' : 'Hay', bytes);
        });
        await client.appendToStream(`hay-${randomUUID()}`, batch);
      }
    }),
  );
}

const readAll = ({ events }: { events: number }): Promise<Effort> =>
  effortOf(async () => {
    let read = 0;
    for await (const { event } of client.readAll({ maxCount: events })) if (event) read++;
    return read;
  });

/** A filtered catch-up from the beginning to the moment it has caught up. */
async function find({ type }: { type: string }): Promise<Found> {
  const start = performance.now();
  const subscription = client.subscribeToAll({ fromPosition: START, filter: eventTypeFilter({ prefixes: [type] }) });
  let found = 0;
  subscription.on('data', () => found++);
  await new Promise((resolve, reject) => subscription.once('caughtUp', resolve).once('error', reject));
  const ms = performance.now() - start;
  await subscription.unsubscribe();
  return { found, ms };
}

/** As it tells of itself: a KurrentDB or another version of our own server may be measured too. */
async function serverVersion(): Promise<string> {
  const asked = client as unknown as { capabilities: Promise<{ serverVersion: string }> };
  return (await asked.capabilities).serverVersion;
}

answerCalls({
  append,
  fill,
  readAll,
  find,
  serverVersion,
  decode: (input: { events: number }) => decodeAll(connectionString, input.events),
});
