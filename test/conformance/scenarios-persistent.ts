import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PersistentRequests, type Connection, type GroupSpec } from './persistent-requests.js';
import type { Scenario } from './recorded.js';
import { brief, events, line, type From, type ReadMessage, type Requests } from './requests.js';
import type { Json, Received, Settling } from './wire.js';

/** Group g: persistent subscriptions to a stream and to $all. */
const some = (requests: Requests, stream: string, count = 5): Promise<unknown> =>
  requests.append(
    stream,
    'any',
    Array.from({ length: count }, (_, n) => requests.event({ data: `{"n":${n}}` })),
  );
const groupName = (requests: Requests, name: string): string => `${requests.prefix}-g-${name}`;
/** As the client does it: the id of the link, where there is one. */
const idOf = ({ event }: ReadMessage): string => (event?.link ?? event?.event)?.id.string ?? '';
const idsOf = (received: Received): string[] => events(received).map(idOf);
const live = ({ call }: Connection, settling: Settling = {}): Promise<Received> =>
  call.settle({ quiet: 500, max: 3_000, ...settling });

type Info = Record<string, Json>;
const infoIn = (answer: unknown): Info | undefined =>
  (answer as { ok?: { subscriptionInfo: Info } }).ok?.subscriptionInfo;

const clockBound = new Set(['averagePerSecond', 'totalItems', 'countSinceLastMeasurement']);
/** What of an info reply does not depend on the clock. */
function shape(info: Info | undefined): Info | undefined {
  if (info === undefined) return undefined;
  const rest = Object.fromEntries(Object.entries(info).filter(([name]) => !clockBound.has(name)));
  const { connections } = info;
  const shown = (connections as Info[]).map((one) => ({
    inFlightMessages: one['inFlightMessages'],
    availableSlots: one['availableSlots'],
    username: one['username'],
    keys: Object.keys(one).sort().join(','),
  }));
  return { ...rest, connections: shown };
}

async function counters(groups: PersistentRequests, stream: string, group: string): Promise<Json> {
  const answer = await groups.info(stream, group);
  const info = infoIn(answer);
  if (info === undefined) return answer;
  return {
    status: info['status'],
    parked: info['parkedMessageCount'],
    inFlight: info['totalInFlightMessages'],
    retryBuffer: info['retryBufferCount'],
    outstanding: info['outstandingMessagesCount'],
    lastCheckpointed: info['lastCheckpointedEventPosition'],
    lastKnown: info['lastKnownEventPosition'],
  };
}

const listed = (answer: unknown): Info[] => (answer as { ok?: { subscriptions: Info[] } }).ok?.subscriptions ?? [];
const nothing = { until: () => false, max: 1_000 };

const callsAndErrors = ['stream', '$all'].map((target): Scenario => ({
  group: 'g',
  name: `${target}: create, update, delete, list, info and their errors`,
  run: async (notes, requests) => {
    const groups = new PersistentRequests(requests.wire);
    const ofAll = target === '$all';
    const stream = ofAll ? '$all' : requests.stream('ps-errors');
    const [group, none] = [groupName(requests, `err-${target.replace('$', '')}`), groupName(requests, 'none')];
    if (!ofAll) await some(requests, stream);
    notes.step('info of none', await groups.info(stream, none));
    notes.step('update of none', await groups.update(stream, none));
    notes.step('delete of none', await groups.delete(stream, none));
    notes.step('replay of none', await groups.replay(stream, none));
    notes.step('connect to none', await groups.connect(stream, none).call.settle(nothing));
    notes.step('list, nothing on it', ofAll ? 'not recorded' : await groups.list(stream));
    notes.step('create', await groups.create(stream, group));
    notes.step('create again', await groups.create(stream, group));
    await sleep(200);
    if (ofAll) {
      const counted = Object.entries((await counters(groups, stream, group)) as Info);
      const rest = counted.filter(([name]) => name !== 'lastKnown' && name !== 'status');
      notes.step('info', Object.fromEntries(rest));
    } else notes.step('info', { ok: shape(infoIn(await groups.info(stream, group))) });
    const inStream = listed(await groups.list(stream));
    const show = (info: Info): string => `${String(info['eventSource'])}::${String(info['groupName'])}`;
    notes.step(
      'list of the stream',
      inStream.map((info) => `${show(info)} ${String(info['namedConsumerStrategy'])}`),
    );
    const all = listed(await groups.list()).filter((info) => info['groupName'] === group);
    notes.step('list all', all.map(show));
    notes.step('update', await groups.update(stream, group, { maxRetryCount: 3, strategy: 'Pinned' }));
    await sleep(200);
    const updated = infoIn(await groups.info(stream, group));
    notes.step('strategy and retries after update', [updated?.['namedConsumerStrategy'], updated?.['maxRetryCount']]);
    const connection = groups.connect(stream, group);
    await live(connection, { max: 1_500 });
    notes.step('delete while connected', await groups.delete(stream, group));
    const { end } = await live(connection, { until: () => connection.call.ended, max: 2_000 });
    notes.step('the connected consumer then', end ?? 'still open');
    notes.step('info after delete', await groups.info(stream, group));
    notes.step('connect after delete', await groups.connect(stream, group).call.settle(nothing));
  },
}));

