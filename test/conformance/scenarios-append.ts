import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scenario } from './recorded.js';
import { brief, definitions, written, type Expected, type Proposed, type Requests } from './requests.js';
import { clientError, type Answer, type Json, type Received } from './wire.js';

/** Group a: the truth table of expected revision, stream state and event ids, by both calls. */
const expectations: readonly Expected[] = ['any', 'no_stream', 'stream_exists', 2, 0, 1, 5]; // 2 is the head of three events
export const states = ['never', 'three', 'deleted', 'tombstoned'] as const;
type State = (typeof states)[number];
const paths = ['classic', 'batch'] as const;
/** A recreated stream becomes readable in EventStoreDB a moment after the append is answered. */
const momentMs = process.env['EVENTSTORE_URL'] === undefined ? 0 : 40;

const send = (
  requests: Requests,
  path: (typeof paths)[number],
  name: string,
  expected: Expected,
  events: readonly Proposed[],
): Promise<Answer | Received> =>
  path === 'classic'
    ? requests.append(name, expected, events, { deadlineMs: 3_000 })
    : requests.batch(name, expected, events, { max: 3_000 });

const successOf = (answer: Answer): { position?: Json } | undefined =>
  'ok' in answer ? (answer.ok as { success?: { position?: Json } }).success : undefined;

export async function prepare(
  requests: Requests,
  name: string,
  state: State,
): Promise<{ events: Proposed[]; setup: Json }> {
  const events = [0, 1, 2].map((n) => requests.event({ data: JSON.stringify({ n }) }));
  if (state === 'never') return { events, setup: 'nothing' };
  const first = await requests.append(name, 'no_stream', events);
  if (state === 'deleted') await requests.delete(name);
  if (state === 'tombstoned') await requests.tombstone(name);
  return { events, setup: successOf(first)?.position };
}

function idModes(
  [e0, e1, e2]: readonly Proposed[],
  fresh: readonly Proposed[],
  other: Proposed,
): Record<string, Proposed[]> {
  const [n1, n2] = fresh;
  const pick = (...events: (Proposed | undefined)[]): Proposed[] => events.filter((event) => event !== undefined);
  return {
    new: pick(n1),
    'two new': pick(n1, n2),
    'same id twice in one write': pick(n1, n1),
    'id used in other stream': [other],
    'nothing (no events)': [],
    'whole last write again': pick(e0, e1, e2),
    'last event again': pick(e2),
    'first event again': pick(e0),
    'first two again': pick(e0, e1),
    'last two again': pick(e1, e2),
    'whole last write then new': pick(e0, e1, e2, n1),
    'last event then new': pick(e2, n1),
    'new then last event': pick(n1, e2),
    'last write in other order': pick(e2, e1, e0),
  };
}
const needsAnEarlierWrite = /again|last/;

const truthTable = paths.flatMap((path) =>
  states.flatMap((state) =>
    expectations.map((expected): Scenario => ({
      group: 'a',
      name: `append ${path}, stream ${state}, expected ${expected}`,
      perStep: true,
      // What an append of nothing answers is where the whole log stands.
      alone: state === 'three',
      run: async (notes, requests) => {
        const modes = Object.keys(idModes([], [], requests.event()));
        for (const mode of modes.filter((one) => state !== 'never' || !needsAnEarlierWrite.test(one))) {
          const name = requests.stream(`a-${path}-${state}-${expected}-${mode.replace(/\W/g, '')}`);
          const [other, ...fresh] = [requests.event(), requests.event(), requests.event()] as const;
          await requests.append(`${name}-other`, 'any', [other]);
          const { events, setup } = await prepare(requests, name, state);
          events.forEach((event, index) => notes.label(event.id, `e${index}`));
          fresh.forEach((event, index) => notes.label(event.id, `new${index + 1}`));
          notes.label(other.id, 'other');
          const out = written(await send(requests, path, name, expected, idModes(events, fresh, other)[mode] ?? []));
          if (state === 'deleted') await sleep(momentMs);
          notes.step(mode, { setup, out, after: await requests.contents(name) });
        }
      },
    })),
  ),
);

const repeats: Record<string, number[]> = {
  e0: [0],
  e1: [1],
  e2: [2],
  'e0 e1 e2': [0, 1, 2],
  'e1 e2': [1, 2],
  'e0 e2': [0, 2],
};
const separateWrites = paths.map((path): Scenario => ({
  group: 'a',
  name: `append ${path}, repeats over separate writes`,
  perStep: true,
  run: async (notes, requests) => {
    for (const expected of expectations)
      for (const [mode, picked] of Object.entries(repeats)) {
        const name = requests.stream(`sep-${path}-${expected}-${mode.replaceAll(' ', '')}`);
        const events = [requests.event(), requests.event(), requests.event()];
        const setup: Json[] = [];
        for (const event of events) setup.push(successOf(await requests.append(name, 'any', [event]))?.position);
        events.forEach((event, index) => notes.label(event.id, `e${index}`));
        const again = events.filter((_, index) => picked.includes(index));
        const out = written(await send(requests, path, name, expected, again));
        notes.step(`${mode} again, expected ${expected}`, { setup, out, after: await requests.contents(name) });
      }
  },
}));

