import { EventStoreDBClient, streamNameFilter } from '@eventstore/db-client';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Notes, Scenario } from './recorded.js';
import {
  brief,
  events,
  line,
  positionOf,
  type FilterSpec,
  type From,
  type ReadSpec,
  type Requests,
} from './requests.js';
import type { Json, OpenCall } from './wire.js';

/** Groups b (streams), c ($all and filters) and d (subscriptions to a stream). */
const momentMs = process.env['EVENTSTORE_URL'] === undefined ? 0 : 40;

const five = (requests: Requests, name: string): Promise<unknown> =>
  requests.append(
    name,
    'any',
    [0, 1, 2, 3, 4].map((n) => requests.event({ data: `{"n":${n}}` })),
  );

const streamStates: Record<string, (requests: Requests, name: string) => Promise<unknown>> = {
  existing: five,
  missing: () => Promise.resolve(),
  deleted: async (requests, name) => {
    await five(requests, name);
    await requests.delete(name);
  },
  tombstoned: async (requests, name) => {
    await five(requests, name);
    await requests.tombstone(name);
  },
  'deleted then recreated': async (requests, name) => {
    await five(requests, name);
    await requests.delete(name);
    await requests.append(name, 'any', [requests.event()]);
    await sleep(momentMs);
  },
  '$tb 2': async (requests, name) => {
    await five(requests, name);
    await requests.setMetadata(name, { $tb: 2 });
  },
  '$maxCount 2': async (requests, name) => {
    await five(requests, name);
    await requests.setMetadata(name, { $maxCount: 2 });
  },
  '$tb beyond the end': async (requests, name) => {
    await five(requests, name);
    await requests.setMetadata(name, { $tb: 50 });
  },
  'only metadata': (requests, name) => requests.setMetadata(name, { a: 1 }),
};

const readStreamTable = Object.entries(streamStates).flatMap(([state, make]) =>
  [undefined, 1].map((compatibility): Scenario => ({
    group: 'b',
    name: `readStream, ${state}${compatibility === undefined ? '' : ', compatibility 1'}`,
    run: async (notes, requests) => {
      const stream = requests.stream(`b-${state}-${compatibility}`.replace(/[ $]/g, ''));
      await make(requests, stream);
      for (const back of [false, true])
        for (const from of ['start', 'end', 0, 2, 4, 99] as const)
          for (const count of [undefined, 2])
            notes.step(
              `${back ? 'backwards' : 'forwards'} from ${from}, ${count ?? 'all'}`,
              brief(await requests.read({ stream, from, back, count, compatibility })),
            );
      notes.step('count 0', brief(await requests.read({ stream, from: 'start', count: 0, compatibility })));
    },
  })),
);

const fieldsOfAnEvent: Scenario = {
  group: 'b',
  name: 'fields of a read event',
  alone: true,
  run: async (notes, requests) => {
    const stream = requests.stream('fields');
    await requests.append(stream, 'any', [
      requests.event({ metadata: '{"$correlationId":"c"}' }),
      requests.event({
        contentType: 'application/octet-stream',
        data: Uint8Array.of(0, 255, 1),
        type: `${requests.prefix}Bin`,
      }),
      requests.event({ data: '', type: `${requests.prefix}Empty` }),
    ]);
    notes.step('string uuids', await requests.read({ stream, from: 'start' }));
    notes.step('structured uuids', await requests.read({ stream, from: 'start', count: 1, structured: true }));
    notes.step('no uuid option', await requests.read({ stream, from: 'start', count: 1, noUuid: true }));
    const all = await requests.read({ from: 'end', back: true, count: 3 });
    notes.step('from $all: the same events', { messages: all.messages });
  },
};

