import { Child } from '../child.js';
import { residentMiB } from '../machine.js';
import { rounded, type Row } from '../report.js';
import type { Side } from './sides.js';

const subscribers = 16;
const ms = 15_000;

interface Grown {
  readonly growth: number;
  readonly events: number;
}

/** P11: what a consumer that is too slow, or stands still, costs in memory on both sides. */
export async function* slowConsumerRows(ours: Side, length: number): AsyncGenerator<Row> {
  const fast = await consume(ours, 'fast', {});
  const slow = await consume(ours, 'slow', { perSecond: 100, subscribers: 1, ms });
  const still = await consume(ours, 'slow', { perSecond: 0, subscribers, ms });
  const mib = (value: number): string => `+${rounded(value)} MiB`;
  const what = `catch-up of ${length}`;
  yield {
    id: 'P11',
    what: `${what}, consumer at 100/s: its memory`,
    ratio: slow.client / 64,
    target: { most: 1 },
    ours: mib(slow.client),
    other: '64 MiB',
  };
  yield {
    id: 'P11',
    what: `${what}, unthrottled consumer: its memory`,
    ratio: fast.client / 64,
    ours: mib(fast.client),
    other: `64 MiB; server ${mib(fast.server)}`,
  };
  const each = still.server / subscribers;
  yield {
    id: 'P11',
    what: `${what}, ${subscribers} stopped: server, each`,
    ratio: each / 2,
    target: { most: 1 },
    ours: mib(each),
    other: '2 MiB',
  };
}

async function consume(ours: Side, name: string, input: unknown): Promise<{ client: number; server: number }> {
  const server = ours.serverPid ?? 0;
  const consumer = await Child.start('./eventserver/slow-consumer.js', [], { EVENTSTORE_URL: ours.connectionString });
  const before = residentMiB(server);
  let most = before;
  const sampling = setInterval(() => (most = Math.max(most, residentMiB(server))), 500);
  try {
    const { growth } = await consumer.call<Grown>(name, input);
    return { client: growth, server: most - before };
  } finally {
    clearInterval(sampling);
    await consumer.stop();
  }
}