const otherCases = paths.map((path): Scenario => ({
  group: 'a',
  name: `append ${path}, other cases`,
  perStep: true,
  alone: true,
  run: async (notes, requests) => {
    const go = async (step: string, name: string, expected: Expected, events: Proposed[]): Promise<void> => {
      const out = written(await send(requests, path, name, expected, events));
      await sleep(momentMs);
      const after = await requests.contents(name);
      notes.step(step, { out, after: events.length === 100 ? (after as Json[]).length : after });
    };
    const [same, event] = [requests.stream(`oth-${path}-1`), requests.event()];
    await requests.append(same, 'any', [event]);
    await go('same id, other data', same, 'any', [{ ...event, data: '{"n":2}', type: `${requests.prefix}Other` }]);
    const hundred = Array.from({ length: 100 }, () => requests.event());
    await go('100 events', requests.stream(`oth-${path}-2`), 'no_stream', hundred);
    const begun = requests.stream(`oth-${path}-3`);
    await prepare(requests, begun, 'deleted');
    await go('recreate a soft-deleted stream with no_stream', begun, 'no_stream', [requests.event()]);
    const again = requests.stream(`oth-${path}-4`);
    await prepare(requests, again, 'deleted');
    await send(requests, path, again, 'any', [requests.event()]);
    await sleep(momentMs);
    await go('recreated stream, expected its new head 3', again, 3, [requests.event()]);
    notes.step('metadata of a recreated stream', brief(await requests.read({ stream: `$$${again}`, from: 'start' })));
    await go('write to a $system stream', `$${requests.prefix}-${path}`, 'any', [requests.event()]);
    await go('write to $all', '$all', 'any', [requests.event()]);
  },
}));

const correlations: Scenario = {
  group: 'a',
  name: 'batch: several correlations on one stream, fragments, order of replies',
  run: async (notes, requests) => {
    const call = requests.wire.duplex(definitions.batchAppend);
    const name = requests.stream('batch-multi');
    const [c1 = '', c2 = '', c3 = '', c4 = ''] = [1, 2, 3, 4].map((n) => notes.label(randomUUID(), `correlation${n}`));
    const ask = (...request: Parameters<Requests['batchRequest']>): void =>
      call.write(requests.batchRequest(...request));
    const event = (): Proposed => requests.event();
    ask(name, 'no_stream', [event()], { correlation: c1, final: false });
    ask(requests.stream('batch-b'), 'any', [event()], { correlation: c2 });
    ask(name, 'none', [event(), event()], { correlation: c1, options: false });
    const go = async (step: string, on = call): Promise<void> => notes.step(step, await notes.received(step, on));
    await go('fragmented c1 around whole c2');
    ask(name, 99, [event()], { correlation: c3 });
    await go('c3 wrong version keeps the stream open');
    ask(name, 'any', [event()], { correlation: c4 });
    await go('c4 after the error');
    call.halfClose();
    await go('client ends its side');
    const other = requests.wire.duplex(definitions.batchAppend);
    other.write(requests.batchRequest(name, 'none', [event()], { options: false }));
    await go('first message without options', other);
    other.cancel();
  },
};

const malformed: Scenario = {
  group: 'a',
  name: 'classic: malformed request streams',
  run: async (notes, requests) => {
    const name = requests.stream('malformed');
    const [options, event] = requests.appendMessages(name, 'any', [requests.event(), requests.event()]);
    const go = (messages: unknown[]): Promise<Answer> => requests.wire.clientStream(definitions.append, messages);
    notes.step('no messages at all', await go([]));
    notes.step('event before options', await go([event]));
    notes.step('options twice', await go([options, options, event]));
    notes.step('no expected revision set', await requests.append(name, 'none', [requests.event()]));
    notes.step('no stream identifier', await requests.append(undefined, 'any', [requests.event()]));
  },
};

const showBigints = (value: unknown): Json =>
  JSON.parse(
    JSON.stringify(value, (name, field: unknown) =>
      typeof field !== 'bigint' ? field : name === 'commit' || name === 'prepare' ? `@P${field}@` : `${field}n`,
    ),
  );

const clientResults: Scenario = {
  group: 'a',
  name: 'client: what appendToStream returns or throws',
  perStep: true,
  run: async (notes, requests) => {
    const url = requests.wire.connectionString;
    const clients = {
      throws: EventStoreDBClient.connectionString(url),
      quiet: EventStoreDBClient.connectionString(`${url}${url.includes('?') ? '&' : '?'}throwOnAppendFailure=false`),
    };
    const withCredentials = { credentials: { username: 'admin', password: 'changeit' } };
    for (const [path, options] of [
      ['batch', {}],
      ['classic', withCredentials],
    ] as const)
      for (const state of states)
        for (const expectedRevision of ['any', 'no_stream', 'stream_exists', 2n, 0n, 5n] as const)
          for (const [mode, client] of Object.entries(clients)) {
            const name = requests.stream(`cl-${path}-${state}-${expectedRevision}-${mode}`);
            await prepare(requests, name, state);
            const appended = client.appendToStream(name, jsonEvent({ type: 'T', data: { a: 1 } }), {
              expectedRevision,
              ...options,
            });
            notes.step(`${path} ${state} ${expectedRevision} ${mode}`, await appended.then(showBigints, clientError));
          }
    for (const client of Object.values(clients)) await client.dispose();
  },
};

export const appendScenarios = [
  ...truthTable,
  ...separateWrites,
  ...otherCases,
  correlations,
  malformed,
  clientResults,
];