const links: Scenario = {
  group: 'b',
  name: 'links and resolveLinkTos',
  alone: true,
  run: async (notes, requests) => {
    const [a = '', gone = '', dead = '', cut = '', stream = ''] = [
      'lt-a',
      'lt-gone',
      'lt-dead',
      'lt-cut',
      'lt-links',
    ].map((name) => requests.stream(name));
    for (const name of [a, gone, dead, cut]) await requests.append(name, 'any', [requests.event(), requests.event()]);
    const link = (target: string): Promise<unknown> =>
      requests.append(stream, 'any', [
        requests.event({ type: '$>', data: target, contentType: 'application/octet-stream' }),
      ]);
    const never = requests.stream('lt-never');
    for (const target of [
      `1@${a}`,
      `7@${a}`,
      `0@${never}`,
      `0@${gone}`,
      `0@${dead}`,
      `0@${cut}`,
      `0@${stream}`,
      'rubbish',
    ])
      await link(target);
    await requests.append(stream, 'any', [requests.event()]);
    await requests.delete(gone);
    await requests.tombstone(dead);
    await requests.setMetadata(cut, { $tb: 1 });
    const targets = '1@a, 7@a (beyond), never, deleted, tombstoned, truncated, another link, rubbish';
    notes.step(`targets: ${targets}, then a plain event`, '');
    const go = async (step: string, spec: Partial<ReadSpec>): Promise<void> =>
      notes.step(step, brief(await requests.read({ stream, from: 'start', ...spec })));
    await go('not resolved', {});
    await go('resolved', { resolve: true });
    await go('resolved backwards', { from: 'end', back: true, resolve: true });
    notes.step(
      'resolved, first event in full',
      await requests.read({ stream, from: 'start', resolve: true, count: 2 }),
    );
    const all = await requests.read({ from: 'end', back: true, count: 20, resolve: true });
    notes.step(
      '$all backwards resolved, links only',
      events(all)
        .filter(({ event }) => event?.link !== undefined)
        .map(line),
    );
    const subscription = requests.subscribe({ stream, from: 'start', resolve: true });
    await notes.settled('subscription resolved', subscription);
    subscription.cancel();
  },
};

const badReads: Scenario = {
  group: 'b',
  name: 'bad read requests',
  perStep: true,
  alone: true,
  run: async (notes, requests) => {
    const stream = requests.stream('b-bad');
    const bad = async (step: string, spec: ReadSpec): Promise<void> =>
      notes.step(step, brief(await requests.read(spec)));
    await bad('empty stream name', { stream: '', from: 'start' });
    // Whether anything was written to a stream of this name depends on what ran before.
    await requests.append('$all', 'any', [requests.event()]);
    const all = brief(await requests.read({ stream: '$all', from: 'start', count: 1 }));
    notes.step('stream named $all through the stream option', { ...all, messages: (all.messages as Json[]).length });
    await bad('stream named $$', { stream: '$$', from: 'start' });
    await bad('revision 2^63-1', { stream, from: '9223372036854775807' });
    await bad('revision 2^63', { stream, from: '9223372036854775808' });
    await bad('revision 2^64-1', { stream, from: '18446744073709551615' });
    await bad('filter on a stream read', { stream, from: 'start', filter: { on: 'type', prefixes: ['x'] } });
    await bad('subscribe backwards', { stream, from: 'start', back: true, subscribe: true });
    await bad('subscribe to $all backwards', { from: 'start', back: true, subscribe: true });
  },
};

