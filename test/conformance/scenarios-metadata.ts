import { EventStoreDBClient } from '@eventstore/db-client';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Notes, Scenario } from './recorded.js';
import { brief, events, written, type Expected, type ReadSpec, type Requests } from './requests.js';
import { prepare, states } from './scenarios-append.js';
import { clientError, type Json } from './wire.js';

/** Groups e (stream metadata) and f (delete and tombstone). */
const momentMs = process.env['EVENTSTORE_URL'] === undefined ? 0 : 40;

const five = (requests: Requests, name: string): Promise<unknown> =>
  requests.append(
    name,
    'any',
    [0, 1, 2, 3, 4].map((n) => requests.event({ data: `{"n":${n}}` })),
  );

/** What is left of a stream, as revisions and the other messages. */
async function noteKept(notes: Notes, requests: Requests, stream: string, label = ''): Promise<void> {
  const kept = async (spec: Omit<ReadSpec, 'stream'>): Promise<Json[]> => {
    const { messages, end } = await requests.read({ stream, compatibility: 1, ...spec });
    const shown = messages.map((message) => {
      const { event } = message as { event?: { event: { streamRevision: string } } };
      if (event !== undefined) return event.event.streamRevision;
      const [[name, value] = ['', '']] = Object.entries(message as Record<string, Json>);
      return `${name} ${typeof value === 'object' ? '' : (value as string)}`.trim();
    });
    return end?.code === 'OK' ? shown : [...shown, end?.code];
  };
  notes.step(`${label} forwards from start`, await kept({ from: 'start' }));
  notes.step(`${label} forwards from 0, 2 events`, await kept({ from: 0, count: 2 }));
  notes.step(`${label} backwards from end`, await kept({ from: 'end', back: true }));
  notes.step(`${label} backwards from 1`, await kept({ from: 1, back: true }));
}

const revisionChecks: Scenario = {
  group: 'e',
  name: 'metadata writes and revision checks',
  run: async (notes, requests) => {
    const stream = requests.stream('meta');
    const read = async (spec: ReadSpec): Promise<Json> => brief(await requests.read(spec));
    const newest: ReadSpec = { stream: `$$${stream}`, from: 'end', back: true, count: 1 };
    notes.step('read of metadata never set', await read(newest));
    const expectations: Expected[] = ['stream_exists', 0, 'no_stream', 'no_stream', 0, 0, 5, 'any', 'stream_exists'];
    for (const expected of expectations)
      notes.step(
        `set with expected ${expected}`,
        written(await requests.setMetadata(stream, { $maxCount: 10 }, expected)),
      );
    notes.step('metadata events', await read({ stream: `$$${stream}`, from: 'start' }));
    notes.step('read the stream that has only metadata', await read({ stream, from: 'start' }));
    notes.step('append no_stream to it', written(await requests.append(stream, 'no_stream', [requests.event()])));
    const twice = await requests.append(`$$$$${stream}`, 'any', [requests.event()]);
    notes.step('metadata stream of a metadata stream', written(twice));
    notes.step('delete the metadata stream', await requests.delete(`$$${stream}`));
    notes.step('tombstone the metadata stream', await requests.tombstone(`$$${stream}`));
    const event = requests.event({ type: '$metadata', data: '{"$maxCount":3}' });
    notes.step('batch append of metadata', written(await requests.batch(`$$${stream}`, 'any', [event])));
    notes.step('metadata after these', await read(newest));
  },
};

const effectsOf: Record<string, unknown> = {
  '$maxCount 2': { $maxCount: 2 },
  '$tb 3': { $tb: 3 },
  '$tb 5 (all)': { $tb: 5 },
  '$tb 100': { $tb: 100 },
  '$maxAge 3600': { $maxAge: 3600 },
  '$maxCount 3 and $tb 4': { $maxCount: 3, $tb: 4 },
  '$maxCount 0': { $maxCount: 0 },
  'negative $maxCount': { $maxCount: -1 },
  'not JSON': 'nope',
  'JSON of wrong types': { $maxCount: 'two' },
  '$maxCount 1 then lifted': { $maxCount: 1 },
};
const effects = Object.entries(effectsOf).map(([effect, metadata]): Scenario => ({
  group: 'e',
  name: `effect of ${effect}`,
  run: async (notes, requests) => {
    const stream = requests.stream(`eff-${effect.replace(/\W/g, '')}`);
    await five(requests, stream);
    notes.step('set', written(await requests.setMetadata(stream, metadata)));
    await noteKept(notes, requests, stream);
    if (effect.endsWith('lifted')) {
      await requests.setMetadata(stream, {});
      await noteKept(notes, requests, stream, 'lifted:');
    }
    notes.step('append one more, expected 4', written(await requests.append(stream, 4, [requests.event()])));
    await noteKept(notes, requests, stream, 'after one more:');
  },
}));

const effectOfAge: Scenario = {
  group: 'e',
  name: 'effect of $maxAge 1 after 1.6 seconds',
  run: async (notes, requests) => {
    const stream = requests.stream('eff-age');
    await five(requests, stream);
    // Recorded with 1 and 1.6 seconds; what follows takes a busy machine longer than a second.
    await requests.setMetadata(stream, { $maxAge: 4 });
    await sleep(4_600);
    await noteKept(notes, requests, stream);
    await requests.append(stream, 'any', [requests.event()]);
    await noteKept(notes, requests, stream, 'after one more:');
  },
};

