import type { Scenario } from './recorded.js';
import { brief, definitions, readRequest, written, type Proposed, type Requests } from './requests.js';
import timestampMessages from 'google-protobuf/google/protobuf/timestamp_pb.js';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Json, Received } from './wire.js';

/** Group h, the part that goes to the edges: limits, odd names and content, deadlines, headers, plain HTTP. */
type Send = (requests: Requests, name: string, events: readonly Proposed[]) => Promise<Answer | Received>;
const calls: Readonly<Record<'classic' | 'batch', Send>> = {
  classic: (requests, name, events) => requests.append(name, 'any', events),
  batch: (requests, name, events) => requests.batch(name, 'any', events),
};
const each = <Made>(make: (call: string, send: Send) => Made): Made[] =>
  Object.entries(calls).map(([call, send]) => make(call, send));

const limits = each((call, send): Scenario => ({
  group: 'h',
  name: `limits, ${call} append`,
  perStep: true,
  alone: true,
  run: async (notes, requests) => {
    const big = (bytes: number): Proposed =>
      requests.event({ data: 'x'.repeat(bytes), contentType: 'application/octet-stream' });
    const go = async (
      step: string,
      events: readonly Proposed[],
      name = requests.stream(`lim-${call}-${step.replace(/\W/g, '')}`),
    ): Promise<void> => {
      const out = written(await send(requests, name, events));
      const after = await requests.contents(name);
      notes.step(step, { out, after: Array.isArray(after) ? after.length : after });
    };
    for (const bytes of [1_000_000, 1_048_400, 1_048_512, 1_048_576, 1_048_577])
      await go(`one event of ${bytes} bytes`, [big(bytes)]);
    await go('two events, 1048576 together', [big(524_288), big(524_288)]);
    await go('two events, 1048578 together', [big(524_289), big(524_289)]);
    await go('metadata of 1048577 bytes', [requests.event({ metadata: 'm'.repeat(1_048_577) })]);
    await go('metadata of 500000 bytes', [requests.event({ metadata: 'm'.repeat(500_000) })]);
    const both = requests.event({ data: 'x'.repeat(600_000), metadata: 'm'.repeat(600_000) });
    await go('data 600000 and metadata 600000', [both]);
    await go('one event of 5 MB', [big(5 << 20)]);
    await go('one event of 20 MB', [big(20 << 20)]);
    // Both calls write to it: the second finds the event of the first.
    await go('stream name of 5000 characters', [requests.event()], requests.stream('n'.repeat(5_000)));
    await go('event type of 5000 characters', [requests.event({ type: 't'.repeat(5_000) })]);
  },
}));

const contents = each((call, send): Scenario => ({
  group: 'h',
  name: `names and content, ${call} append`,
  perStep: true,
  alone: true,
  run: async (notes, requests) => {
    const { prefix } = requests;
    const go = async (step: string, name: string, event = requests.event()): Promise<void> => {
      const out = written(await send(requests, name, [event]));
      notes.step(step, { out, after: brief(await requests.read({ stream: name, from: 'start' })) });
    };
    await go('unicode', `${prefix}ü-日本-😀-${call}`);
    await go('spaces', `${prefix}a b\tc ${call}`);
    await go('slash', `${prefix}a/b?c#d ${call}`);
    await go('newline', `${prefix}a\nb ${call}`);
    await go('nul', `${prefix}a\0b ${call}`);
    // When this was recorded, the name had been written to before.
    await send(requests, `$${prefix}-${call}`, [requests.event()]);
    await go('leading $', `$${prefix}-${call}`);
    await go('at sign', `${prefix}1@x ${call}`);
    await go('empty name', '');
    await go('only blanks', '   ');
    await go('$', '$');
    const odd: Readonly<Record<string, Partial<Proposed>>> = {
      'text/plain content type': { contentType: 'text/plain' },
      'no content type': { contentType: undefined },
      'no type': { type: undefined },
      'empty type': { type: '' },
      'empty content type': { contentType: '' },
      'json type with data that is not JSON': { data: 'not json' },
      'octet-stream': { contentType: 'application/octet-stream', data: '\u0001' },
      'system event type': { type: '$streamDeleted' },
      'id of zeroes': { id: '00000000-0000-0000-0000-000000000000' },
      'id that is no uuid': { id: 'nope' },
      'id in capitals': { id: randomUUID().toUpperCase() },
    };
    for (const [index, [step, fields]] of Object.entries(odd).entries())
      await go(step, requests.stream(`ct${index + 1}-${call}`), requests.event(fields));
  },
}));

const deadlines: Scenario = {
  group: 'h',
  name: 'deadlines',
  run: async (notes, requests) => {
    const stream = requests.stream('dl');
    const now = { deadlineMs: 0 };
    notes.step('unary call with a deadline of 0 ms', await requests.delete(stream, 'any', now));
    const read = await requests.read({ stream, from: 'start' }, now);
    notes.step('read with a deadline of 0 ms', brief(read));
    const open = requests.subscribe({ stream, from: 'start' }, { deadlineMs: 1_500 });
    notes.step('subscription with a deadline of 1.5 s', brief(await open.settle({ until: () => false, max: 3_000 })));
    for (const seconds of [-1, -3_600, 30, 3_600]) {
      const name = requests.stream(`dl${seconds}`);
      const deadline = timestampMessages.Timestamp.fromDate(new Date(Date.now() + seconds * 1_000));
      const out = written(await requests.batch(name, 'any', [requests.event()], { deadline, max: 3_000 }));
      // Time for it to be written all the same.
      await sleep(300);
      notes.step(`batch append, deadline ${seconds} s from now`, { out, after: await requests.contents(name) });
    }
  },
};

const headers: Scenario = {
  group: 'h',
  name: 'response headers',
  run: async (notes, requests) => {
    const stream = requests.stream('heads');
    await requests.append(stream, 'any', [requests.event()]);
    const told = (message: unknown): Promise<Json> => requests.wire.serverStream(definitions.read, message).headers();
    notes.step('read', await told(readRequest({ stream, from: 'start' })));
    notes.step(
      'read of a tombstone-like error (bad combination)',
      await told(readRequest({ stream, from: 'start', back: true, subscribe: true })),
    );
  },
};

const plainHttp: Scenario = {
  group: 'h',
  name: 'plain HTTP on the same port',
  perStep: true,
  run: async (notes, { wire }) => {
    const base = wire.connectionString.replace(/^esdb:/, 'http:').replace(/\/?\?.*/, '');
    const paths = ['/', '/ping', '/health/live', '/health/live?liveCode=200', '/info', '/gossip', '/stats'];
    for (const path of [...paths, '/streams/$all', '/web/index.html', '/nothing'])
      notes.step(
        `GET ${path}`,
        await fetch(base + path, { redirect: 'manual', signal: AbortSignal.timeout(3_000) })
          .then(async (response): Promise<Json> => {
            await response.arrayBuffer();
            const type = response.headers.get('content-type');
            return { status: response.status, type, location: response.headers.has('location') ? '<set>' : null };
          })
          .catch((error: unknown) => (error as Error).constructor.name),
      );
  },
};

export const limitScenarios: readonly Scenario[] = [...limits, ...contents, deadlines, headers, plainHttp];
