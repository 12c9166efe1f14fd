import {
  ANY,
  END,
  EventStoreDBClient,
  FORWARDS,
  NO_STREAM,
  START,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
  eventTypeFilter,
  jsonEvent,
  streamNameFilter,
  type AllStreamSubscription,
  type EventData,
  type StreamSubscription,
} from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { serverUnderTest, type ServerUnderTest } from './server-under-test.js';

// One client per process: the client keeps one list of appends under way for all of them.
let server: ServerUnderTest;
let client: EventStoreDBClient;
const run = randomUUID();
let names = 0;
const streamName = (): string => `spec-${run}-${(names += 1)}`;
const event = (n: number, type = 'Counted'): EventData => jsonEvent({ type, data: { n } });

beforeAll(async () => {
  server = await serverUnderTest();
  client = EventStoreDBClient.connectionString(server.connectionString);
});
afterAll(async () => {
  await client.dispose();
  await server.stop();
});

async function revisionsOf(stream: string): Promise<bigint[]> {
  const revisions: bigint[] = [];
  for await (const { event } of client.readStream(stream)) if (event !== undefined) revisions.push(event.revision);
  return revisions;
}

async function taken(subscription: StreamSubscription | AllStreamSubscription, count: number): Promise<string[]> {
  const found: string[] = [];
  for await (const { event } of subscription) {
    if (event !== undefined) found.push(`${event.streamId}@${event.revision}`);
    if (found.length === count) break;
  }
  return found;
}

it('finds the node by gossip', async () => {
  const discovering = EventStoreDBClient.connectionString(server.connectionString.replace('esdb:', 'esdb+discover:'));
  const stream = streamName();
  await discovering.appendToStream(stream, event(1));
  await discovering.dispose();
  expect(await revisionsOf(stream)).toEqual([0n]);
});

describe('appending', () => {
  it('answers the revision and a position that rises', async () => {
    const stream = streamName();
    const first = await client.appendToStream(stream, [event(1), event(2)], { expectedRevision: NO_STREAM });
    const second = await client.appendToStream(stream, event(3), { expectedRevision: 1n });
    expect([first.nextExpectedRevision, second.nextExpectedRevision]).toEqual([1n, 2n]);
    expect(second.position?.commit).toBeGreaterThan(first.position?.commit ?? 0n);
    expect(await revisionsOf(stream)).toEqual([0n, 1n, 2n]);
  });

  it('refuses a revision that is not the head', async () => {
    const stream = streamName();
    await client.appendToStream(stream, event(1));
    await expect(client.appendToStream(stream, event(2), { expectedRevision: 5n })).rejects.toThrow(
      WrongExpectedVersionError,
    );
  });

  it('writes a repeated append once', async () => {
    const stream = streamName();
    const events = [event(1), event(2)];
    const first = await client.appendToStream(stream, events, { expectedRevision: NO_STREAM });
    const again = await client.appendToStream(stream, events, { expectedRevision: NO_STREAM });
    expect(again).toEqual(first);
    expect(await revisionsOf(stream)).toEqual([0n, 1n]);
  });

  it('keeps data and metadata as they were sent, by the classic call too', async () => {
    const stream = streamName();
    const sent = jsonEvent({ type: 'Kept', data: { text: 'ü-日本' }, metadata: { $correlationId: 'c' } });
    // Per-call credentials make the client use Streams.Append instead of Streams.BatchAppend.
    await client.appendToStream(stream, sent, { credentials: { username: 'admin', password: 'changeit' } });
    for await (const { event: read } of client.readStream(stream))
      expect(read).toMatchObject({ id: sent.id, type: 'Kept', data: sent.data, metadata: sent.metadata, isJson: true });
  });

  it('orders concurrent appends to one stream without loss', async () => {
    const stream = streamName();
    await Promise.all(
      Array.from({ length: 200 }, (_, n) => client.appendToStream(stream, event(n), { expectedRevision: ANY })),
    );
    expect(await revisionsOf(stream)).toEqual(Array.from({ length: 200 }, (_, n) => BigInt(n)));
  });
});