const clientMetadata: Scenario = {
  group: 'e',
  name: 'client: setStreamMetadata and getStreamMetadata',
  run: async (notes, requests) => {
    const client = EventStoreDBClient.connectionString(requests.wire.connectionString);
    const stream = requests.stream('clmeta');
    // The client fills metastreamRevision with a log position.
    const isPosition = (name: string): boolean => ['commit', 'prepare', 'metastreamRevision'].includes(name);
    const shown = (value: unknown): Json =>
      value === undefined
        ? 'undefined'
        : JSON.parse(
            JSON.stringify(value, (name, field: unknown) =>
              typeof field !== 'bigint' ? field : isPosition(name) ? `@P${field}@` : `${field}n`,
            ),
          );
    const go = async (step: string, ask: () => Promise<unknown>): Promise<void> =>
      notes.step(step, await ask().then(shown, clientError));
    await go('get, never set', () => client.getStreamMetadata(stream));
    const acl = { readRoles: ['$all'] };
    const all = { maxCount: 2, maxAge: 100, truncateBefore: 1, cacheControl: 5, custom: 'x', acl };
    await go('set', () => client.setStreamMetadata(stream, all));
    await go('get', () => client.getStreamMetadata(stream));
    await go('set with wrong revision', () =>
      client.setStreamMetadata(stream, { maxCount: 1 }, { expectedRevision: 7n }),
    );
    await client.tombstoneStream(stream);
    await go('get of a tombstoned stream', () => client.getStreamMetadata(stream));
    await client.dispose();
    const stored = await requests.read({ stream: `$$${stream}`, from: 'start' });
    notes.step(
      'as stored',
      events(stored).map(({ event }) => event?.event?.data),
    );
  },
};

const dataOrName = (message: Json): Json => {
  const { event } = message as { event?: { event: { data: Json } } };
  return event === undefined ? Object.keys(message as object)[0] : event.event.data;
};

const removals = (['delete', 'tombstone'] as const).flatMap((how) =>
  ([...states, 'recreated'] as const).map((state): Scenario => ({
    group: 'f',
    name: `${how} of a stream ${state}`,
    perStep: true,
    run: async (notes, requests) => {
      for (const expected of ['any', 'no_stream', 'stream_exists', 2, 0, 1, 5, 3, 'none'] as const) {
        const stream = requests.stream(`f-${how}-${state}-${expected}`);
        await prepare(requests, stream, state === 'recreated' ? 'deleted' : state);
        if (state === 'recreated') {
          await requests.append(stream, 'any', [requests.event()]);
          await sleep(momentMs);
        }
        const out = await requests[how](stream, expected);
        await sleep(momentMs);
        const metadata = (await requests.read({ stream: `$$${stream}`, from: 'start' })).messages.map(dataOrName);
        notes.step(`expected ${expected}`, {
          out,
          read: brief(await requests.read({ stream, from: 'start' })),
          metadata,
        });
      }
    },
  })),
);

const whatRemovalsWrite: Scenario = {
  group: 'f',
  name: 'what a delete and a tombstone write',
  alone: true,
  run: async (notes, requests) => {
    const stream = requests.stream('f-writes');
    const metadata = async (): Promise<Json> =>
      (await requests.read({ stream: `$$${stream}`, from: 'start' })).messages.map(dataOrName);
    await prepare(requests, stream, 'three');
    notes.step('delete', await requests.delete(stream, 2));
    notes.step('metadata stream, full event', await requests.read({ stream: `$$${stream}`, from: 'start' }));
    notes.step('delete again', await requests.delete(stream));
    notes.step('append after delete', written(await requests.append(stream, 'any', [requests.event()])));
    await sleep(momentMs);
    notes.step('metadata stream after the append', await metadata());
    notes.step('set metadata after delete keeps $tb?', written(await requests.setMetadata(stream, { $maxCount: 10 })));
    notes.step('stream now', brief(await requests.read({ stream, from: 'start' })));
    notes.step('tombstone', await requests.tombstone(stream));
    const last = await requests.read({ from: 'end', back: true, count: 3 });
    notes.step(
      'last three of $all',
      events(last).filter(({ event }) => event?.event?.streamIdentifier === stream),
    );
    notes.step('read $$ of a tombstoned stream', brief(await requests.read({ stream: `$$${stream}`, from: 'start' })));
    notes.step('write $$ of a tombstoned stream', written(await requests.setMetadata(stream, { $maxCount: 1 })));
    notes.step('tombstone again', await requests.tombstone(stream));
    notes.step('delete a tombstoned stream', await requests.delete(stream));
    // When this was recorded, something had been written to a stream of this name.
    await requests.append('$all', 'any', [requests.event()]);
    notes.step('delete $all', await requests.delete('$all'));
    notes.step('delete the empty name', await requests.delete(''));
    notes.step('tombstone a $system stream', await requests.tombstone(`$${requests.prefix}-never`));
  },
};

export const metadataScenarios = [
  revisionChecks,
  ...effects,
  effectOfAge,
  clientMetadata,
  ...removals,
  whatRemovalsWrite,
];
