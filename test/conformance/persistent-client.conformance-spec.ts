import {
  EventStoreDBClient,
  PersistentSubscriptionDoesNotExistError,
  PersistentSubscriptionExistsError,
  eventTypeFilter,
  jsonEvent,
  persistentSubscriptionToAllSettingsFromDefaults,
  persistentSubscriptionToStreamSettingsFromDefaults,
  streamNameFilter,
  type PersistentSubscriptionToAll,
  type PersistentSubscriptionToStream,
} from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { PersistentRequests } from './persistent-requests.js';
import { serverUnderTest, type ServerUnderTest } from './server-under-test.js';
import { Wire } from './wire.js';

/** Persistent subscriptions through the calls of the official client, one after the other as an operator makes them. */
let server: ServerUnderTest;
let client: EventStoreDBClient;
let wire: Wire;
const run = randomUUID().replaceAll('-', '');
let names = 0;
const name = (): string => `ps-${run}-${(names += 1)}`;
const append = (stream: string, count = 1, metadata?: Record<string, string>): Promise<unknown> =>
  client.appendToStream(
    stream,
    Array.from({ length: count }, (_, n) => jsonEvent({ type: `Type${run}`, data: { n }, metadata })),
  );

beforeAll(async () => {
  server = await serverUnderTest();
  client = EventStoreDBClient.connectionString(server.connectionString);
  wire = new Wire(server.connectionString);
});
afterAll(async () => {
  wire.close();
  await client.dispose();
  await server.stop();
});

/** The events that come, each handed to `handle`, until there are as many. */
async function taken(
  subscription: PersistentSubscriptionToStream | PersistentSubscriptionToAll,
  count: number,
  handle: (event: Parameters<typeof subscription.ack>[0]) => Promise<void> = (event) => subscription.ack(event),
): Promise<string[]> {
  const found: string[] = [];
  for await (const resolved of subscription) {
    found.push(`${resolved.event?.streamId}@${resolved.event?.revision}`);
    await handle(resolved);
    if (found.length === count) break;
  }
  // The client goes on listening otherwise, and takes what another one waits for.
  await subscription.unsubscribe();
  return found;
}

describe('a persistent subscription to a stream', () => {
  it('is created, listed, read, parked and replayed, updated, restarted and deleted', async () => {
    const [stream, group] = [name(), name()];
    await append(stream, 3);
    const settings = persistentSubscriptionToStreamSettingsFromDefaults({
      startFrom: 1n,
      maxRetryCount: 1,
      consumerStrategyName: 'DispatchToSingle',
      maxSubscriberCount: 1,
    });
    await client.createPersistentSubscriptionToStream(stream, group, settings);
    await expect(client.createPersistentSubscriptionToStream(stream, group, settings)).rejects.toThrow(
      PersistentSubscriptionExistsError,
    );
    const [listed] = await client.listPersistentSubscriptionsToStream(stream);
    expect(listed).toMatchObject({ groupName: group, eventSource: stream });
    expect(listed?.settings).toMatchObject({ startFrom: 1n, maxRetryCount: 1, maxSubscriberCount: 1 });

    const stats = async (): Promise<{ parked: number; inFlight: number }> => {
      const told = (await client.getPersistentSubscriptionToStreamInfo(stream, group)).stats;
      return { parked: Number(told.parkedMessageCount), inFlight: told.totalInFlightMessages };
    };
    const first = client.subscribeToPersistentSubscriptionToStream(stream, group);
    const parking = await taken(first, 2, async (event) => {
      await first.nack('park', 'to be looked at', event);
      // Who leaves before that has arrived has said nothing.
      const due = Number(event.event?.revision);
      while ((await stats()).parked < due);
    });
    expect(parking).toEqual([1, 2].map((n) => `${stream}@${n}`));
    await client.replayParkedMessagesToStream(stream, group, { stopAt: 1 });
    const second = client.subscribeToPersistentSubscriptionToStream(stream, group);
    const replayed = await taken(second, 1, async (event) => {
      await second.ack(event);
      while ((await stats()).inFlight > 0);
    });
    expect(replayed).toEqual([`${stream}@1`]);

    await client.updatePersistentSubscriptionToStream(
      stream,
      group,
      persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: 3n, consumerStrategyName: 'Pinned' }),
    );
    await client.restartPersistentSubscriptionSubsystem();
    await append(stream);
    const third = client.subscribeToPersistentSubscriptionToStream(stream, group);
    expect(await taken(third, 1)).toEqual([`${stream}@3`]);
    const info = await client.getPersistentSubscriptionToStreamInfo(stream, group);
    expect(info.settings.consumerStrategyName).toBe('Pinned');

    await client.deletePersistentSubscriptionToStream(stream, group);
    await expect(client.getPersistentSubscriptionToStreamInfo(stream, group)).rejects.toThrow(
      PersistentSubscriptionDoesNotExistError,
    );
  });

  it('begins at the end if it is told to', async () => {
    const [stream, group] = [name(), name()];
    await append(stream, 3);
    const settings = persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: 'end' });
    await client.createPersistentSubscriptionToStream(stream, group, settings);
    const subscription = client.subscribeToPersistentSubscriptionToStream(stream, group);
    await append(stream);
    expect(await taken(subscription, 1)).toEqual([`${stream}@3`]);
    await client.deletePersistentSubscriptionToStream(stream, group);
  });

  it('misses nothing that is written after it was created, however much the server has to do', async () => {
    const group = name();
    const settings = persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: 'end' });
    const begun = Array.from({ length: 24 }, async () => {
      const stream = name();
      await append(stream);
      await client.createPersistentSubscriptionToStream(stream, group, settings);
      await append(stream);
      return stream;
    });
    for (const stream of await Promise.all(begun)) {
      const subscription = client.subscribeToPersistentSubscriptionToStream(stream, group);
      expect(await taken(subscription, 1)).toEqual([`${stream}@1`]);
      await client.deletePersistentSubscriptionToStream(stream, group);
    }
  });
});