const accepted: Scenario = {
  group: 'g',
  name: 'create: what is accepted',
  perStep: true,
  run: async (notes, requests) => {
    const groups = new PersistentRequests(requests.wire);
    const stream = requests.stream('ps-accept');
    await some(requests, stream);
    let count = 0;
    const go = async (step: string, spec: GroupSpec, target = stream): Promise<void> => {
      const group = groupName(requests, `acc${count++}`);
      const out = await groups.create(target, group, spec);
      await sleep(150);
      const told = 'ok' in out && target !== '$all';
      notes.step(step, told ? { out, info: shape(infoIn(await groups.info(target, group))) } : { out });
    };
    for (const strategy of ['RoundRobin', 'DispatchToSingle', 'Pinned', 'PinnedByCorrelation', '', 'nonsense'])
      await go(`strategy '${strategy}'`, { strategy });
    await go('from end', { from: 'end' });
    await go('from 2', { from: 2 });
    await go('from 99', { from: 99 });
    await go('maxSubscriberCount 1', { maxSubscriberCount: 1 });
    await go('maxRetryCount -1', { maxRetryCount: -1 });
    await go('maxRetryCount 0', { maxRetryCount: 0 });
    await go('readBatchSize 0', { readBatchSize: 0 });
    await go('readBatchSize above historyBufferSize', { readBatchSize: 600 });
    await go('liveBufferSize 0', { liveBufferSize: 0 });
    await go('minCheckpoint above maxCheckpoint', { minCheckpointCount: 50, maxCheckpointCount: 10 });
    await go('messageTimeout 0', { messageTimeoutMs: 0 });
    await go('messageTimeout -1', { messageTimeoutMs: -1 });
    await go('resolveLinks, extraStatistics', { resolveLinks: true, extraStatistics: true });
    await go('missing stream', {}, requests.stream('ps-missing'));
    const dead = requests.stream('ps-dead');
    await some(requests, dead);
    await requests.tombstone(dead);
    await go('tombstoned stream', {}, dead);
    await go('$all with type filter', { from: 'end', filter: { on: 'type', prefixes: ['x'] } }, '$all');
    await go('$all with stream regex', { from: 'end', filter: { on: 'stream', regex: '^x' } }, '$all');
    await go('$all from a position in the middle of nowhere', { from: { commit: 1n, prepare: 1n } }, '$all');
    await go('$all prepare above commit', { from: { commit: 1n, prepare: 2n } }, '$all');
    notes.step('empty group name', await groups.create(stream, ''));
    notes.step('empty stream name', await groups.create('', groupName(requests, 'e')));
    notes.step('group name with ::', await groups.create(stream, `${requests.prefix}a::b`));
  },
};