describe('reading', () => {
  it('tells a missing stream', async () => {
    await expect(revisionsOf(streamName())).rejects.toThrow(StreamNotFoundError);
  });

  it('goes backwards from the end', async () => {
    const stream = streamName();
    await client.appendToStream(stream, [event(1), event(2), event(3)]);
    const found: bigint[] = [];
    for await (const { event: read } of client.readStream(stream, {
      direction: 'backwards',
      fromRevision: END,
      maxCount: 2,
    }))
      found.push(read?.revision ?? -1n);
    expect(found).toEqual([2n, 1n]);
  });

  it('reads $all in the order of positions', async () => {
    const stream = streamName();
    const { position } = await client.appendToStream(stream, [event(1), event(2)]);
    let last = -1n;
    let seen = 0;
    for await (const { event: read } of client.readAll({ direction: FORWARDS, fromPosition: START })) {
      const commit = read?.position.commit ?? 0n;
      expect(commit).toBeGreaterThan(last);
      last = commit;
      if (read?.streamId === stream) seen += 1;
    }
    expect(seen).toBe(2);
    expect(last).toBeGreaterThanOrEqual(position?.commit ?? 0n);
  });
});

describe('deleting', () => {
  it('lets a deleted stream be written again with rising revisions', async () => {
    const stream = streamName();
    await client.appendToStream(stream, [event(1), event(2)]);
    await client.deleteStream(stream);
    await expect(revisionsOf(stream)).rejects.toThrow(StreamNotFoundError);
    await client.appendToStream(stream, event(3));
    expect(await revisionsOf(stream)).toEqual([2n]);
  });

  it('ends a tombstoned stream for ever', async () => {
    const stream = streamName();
    await client.appendToStream(stream, event(1));
    await client.tombstoneStream(stream);
    await expect(revisionsOf(stream)).rejects.toThrow(StreamDeletedError);
    await expect(client.appendToStream(stream, event(2))).rejects.toThrow(StreamDeletedError);
  });

  it('cuts off what the metadata says', async () => {
    const stream = streamName();
    await client.appendToStream(stream, [event(1), event(2), event(3), event(4)]);
    await client.setStreamMetadata(stream, { maxCount: 2 });
    expect(await revisionsOf(stream)).toEqual([2n, 3n]);
    expect((await client.getStreamMetadata(stream)).metadata).toEqual({ maxCount: 2 });
  });
});

describe('subscribing', () => {
  it('to a stream: what was there, then what is written', async () => {
    const stream = streamName();
    await client.appendToStream(stream, [event(1), event(2)]);
    const subscription = client.subscribeToStream(stream, { fromRevision: START });
    const found = taken(subscription, 4);
    await client.appendToStream(stream, [event(3), event(4)]);
    expect(await found).toEqual([0, 1, 2, 3].map((n) => `${stream}@${n}`));
  });

  it('to $all by event type and by stream name, by prefix and by regular expression', async () => {
    const [stream, other] = [streamName(), streamName()];
    const type = `Wanted${run.replaceAll('-', '')}${names}`;
    await client.appendToStream(stream, [event(1), event(2, type)]);
    await client.appendToStream(other, [event(3, type)]);
    const hits = [`${stream}@1`, `${other}@0`];
    const own = [`${stream}@0`, `${stream}@1`];
    const subscribe = (filter: Parameters<typeof client.subscribeToAll>[0]): Promise<string[]> =>
      taken(client.subscribeToAll(filter), 2);
    expect(await subscribe({ filter: eventTypeFilter({ prefixes: [type] }) })).toEqual(hits);
    expect(await subscribe({ filter: eventTypeFilter({ regex: `^${type}$` }) })).toEqual(hits);
    expect(await subscribe({ filter: streamNameFilter({ prefixes: [stream] }) })).toEqual(own);
    expect(await subscribe({ filter: streamNameFilter({ regex: `^${stream}$` }) })).toEqual(own);
  });

  it('says when it has caught up and how far a filter has looked', async () => {
    const stream = streamName();
    await client.appendToStream(
      stream,
      Array.from({ length: 64 }, (_, n) => event(n)),
    );
    let checkpoints = 0;
    const subscription = client.subscribeToAll({
      filter: eventTypeFilter({
        prefixes: ['nothing is called this'],
        checkpointInterval: 1,
        maxSearchWindow: 32,
        checkpointReached: () => void (checkpoints += 1),
      }),
    });
    subscription.on('data', () => undefined);
    await new Promise<void>((resolve) => subscription.once('caughtUp', () => resolve()));
    await subscription.unsubscribe();
    expect(checkpoints).toBeGreaterThan(0);
  });
});