describe('a persistent subscription to $all', () => {
  it.each([
    ['stream name by prefix', (stream: string) => streamNameFilter({ prefixes: [stream] })],
    ['stream name by expression', (stream: string) => streamNameFilter({ regex: `^${stream}[ab]$` })],
    ['event type by prefix', () => eventTypeFilter({ prefixes: [`Type${run}`] })],
    ['event type by expression', () => eventTypeFilter({ regex: `^Type${run}$` })],
  ])('tells what its filter lets through: %s', async (_, filterOf) => {
    const [stream, group] = [name(), name()];
    const settings = persistentSubscriptionToAllSettingsFromDefaults({ startFrom: 'end' });
    await client.createPersistentSubscriptionToAll(group, settings, { filter: filterOf(stream) });
    const subscription = client.subscribeToPersistentSubscriptionToAll(group);
    const found = taken(subscription, 2);
    await client.appendToStream(name(), jsonEvent({ type: 'SomethingElse', data: {} }));
    await append(`${stream}a`);
    await append(`${stream}b`);
    expect(await found).toEqual([`${stream}a@0`, `${stream}b@0`]);
    expect((await client.listPersistentSubscriptionsToAll()).map(({ groupName }) => groupName)).toContain(group);
    await client.deletePersistentSubscriptionToAll(group);
  });

  it.each([
    ['Pinned', 'stream'],
    ['PinnedByCorrelation', 'correlation'],
  ])('%s: what has the same %s goes to one consumer, and both have work', async (strategy, key) => {
    const [prefix, group] = [name(), name()];
    // The client knows no pinning by correlation, and needs not know of it.
    const filter = { on: 'stream', prefixes: [prefix] } as const;
    await new PersistentRequests(wire).create('$all', group, { from: 'end', strategy, filter });
    const consumers = [1, 2].map(() => client.subscribeToPersistentSubscriptionToAll(group));
    await Promise.all(consumers.map((consumer) => new Promise((resolve) => consumer.once('confirmation', resolve))));
    const seen = consumers.map(() => new Set<string>());
    let count = 0;
    const done = new Promise<void>((resolve, reject) =>
      consumers.forEach((consumer, index) => {
        consumer.on('error', reject);
        consumer.on('data', (resolved) => {
          const metadata = resolved.event?.metadata as { $correlationId: string };
          seen[index]?.add(key === 'stream' ? `${resolved.event?.streamId}` : metadata.$correlationId);
          consumer.ack(resolved).catch(reject);
          if ((count += 1) === 48) resolve();
        });
      }),
    );
    for (let round = 0; round < 3; round += 1)
      for (let n = 0; n < 16; n += 1)
        await append(key === 'stream' ? `${prefix}-${n}` : `${prefix}-${n}-${round}`, 1, { $correlationId: `c${n}` });
    await done;
    const [one, other] = seen as [Set<string>, Set<string>];
    expect(one.size + other.size).toBe(16);
    expect(Math.min(one.size, other.size)).toBeGreaterThan(0);
    await Promise.all(consumers.map((consumer) => consumer.unsubscribe()));
    await client.deletePersistentSubscriptionToAll(group);
  });
});
