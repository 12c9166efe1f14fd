import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PersistentRequests, type GroupSpec } from './persistent-requests.js';
import type { Scenario } from './recorded.js';
import { events, line, type From, type ReadMessage, type Requests } from './requests.js';
import type { Json, Received } from './wire.js';

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

const callsAndErrors = ['stream', '$all'].map((target): Scenario => ({
  group: 'g',
  name: `${target}: create, update, delete, list, info and their errors`,
  alone: target === '$all',
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
    notes.step('connect to none', await groups.connect(stream, none).call.collect());
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
    const { call } = groups.connect(stream, group);
    await call.settle({ count: 1, quiet: 0 });
    notes.step('delete while connected', await groups.delete(stream, group));
    const { end } = await call.collect();
    notes.step('the connected consumer then', end ?? 'still open');
    notes.step('info after delete', await groups.info(stream, group));
    notes.step('connect after delete', await groups.connect(stream, group).call.collect());
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
    const dead = requests.stream('ps-dead');
    await some(requests, dead);
    await requests.tombstone(dead);
    const outcomes: { step: string; out: Promise<Json> }[] = [];
    const go = (step: string, spec: GroupSpec, target = stream): void => {
      const group = groupName(requests, `acc${outcomes.length}`);
      const told = async (): Promise<Json> => {
        const out = await groups.create(target, group, spec);
        await sleep(150);
        return 'ok' in out && target !== '$all'
          ? { out, info: shape(infoIn(await groups.info(target, group))) }
          : { out };
      };
      outcomes.push({ step, out: told() });
    };
    for (const strategy of ['RoundRobin', 'DispatchToSingle', 'Pinned', 'PinnedByCorrelation', '', 'nonsense'])
      go(`strategy '${strategy}'`, { strategy });
    go('from end', { from: 'end' });
    go('from 2', { from: 2 });
    go('from 99', { from: 99 });
    go('maxSubscriberCount 1', { maxSubscriberCount: 1 });
    go('maxRetryCount -1', { maxRetryCount: -1 });
    go('maxRetryCount 0', { maxRetryCount: 0 });
    go('readBatchSize 0', { readBatchSize: 0 });
    go('readBatchSize above historyBufferSize', { readBatchSize: 600 });
    go('liveBufferSize 0', { liveBufferSize: 0 });
    go('minCheckpoint above maxCheckpoint', { minCheckpointCount: 50, maxCheckpointCount: 10 });
    go('messageTimeout 0', { messageTimeoutMs: 0 });
    go('messageTimeout -1', { messageTimeoutMs: -1 });
    go('resolveLinks, extraStatistics', { resolveLinks: true, extraStatistics: true });
    go('missing stream', {}, requests.stream('ps-missing'));
    go('tombstoned stream', {}, dead);
    go('$all with type filter', { from: 'end', filter: { on: 'type', prefixes: ['x'] } }, '$all');
    go('$all with stream regex', { from: 'end', filter: { on: 'stream', regex: '^x' } }, '$all');
    go('$all from a position in the middle of nowhere', { from: { commit: 1n, prepare: 1n } }, '$all');
    go('$all prepare above commit', { from: { commit: 1n, prepare: 2n } }, '$all');
    for (const { step, out } of outcomes) notes.step(step, await out);
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
    const received = await notes.settled('connect, from start', first.call);
    notes.step('first event in full', events(received)[0]);
    first.ack(idsOf(received).slice(0, 3));
    await notes.settled('after ack of 3 of 5', first.call);
    await requests.append(stream, 'any', [requests.event()]);
    await notes.settled('live event', first.call);
    notes.step('info while 3 unacked', await counters(groups, stream, group));
    first.call.cancel();
    await sleep(700);
    const second = groups.connect(stream, group);
    const again = await notes.settled('second connection after the first was cut', second.call);
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
    await notes.settled('ack and nack of unknown ids', second.call);
    second.call.halfClose();
    const { end } = await second.call.collect(1_500);
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
    const received = await notes.settled('first', two.call);
    two.ack(idsOf(received).slice(0, 1));
    await notes.settled('one acked', two.call);
    two.call.cancel();
    const zero = groups.connect(stream, group, 0);
    await notes.settled('buffer size 0', zero.call);
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
    const received = await notes.settled('first', consumer.call);
    const [first = '', ...rest] = idsOf(received);
    consumer.nack([first], action, 'the reason');
    consumer.ack(rest);
    for (let round = 1; round <= 4; round += 1) {
      const more = await notes.settled(`round ${round}`, consumer.call);
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
      const replayed = await notes.settled('replayed', consumer.call);
      notes.step('replayed in full', events(replayed));
      consumer.ack(events(replayed).map(({ event }) => event?.event?.id.string ?? ''));
      await sleep(300);
      notes.step("info after an ack with the event's id", await counters(groups, stream, group));
      consumer.ack(idsOf(replayed));
      await sleep(300);
      notes.step("info after an ack with the link's id", await counters(groups, stream, group));
      notes.step('replay again', await groups.replay(stream, group));
      await notes.settled('nothing more', consumer.call);
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
    consumer.nack(idsOf(await consumer.call.settle({ count: 5, quiet: 0 })), 'park');
    await consumer.call.settle({ count: 0 });
    for (const stopAt of [2, 0, undefined, -1]) {
      notes.step(`stopAt ${stopAt}`, await groups.replay(stream, group, stopAt));
      const replayed = await notes.settled(`after stopAt ${stopAt}`, consumer.call);
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
    // After the last one twice its time, in which it is parked and must not come again.
    await notes.settled('never acked, 5 seconds', consumer.call, { quiet: 1_500 });
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
    await first.call.settle({ count: 2, quiet: 0 });
    await notes.settled('second', groups.connect(stream, group).call);
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
    for (const { call } of consumers) await call.settle({ count: 1, quiet: 0 });
    await some(requests, stream, 6);
    const all = (): boolean => consumers.reduce((sum, { call }) => sum + call.messages.length, 0) >= 2 + 6;
    const counts: number[] = [];
    for (const { call } of consumers) counts.push(events(await call.settle({ until: all, quiet: 100 })).length);
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
      await notes.settled(`from ${from}`, consumer.call);
      await requests.append(stream, 'any', [requests.event()]);
      await notes.settled(`from ${from}: live`, consumer.call);
      consumer.call.cancel();
    }
    const [target, links] = [requests.stream('ps-t'), requests.stream('ps-l')];
    await some(requests, target, 1);
    for (const data of [`0@${target}`, `9@${target}`])
      await requests.append(links, 'any', [requests.event({ type: '$>', data })]);
    for (const resolveLinks of [false, true]) {
      const group = groupName(requests, `l${resolveLinks}`);
      await groups.create(links, group, { resolveLinks });
      const { call } = groups.connect(links, group);
      await notes.settled(`links, resolveLinks ${resolveLinks}`, call);
      call.cancel();
    }
    const [stream, group] = [requests.stream('ps-del'), groupName(requests, 'del')];
    await some(requests, stream, 1);
    await groups.create(stream, group);
    const { call } = groups.connect(stream, group);
    await call.settle({ count: 2, quiet: 0 });
    await requests.delete(stream);
    await notes.settled('stream soft-deleted under it', call);
    await requests.append(stream, 'any', [requests.event()]);
    await notes.settled('and written again', call);
    await requests.tombstone(stream);
    await notes.settled('tombstoned under it', call);
    call.cancel();
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
    const received = await notes.settled('connect', consumer.call);
    notes.step('first in full', events(received)[0]);
    consumer.ack(idsOf(received));
    await requests.append(stream, 'any', [requests.event({ type })]);
    await notes.settled('live', consumer.call);
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
    notes.step('ack before options', await call.collect());
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