const acknowledging: Scenario = {
  group: 'g',
  name: 'ack: delivery, live, reconnect',
  run: async (notes, requests) => {
    const groups = new PersistentRequests(requests.wire);
    const [stream, group] = [requests.stream('ps-ack'), groupName(requests, 'ack')];
    await some(requests, stream);
    await groups.create(stream, group, { checkpointAfterMs: 100, minCheckpointCount: 1 });
    const first = groups.connect(stream, group);
    const received = await live(first);
    notes.step('connect, from start', brief(received));
    notes.step('first event in full', events(received)[0]);
    first.ack(idsOf(received).slice(0, 3));
    notes.step('after ack of 3 of 5', brief(await live(first)));
    await requests.append(stream, 'any', [requests.event()]);
    notes.step('live event', brief(await live(first)));
    notes.step('info while 3 unacked', await counters(groups, stream, group));
    first.call.cancel();
    await sleep(700);
    const second = groups.connect(stream, group);
    const again = await live(second);
    notes.step('second connection after the first was cut', brief(again));
    second.ack(idsOf(again));
    await sleep(1_500);
    notes.step('info, all acked', await counters(groups, stream, group));
    const own = `$persistentsubscription-${stream}::${group}-checkpoint`;
    const checkpoint = events(await requests.read({ stream: own, from: 'end', back: true, count: 1 }));
    notes.step(
      'checkpoint stream',
      checkpoint.map(({ event }) => {
        const { streamIdentifier = '', metadata = {}, data = '' } = event?.event ?? {};
        return `${streamIdentifier} ${metadata['type'] ?? ''} ${String(data)}`;
      }),
    );
    second.ack([randomUUID()]);
    second.nack([randomUUID()], 'park');
    notes.step('ack and nack of unknown ids', brief(await live(second)));
    second.call.halfClose();
    const { end } = await live(second, { until: () => second.call.ended, max: 1_500 });
    notes.step('client ends its side', end ?? 'still open');
    second.call.cancel();
  },
};

const windowOfUnacked: Scenario = {
  group: 'g',
  name: 'buffer size 2: window of unacked events',
  run: async (notes, requests) => {
    const groups = new PersistentRequests(requests.wire);
    const [stream, group] = [requests.stream('ps-buf'), groupName(requests, 'buf')];
    await some(requests, stream, 6);
    await groups.create(stream, group);
    const two = groups.connect(stream, group, 2);
    const received = await live(two);
    notes.step('first', brief(received));
    two.ack(idsOf(received).slice(0, 1));
    notes.step('one acked', brief(await live(two)));
    two.call.cancel();
    const zero = groups.connect(stream, group, 0);
    notes.step('buffer size 0', brief(await live(zero)));
    zero.call.cancel();
  },
};

const refusals = (['park', 'retry', 'skip', 'stop', 'unknown'] as const).map((action): Scenario => ({
  group: 'g',
  name: `nack ${action}`,
  run: async (notes, requests) => {
    const groups = new PersistentRequests(requests.wire);
    const [stream, group] = [requests.stream(`ps-nack-${action}`), groupName(requests, `nack-${action}`)];
    await some(requests, stream, 3);
    await groups.create(stream, group, { maxRetryCount: 2 });
    const consumer = groups.connect(stream, group);
    const received = await live(consumer);
    notes.step('first', brief(received));
    const [first = '', ...rest] = idsOf(received);
    consumer.nack([first], action, 'the reason');
    consumer.ack(rest);
    for (let round = 1; round <= 4; round += 1) {
      const more = await live(consumer, { max: 1_500 });
      notes.step(`round ${round}`, brief(more));
      if (idsOf(more).length === 0) break;
      consumer.nack(idsOf(more), action, `reason ${round}`);
    }
    notes.step('info', await counters(groups, stream, group));
    const parked = `$persistentsubscription-${stream}::${group}-parked`;
    const { messages } = await requests.read({ stream: parked, from: 'start' });
    notes.step(
      'parked stream',
      messages.map((message) => {
        const event = (message as ReadMessage).event?.event;
        if (event === undefined) return line(message);
        const { streamIdentifier, metadata, data, customMetadata } = event;
        return { stream: streamIdentifier, type: metadata['type'], data, customMetadata };
      }),
    );
    if (action === 'park' || action === 'retry') {
      notes.step('replay', await groups.replay(stream, group));
      const replayed = await live(consumer, { max: 2_000 });
      notes.step('replayed', brief(replayed));
      notes.step('replayed in full', events(replayed));
      consumer.ack(events(replayed).map(({ event }) => event?.event?.id.string ?? ''));
      await sleep(300);
      notes.step("info after an ack with the event's id", await counters(groups, stream, group));
      consumer.ack(idsOf(replayed));
      await sleep(300);
      notes.step("info after an ack with the link's id", await counters(groups, stream, group));
      notes.step('replay again', await groups.replay(stream, group));
      notes.step('nothing more', brief(await live(consumer)));
      const metadata = await requests.read({ stream: `$$${parked}`, from: 'end', back: true, count: 1 });
      notes.step(
        'metadata of the parked stream',
        events(metadata).map(({ event }) => event?.event?.data),
      );
    }
    consumer.call.cancel();
  },
}));