const readAll: Scenario = {
  group: 'c',
  name: 'readAll: order, positions, directions',
  alone: true,
  run: async (notes, requests) => {
    const [a, b] = [requests.stream('all-a'), requests.stream('all-b')];
    await requests.append(a, 'any', [requests.event(), requests.event(), requests.event()]);
    await requests.append(b, 'any', [requests.event()]);
    await requests.setMetadata(a, { a: 1 });
    await requests.append(a, 'any', [requests.event()]);
    await requests.delete(b);
    const back = await requests.read({ from: 'end', back: true, count: 7 });
    const positions = events(back).flatMap(({ event }) =>
      event?.event === undefined ? [] : [positionOf(event.event)],
    );
    const at = (index: number): From => positions[index] ?? { commit: 0n, prepare: 0n };
    notes.step('backwards from end, 7', brief(back));
    const go = async (step: string, spec: ReadSpec): Promise<void> =>
      notes.step(step, brief(await requests.read({ count: 3, ...spec })));
    const both = (position: bigint): From => ({ commit: position, prepare: position });
    await go('forwards from the position of the 4th last, 3', { from: at(3) });
    await go('backwards from the position of the 4th last, 3', { from: at(3), back: true });
    await go('forwards from the last, 3', { from: at(0) });
    await go('forwards from end', { from: 'end' });
    await go('backwards from start', { from: 'start', back: true });
    await go('forwards from one past a record start', { from: both(BigInt(at(3).commit) + 1n) });
    await go('prepare below commit', { from: { commit: at(3).commit, prepare: at(4).prepare } });
    await go('prepare above commit', { from: { commit: at(4).commit, prepare: at(3).prepare } });
    await go('far beyond the end', { from: both(10n ** 12n) });
    await go('beyond the end, backwards', { from: both(10n ** 12n), back: true });
    await go('position max (2^64-1)', { from: both(2n ** 64n - 1n) });
    await go('with compatibility 1, from end backwards', { from: 'end', back: true, compatibility: 1 });
    await go('count 0', { from: 'start', count: 0 });
    const filtered = (step: string, filter: FilterSpec, spec: Partial<ReadSpec> = {}): Promise<void> =>
      go(step, { from: at(6), count: 100, filter, ...spec });
    const type = `${requests.prefix}T`;
    await filtered('filter type prefix', { on: 'type', prefixes: [type] });
    await filtered('filter stream prefix, count 2', { on: 'stream', prefixes: [a] }, { count: 2 });
    const regex = `^${requests.prefix}-all-[ab]$`;
    await filtered('filter stream regex, backwards', { on: 'stream', regex }, { from: 'end', back: true, count: 4 });
    await filtered('filter excluding system events by type regex', { on: 'type', regex: '^[^$].*' });
    await filtered('two prefixes', { on: 'stream', prefixes: [a, `$$${a}`] });
    await filtered('neither prefix nor regex', { on: 'type', prefixes: [] });
    await filtered('invalid regex', { on: 'type', regex: '(' });
    await filtered('window left out', { on: 'type', prefixes: [type], window: null });
    await filtered('matches nothing', { on: 'type', prefixes: ['nothing-like-it'] }, { count: 5 });
  },
};

const positionsOfAWrite: Scenario = {
  group: 'c',
  name: 'multi-event write: positions of each event',
  alone: true,
  run: async (notes, requests) => {
    const stream = requests.stream('pos');
    const four = [requests.event(), requests.event(), requests.event(), requests.event()];
    notes.step('append result', await requests.append(stream, 'any', four));
    const read = events(await requests.read({ stream, from: 'start' }));
    notes.step(
      'events',
      read.map(({ event }) => ({
        revision: event?.event?.streamRevision,
        commit: event?.event?.commitPosition,
        prepare: event?.event?.preparePosition,
        resolvedCommit: event?.commitPosition,
      })),
    );
    const all = await requests.read({ from: 'end', back: true, count: 4 });
    notes.step('same in $all backwards', all.messages.map(line));
    const second = read[1]?.event?.event;
    const from = second === undefined ? ('start' as const) : positionOf(second);
    const fromSecond = await requests.read({ from, count: 2 });
    notes.step('readAll from the 2nd event of the write', fromSecond.messages.map(line));
    const subscription = requests.subscribe({ from });
    await notes.settled('subscribeToAll from the 2nd event (exclusive)', subscription);
    subscription.cancel();
  },
};

interface Success {
  readonly ok: { readonly success: { readonly position: { readonly commitPosition: string } } };
}
const positionIn = (answer: unknown): From => {
  const commit = (answer as Success).ok.success.position.commitPosition.replace(/\D/g, '');
  return { commit, prepare: commit };
};

const filters: Record<string, (type: string, stream: string) => FilterSpec> = {
  'type prefix': (type) => ({ on: 'type', prefixes: [type] }),
  'type regex': (type) => ({ on: 'type', regex: `^${type}$` }),
  'stream prefix': (_, stream) => ({ on: 'stream', prefixes: [stream] }),
  'stream regex': (_, stream) => ({ on: 'stream', regex: `^${stream}\\d$` }),
};
const intervalsAndWindows = [
  [1, 0],
  [1, 1],
  [1, 10],
  [5, 1],
  [2, 10],
  [1, 32],
  [0, 10],
] as const;

