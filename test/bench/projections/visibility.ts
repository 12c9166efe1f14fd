import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { EventCodec } from '../../../libs/eventing/schemas/event-codec.js';
import type { EventStore } from '../../../libs/eventing/log/event-store.js';
import type { KeyRing } from '../../../libs/eventing/privacy/key-ring.js';
import { quantile } from '../statistics.js';
import { newRecords } from './history.js';

/** What has just begun is slow: for so long nothing is counted. */
const warmUpMs = 3_000;

export interface Visibility {
  readonly events: number;
  readonly perSecond: number;
  /** From the acknowledgement to the moment another session sees the row, in ms. */
  readonly p50: number;
  readonly p99: number;
}

/** Appends at a steady rate and looks, with a session of its own, when the projector has passed each event. */
export async function measureVisibility(
  tools: { store: EventStore; keys: KeyRing; codec: EventCodec },
  readUrl: string,
  { perSecond, ms }: { perSecond: number; ms: number },
): Promise<Visibility> {
  const records = await newRecords(tools, 'filteringChange', Math.ceil((perSecond * (warmUpMs + ms)) / 1000));
  const connection = new pg.Client({ connectionString: readUrl });
  await connection.connect();
  const waiting = new Map<bigint, number>();
  const times: number[] = [];
  let appending = true as boolean;
  const start = performance.now();
  const looking = (async () => {
    while (appending || waiting.size > 0) {
      const { rows } = await connection.query<{ position: string }>({
        name: 'passed',
        text: `select position from projection_checkpoint where projection = 'filtering_change_log'`,
      });
      const passed = BigInt(rows[0]?.position ?? 0);
      const now = performance.now();
      for (const [position, since] of waiting) {
        if (position > passed) continue;
        waiting.delete(position);
        if (since - start >= warmUpMs) times.push(now - since);
      }
      // Looking without a pause would take a core from those that are looked at; the API looks every 2 ms.
      await sleep(1);
    }
  })();
  await Promise.all(
    records.map(async ({ stream, event }, nth) => {
      await sleep((nth / perSecond) * 1000 - (performance.now() - start));
      const { position } = await tools.store.append(stream, -1, [event]);
      waiting.set(position, performance.now());
    }),
  );
  const took = performance.now() - start;
  appending = false;
  await looking;
  await connection.end();
  return {
    events: times.length,
    perSecond: (records.length / took) * 1000,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
  };
}