const replaying: Scenario = {
  group: 'g',
  name: 'replay with stopAt',
  run: async (notes, requests) => {
    const groups = new PersistentRequests(requests.wire);
    const [stream, group] = [requests.stream('ps-stop'), groupName(requests, 'stop')];
    await some(requests, stream, 4);
    await groups.create(stream, group);
    const consumer = groups.connect(stream, group);
    consumer.nack(idsOf(await live(consumer)), 'park');
    await live(consumer);
    for (const stopAt of [2, 0, undefined, -1]) {
      notes.step(`stopAt ${stopAt}`, await groups.replay(stream, group, stopAt));
      const replayed = await live(consumer);
      notes.step(`after stopAt ${stopAt}`, brief(replayed));
      if (idsOf(replayed).length > 0) consumer.ack(idsOf(replayed));
      await sleep(200);
      notes.step(`info after stopAt ${stopAt}`, await counters(groups, stream, group));
    }
    consumer.call.cancel();
  },
};

const timingOut: Scenario = {
  group: 'g',
  name: 'message timeout 600 ms, maxRetryCount 1',
  run: async (notes, requests) => {
    const groups = new PersistentRequests(requests.wire);
    const [stream, group] = [requests.stream('ps-timeout'), groupName(requests, 'timeout')];
    await some(requests, stream, 1);
    await groups.create(stream, group, { messageTimeoutMs: 600, maxRetryCount: 1 });
    const consumer = groups.connect(stream, group);
    const received = await consumer.call.settle({ until: () => false, max: 5_000 });
    notes.step('never acked, 5 seconds', brief(received));
    notes.step('info', await counters(groups, stream, group));
    consumer.call.cancel();
  },
};

const tooMany: Scenario = {
  group: 'g',
  name: 'maxSubscriberCount 1 and a second consumer',
  run: async (notes, requests) => {
    const groups = new PersistentRequests(requests.wire);
    const [stream, group] = [requests.stream('ps-max'), groupName(requests, 'max')];
    await some(requests, stream, 1);
    await groups.create(stream, group, { maxSubscriberCount: 1 });
    const first = groups.connect(stream, group);
    await live(first);
    notes.step('second', brief(await groups.connect(stream, group).call.settle(nothing)));
    first.call.cancel();
  },
};

const sharing = ['RoundRobin', 'DispatchToSingle'].map((strategy): Scenario => ({
  group: 'g',
  name: `two consumers, ${strategy}`,
  run: async (notes, requests) => {
    const groups = new PersistentRequests(requests.wire);
    const [stream, group] = [requests.stream(`ps-two-${strategy}`), groupName(requests, `two-${strategy}`)];
    await groups.create(stream, group, { strategy });
    const consumers = [groups.connect(stream, group), groups.connect(stream, group)];
    for (const consumer of consumers) await live(consumer);
    await some(requests, stream, 6);
    const counts: number[] = [];
    for (const consumer of consumers) counts.push(events(await live(consumer)).length);
    notes.step(
      'how six events are shared (larger first)',
      counts.sort((a, b) => b - a),
    );
    for (const { call } of consumers) call.cancel();
  },
}));