/** 60 events, every third of them a hit, and then 6 live ones. */
const filteredSubscriptions = Object.entries(filters).flatMap(([name, filterOf]) =>
  intervalsAndWindows
    .filter(([interval, window]) => name === 'type prefix' || (interval === 1 && window === 10))
    .map(([interval, window]): Scenario => ({
      group: 'c',
      name: `filtered subscription, ${name}, interval ${interval}, window ${window === 0 ? 'default' : window}`,
      alone: true,
      run: async (notes, requests) => {
        const own = `${requests.prefix}${name.replace(' ', '')}${interval}w${window}`;
        const write = (n: number): Promise<unknown> => {
          const [stream, type] =
            n % 3 === 0 ? [`${own}hit-${n % 2}`, `${own}Hit`] : [`${own}miss-${n % 2}`, `${own}Miss`];
          return requests.append(stream, 'any', [requests.event({ type, data: `{"n":${n}}` })]);
        };
        const from = positionIn(await requests.append(`${own}first`, 'any', [requests.event()]));
        for (let n = 0; n < 60; n += 1) await write(n);
        const go = async (step: string): Promise<void> => {
          const settled = brief(await notes.received(step, subscription));
          const messages = (settled.messages as string[]).map((text) =>
            text.replace(own, 'X').replace(/ \S*Hit [0-9a-f-]{36}/, ''),
          );
          notes.step(step, { ...settled, messages });
        };
        const filter = { ...filterOf(`${own}Hit`, `${own}hit-`), interval, window };
        const subscription = requests.subscribe({ from, filter });
        await go('catch-up');
        for (let n = 60; n < 66; n += 1) {
          await write(n);
          await sleep(20);
        }
        await go('live: 6 more written one by one, 2 of them hits');
        subscription.cancel();
      },
    })),
);

const unfiltered: Scenario = {
  group: 'c',
  name: 'subscribeToAll unfiltered: from a position, from end',
  alone: true,
  run: async (notes, requests) => {
    const stream = requests.stream('sall');
    const from = positionIn(await requests.append(stream, 'any', [requests.event()]));
    await requests.append(stream, 'any', [requests.event(), requests.event()]);
    const [first, end] = [requests.subscribe({ from }), requests.subscribe({ from: 'end' })];
    await notes.settled("from the first event's position", first);
    await notes.settled('from end', end);
    await requests.append(stream, 'any', [requests.event()]);
    await requests.tombstone(stream);
    await notes.settled('first: live append and tombstone', first);
    await notes.settled('end: live append and tombstone', end);
    first.cancel();
    end.cancel();
    const go = async (step: string, position: bigint): Promise<void> => {
      const subscription = requests.subscribe({ from: { commit: position, prepare: position } });
      await notes.settled(step, subscription);
      subscription.cancel();
    };
    await go('from far beyond the end', 10n ** 12n);
    await go('from position max', 2n ** 64n - 1n);
    await go('from one past a record start', BigInt(from.commit) + 1n);
  },
};

const clientSubscriptions: Scenario = {
  group: 'c',
  name: 'client: events a subscription emits',
  run: async (notes, requests) => {
    const client = EventStoreDBClient.connectionString(requests.wire.connectionString);
    const stream = requests.stream('clsub');
    await five(requests, stream);
    const starts = {
      subscribeToStream: () => client.subscribeToStream(stream),
      'subscribeToAll with filter': () => client.subscribeToAll({ filter: streamNameFilter({ prefixes: [stream] }) }),
    };
    for (const [name, start] of Object.entries(starts)) {
      const subscription = start();
      const seen: string[] = [];
      for (const kind of ['confirmation', 'caughtUp', 'fellBehind', 'close', 'end'] as const)
        subscription.on(kind as 'end', () => void seen.push(kind));
      subscription.on(
        'data',
        ({ event }: { event?: { revision: bigint } }) => void seen.push(`event ${event?.revision}`),
      );
      subscription.on('error', (error: Error) => void seen.push(error.constructor.name));
      const until = async (kind: string): Promise<void> => {
        for (let tries = 0; tries < 500 && !seen.includes(kind); tries += 1) await sleep(10);
      };
      await until('caughtUp');
      await subscription.unsubscribe();
      await until('close');
      notes.step(name, seen);
    }
    await client.dispose();
  },
};

const live = async (notes: Notes, step: string, call: OpenCall, first?: () => Promise<unknown>): Promise<void> => {
  await first?.();
  await notes.settled(step, call);
};

const subscribeFrom = (['start', 'end', 2, 4, 99] as const).map((from): Scenario => ({
  group: 'd',
  name: `subscribeToStream from ${from}`,
  run: async (notes, requests) => {
    const stream = requests.stream(`sub-${from}`);
    const append = (count: number): Promise<unknown> =>
      requests.append(
        stream,
        'any',
        Array.from({ length: count }, () => requests.event()),
      );
    await five(requests, stream);
    const call = requests.subscribe({ stream, from });
    await live(notes, 'catch-up', call);
    await live(notes, 'live: two written at once', call, () => append(2));
    await live(notes, 'soft delete', call, () => requests.delete(stream));
    await live(notes, 'written again after the delete', call, () => append(1));
    await live(notes, 'tombstone', call, () => requests.tombstone(stream));
    call.cancel();
    const { end } = await call.collect();
    notes.step('cancelled by client', end ?? 'no status');
  },
}));

