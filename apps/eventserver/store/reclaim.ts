import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { connectionSettings } from './connection-settings.js';
import { tombstoneText } from './stream-states.js';

/** So many events are removed by one statement at most, so that nobody waits long for it. */
const batchEvents = 1_000;
/** Its statements look at much, and nobody waits for them. */
const timeoutMs = 300_000;
/** So many streams are looked at by one statement. */
const pageStreams = 200;

export interface Removed {
  readonly events: number;
  readonly bytes: number;
  /** The highest position of them. */
  readonly newest: number;
}

/**
 * Removes what metadata has hidden of the log before a scavenge point, told batch by batch, until nothing is left or
 * `signal` is aborted. It may be broken off at any moment and begun again: what is gone is gone.
 */
export async function* reclaim(databaseUrl: string, point: number, signal: AbortSignal): AsyncGenerator<Removed, void> {
  const client = new pg.Client(connectionSettings(databaseUrl, 'scavenger', timeoutMs));
  // A connection that breaks is noticed by the next query.
  client.on('error', () => undefined);
  await client.connect();
  try {
    for await (const streams of streamsWithMetadata(client)) yield* removeFrom(client, streams, point, signal);
    for await (const streams of tombstonedStreams(client)) yield* removeFrom(client, streams, point, signal);
  } finally {
    await client.end();
  }
}

async function* removeFrom(
  client: pg.Client,
  streams: readonly Buffer[],
  point: number,
  signal: AbortSignal,
): AsyncGenerator<Removed, void> {
  for (;;) {
    signal.throwIfAborted();
    const started = performance.now();
    const { rows } = await client.query<Record<'removed' | 'bytes' | 'newest', string>>(
      'select removed, bytes, newest from scavenge_events($1, $2, $3)',
      [streams, point, batchEvents],
    );
    const [row] = rows;
    const events = Number(row?.removed ?? 0);
    if (events > 0) yield { events, bytes: Number(row?.bytes), newest: Number(row?.newest) };
    // As long as it took is left to the others: appends go to the same disk.
    await sleep(performance.now() - started, undefined, { signal });
    if (events < batchEvents) return;
  }
}

/** Every metadata stream, which keeps its newest event alone, and the stream it describes. */
async function* streamsWithMetadata(client: pg.Client): AsyncGenerator<Buffer[], void> {
  let after: Buffer = Buffer.from('$$');
  for (;;) {
    const { rows } = await client.query<{ stream: Buffer }>(
      'select distinct stream from events where stream > $1 and stream < $2 order by stream limit $3',
      [after, Buffer.from('$%'), pageStreams],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.flatMap(({ stream }) => [stream, stream.subarray(2)]);
    after = last.stream;
  }
}

async function* tombstonedStreams(client: pg.Client): AsyncGenerator<Buffer[], void> {
  let after = '0';
  for (;;) {
    const { rows } = await client.query<{ position: string; stream: Buffer }>(
      'select position, stream from events where type = $1 and revision = $2 and position > $3 order by position limit $4',
      [Buffer.from('$streamDeleted'), tombstoneText, after, pageStreams],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map(({ stream }) => stream);
    after = last.position;
  }
}