const startsLinksDeletion: Scenario = {
  group: 'g',
  name: 'where it starts, links, deletion',
  run: async (notes, requests) => {
    const groups = new PersistentRequests(requests.wire);
    for (const from of ['start', 'end', 2] as const) {
      const [stream, group] = [requests.stream(`ps-from-${from}`), groupName(requests, `from-${from}`)];
      await some(requests, stream);
      await groups.create(stream, group, { from });
      await sleep(300);
      const consumer = groups.connect(stream, group);
      notes.step(`from ${from}`, brief(await live(consumer)));
      await requests.append(stream, 'any', [requests.event()]);
      notes.step(`from ${from}: live`, brief(await live(consumer)));
      consumer.call.cancel();
    }
    const [target, links] = [requests.stream('ps-t'), requests.stream('ps-l')];
    await some(requests, target, 1);
    for (const data of [`0@${target}`, `9@${target}`])
      await requests.append(links, 'any', [requests.event({ type: '$>', data })]);
    for (const resolveLinks of [false, true]) {
      const group = groupName(requests, `l${resolveLinks}`);
      await groups.create(links, group, { resolveLinks });
      const consumer = groups.connect(links, group);
      notes.step(`links, resolveLinks ${resolveLinks}`, brief(await live(consumer)));
      consumer.call.cancel();
    }
    const [stream, group] = [requests.stream('ps-del'), groupName(requests, 'del')];
    await some(requests, stream, 1);
    await groups.create(stream, group);
    const consumer = groups.connect(stream, group);
    await live(consumer);
    await requests.delete(stream);
    notes.step('stream soft-deleted under it', brief(await live(consumer)));
    await requests.append(stream, 'any', [requests.event()]);
    notes.step('and written again', brief(await live(consumer)));
    await requests.tombstone(stream);
    notes.step('tombstoned under it', brief(await live(consumer)));
    consumer.call.cancel();
  },
};

const filteredAll: Scenario = {
  group: 'g',
  name: 'to $all with a filter',
  run: async (notes, requests) => {
    const groups = new PersistentRequests(requests.wire);
    const [type, stream, group] = [`${requests.prefix}Pa`, requests.stream('ps-all'), groupName(requests, 'all')];
    await requests.append(stream, 'any', [requests.event()]);
    for (let n = 0; n < 3; n += 1) await requests.append(stream, 'any', [requests.event({ type }), requests.event()]);
    const [first] = events(await requests.read({ stream, from: 'start', count: 1 }));
    const commit = first?.event?.event?.commitPosition.replace(/\D/g, '') ?? '0';
    const from: From = { commit, prepare: commit };
    await groups.create('$all', group, { from, filter: { on: 'type', prefixes: [type] } });
    await sleep(300);
    const consumer = groups.connect('$all', group);
    const received = await live(consumer);
    notes.step('connect', brief(received));
    notes.step('first in full', events(received)[0]);
    consumer.ack(idsOf(received));
    await requests.append(stream, 'any', [requests.event({ type })]);
    notes.step('live', brief(await live(consumer)));
    await groups.delete('$all', group);
    consumer.call.cancel();
    const nobody = await groups.update('$all', groupName(requests, 'nobody'));
    notes.step('update of a filter is not possible: update', nobody);
  },
};

const malformedReads: Scenario = {
  group: 'g',
  name: 'malformed read streams',
  run: async (notes, requests) => {
    const groups = new PersistentRequests(requests.wire);
    const call = groups.open();
    call.write(groups.ackBeforeOptions());
    notes.step('ack before options', await call.settle({ until: () => call.ended, max: 2_000 }));
    call.cancel();
  },
};

export const persistentScenarios = [
  ...callsAndErrors,
  accepted,
  acknowledging,
  windowOfUnacked,
  ...refusals,
  replaying,
  timingOut,
  tooMany,
  ...sharing,
  startsLinksDeletion,
  filteredAll,
  malformedReads,
];