const subscribeToOddStreams: Scenario = {
  group: 'd',
  name: 'subscribeToStream to streams that are not plain',
  run: async (notes, requests) => {
    const write =
      (stream: string, count = 1) =>
      (): Promise<unknown> =>
        requests.append(
          stream,
          'any',
          Array.from({ length: count }, () => requests.event()),
        );
    const go = async (
      step: string,
      stream: string,
      from: 'start' | 'end' | number,
      then?: () => Promise<unknown>,
    ): Promise<void> => {
      const call = requests.subscribe({ stream, from });
      await live(notes, `${step}, from ${from}`, call);
      if (then !== undefined) await live(notes, `${step}: after a write`, call, then);
      call.cancel();
    };
    for (const from of ['start', 'end', 3] as const) {
      const missing = requests.stream(`sub-missing-${from}`);
      await go('missing', missing, from, write(missing));
    }
    const deleted = requests.stream('sub-deleted');
    await five(requests, deleted);
    await requests.delete(deleted);
    for (const from of ['start', 'end'] as const) await go('deleted', deleted, from, write(deleted));
    const dead = requests.stream('sub-dead');
    await five(requests, dead);
    await requests.tombstone(dead);
    for (const from of ['start', 'end', 2] as const) await go('tombstoned', dead, from);
    const cut = requests.stream('sub-cut');
    await five(requests, cut);
    await requests.setMetadata(cut, { $tb: 3 });
    for (const from of ['start', 0, 'end'] as const) await go('$tb 3', cut, from);
    const counted = requests.stream('sub-mc');
    await five(requests, counted);
    await requests.setMetadata(counted, { $maxCount: 1 });
    await go('$maxCount 1', counted, 'start', write(counted, 2));
    await go('metadata stream', `$$${counted}`, 'start', () => requests.setMetadata(counted, { $maxCount: 3 }));
    await go('empty name', '', 'start');
    await go('$all through the stream option', '$all', 'end');
  },
};

const longCatchUp: Scenario = {
  group: 'd',
  name: 'long catch-up: 700 events, batches and order',
  run: async (notes, requests) => {
    const stream = requests.stream('sub-long');
    for (let n = 0; n < 7; n += 1)
      await requests.append(
        stream,
        'any',
        Array.from({ length: 100 }, () => requests.event()),
      );
    const call = requests.subscribe({ stream, from: 'start' });
    const received = await call.settle({ count: 702, quiet: 100 });
    const revisions = events(received).map(({ event }) => Number(event?.event?.streamRevision));
    const others = received.messages.flatMap((message, index) => {
      const [name = ''] = Object.keys(message as object);
      return name === 'event' ? [] : [`${name} at ${index}`];
    });
    notes.step('shape', {
      events: revisions.length,
      ascendingWithoutGaps: revisions.every((revision, index) => revision === index),
      others,
    });
    call.cancel();
  },
};

const freshServer: Scenario = {
  group: 'c',
  name: 'first: $all of a fresh server, system events before any of ours',
  alone: true,
  run: async (notes, requests) => {
    const read = await requests.read({ from: 'start', count: 200 });
    const system = events(read)
      .flatMap(({ event }) => (event?.event === undefined ? [] : [event.event]))
      .filter((event) => event.streamIdentifier.startsWith('$'));
    notes.step(
      'streams and types',
      system.map(
        (event) =>
          `${event.streamIdentifier}@${event.streamRevision} ${event.metadata['type']} ${event.metadata['content-type']} ${JSON.stringify(event.data).slice(0, 200)}`,
      ),
    );
    notes.step('first event in full', events(read)[0] ?? 'none');
  },
};

export const readScenarios = [
  freshServer,
  ...readStreamTable,
  fieldsOfAnEvent,
  links,
  badReads,
  readAll,
  positionsOfAWrite,
  ...filteredSubscriptions,
  unfiltered,
  clientSubscriptions,
  ...subscribeFrom,
  subscribeToOddStreams,
  longCatchUp,
];
