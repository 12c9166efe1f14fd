import grpc from '@grpc/grpc-js';
import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { startEventServer } from '../../apps/eventserver/server.js';
import { brief, definitions, events, readRequest, type Proposed, type Requests } from './requests.js';
import { EmbeddedServer } from './server-under-test.js';
import type { Answer, Wire } from './wire.js';

/** What holds for our server beyond what EventStoreDB's protocol says. */
async function sql(connectionString: string, text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

const codeOf = (answer: Answer): string => ('error' in answer ? answer.error.code : 'OK');

describe('the log', () => {
  let embedded: EmbeddedServer;
  beforeEach(async () => {
    embedded = await EmbeddedServer.start();
  });
  afterEach(() => embedded.stop());
  const restarted = async (): Promise<Requests> => {
    await embedded.restart();
    return embedded.requests;
  };

  it('is the same after a restart, and goes on with rising positions', async () => {
    const { requests } = embedded;
    const stream = requests.stream('kept');
    await requests.append(stream, 'no_stream', [requests.event(), requests.event()]);
    const before = await requests.read({ from: 'start' });
    const after = await restarted();
    expect(await after.read({ from: 'start' })).toEqual(before);
    expect(codeOf(await after.append(stream, 1, [after.event()]))).toBe('OK');
  });

  it('knows a repeated append again after a restart, whatever revision it demands', async () => {
    const { requests } = embedded;
    const [stream, event] = [requests.stream('again'), requests.event()];
    const first = await requests.append(stream, 'any', [event]);
    const after = await restarted();
    expect(await after.append(stream, 'any', [event])).toEqual(first);
    expect(await after.append(stream, 'no_stream', [event])).toEqual(first);
    expect(await after.contents(stream)).toEqual([`0:${event.id}`]);
  });

  it('refuses to be changed, even by the owner of its table', async () => {
    const { requests, databaseUrl } = embedded;
    await requests.append(requests.stream('fixed'), 'any', [requests.event()]);
    for (const text of ["update events set type = 'x'", 'delete from events', 'truncate events'])
      await expect(sql(databaseUrl, text)).rejects.toThrow(/never changed/);
  });

  it('lets a role of its own read and add, and nothing else', async () => {
    const { databaseUrl } = embedded;
    const [role, password] = [`test_${randomBytes(5).toString('hex')}`, randomBytes(12).toString('hex')];
    await sql(databaseUrl, `create role ${role} login password '${password}'`);
    const own = new URL(databaseUrl);
    own.username = role;
    own.password = password;
    await embedded.restart({ ownerUrl: databaseUrl, databaseUrl: own.href });
    const { requests } = embedded;
    expect(codeOf(await requests.append(requests.stream('own'), 'any', [requests.event()]))).toBe('OK');
    for (const text of ["update events set type = 'x'", 'delete from events', 'truncate events', 'drop table events'])
      await expect(sql(own.href, text)).rejects.toThrow(/permission denied|must be owner/);
    await embedded.end();
    await sql(databaseUrl, `drop owned by ${role}; drop role ${role}`);
  });

  it('has one writer: a second server on the same database does not start', async () => {
    const { databaseUrl } = embedded;
    const second = startEventServer({ databaseUrl, port: 0, databaseTimeoutMs: 1_000 });
    await expect(second).rejects.toThrow(/another event server/);
  });

  it('is not opened where PostgreSQL could lose what was acknowledged', async () => {
    const { databaseUrl } = embedded;
    await embedded.end();
    const name = new URL(databaseUrl).pathname.slice(1);
    await sql(databaseUrl, `alter database ${name} set synchronous_commit = off`);
    await expect(startEventServer({ databaseUrl, port: 0 })).rejects.toThrow(/synchronous_commit is off/);
  });

  it('answers UNAVAILABLE while its database is away, and goes on when it is back', async () => {
    const { requests, databaseUrl } = embedded;
    const stream = requests.stream('away');
    const terminate = `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`;
    await requests.append(stream, 'any', [requests.event()]);
    await sql(databaseUrl, terminate);
    const codes = new Set<string>();
    for (let n = 0; n < 1_000 && !codes.has('OK'); n += 1) {
      codes.add(codeOf(await requests.append(stream, 0, [requests.event()])));
      await sleep(20);
    }
    expect([...codes].filter((code) => code !== 'UNAVAILABLE')).toEqual(['OK']);
  });
});

/** One server for everything that must not harm it. */
let lasting: EmbeddedServer;
let wire: Wire;
let requests: Requests;
beforeAll(async () => {
  lasting = await EmbeddedServer.start();
  ({ wire, requests } = lasting);
});
afterAll(() => lasting.stop());

describe('bad input', () => {
  const stillServes = async (): Promise<void> =>
    expect(codeOf(await requests.append(requests.stream(`ok-${randomUUID()}`), 'any', [requests.event()]))).toBe('OK');

  /** What became of one message: the call's end, or what a batch is told of its append. */
  async function answerTo(method: keyof typeof definitions, bytes: Buffer): Promise<Answer> {
    const options = { raw: true, deadlineMs: 10_000 };
    if (method !== 'read') return wire.clientStream(definitions[method], [bytes], options);
    const { end, messages } = await wire.serverStream(definitions[method], bytes, options).collect();
    return end === undefined || end.code === 'OK' ? { ok: messages } : { error: end };
  }
  const refusal = expect.objectContaining({ error: expect.anything() as unknown }) as unknown;

  it.each(Object.keys(definitions) as (keyof typeof definitions)[])(
    'bytes that are no message get a refusal: %s',
    async (method) => {
      const one = Array.from({ length: 256 }, (_, value) => Buffer.of(value));
      const more = Array.from({ length: 40 }, (_, n) => randomBytes(2 + n * 5));
      const answers = await Promise.all(
        [...one, ...more].map(async (bytes) => ({
          bytes: bytes.toString('hex'),
          answer: await answerTo(method, bytes),
        })),
      );
      for (const { bytes, answer } of answers) {
        // An append of a batch is refused by a message of its own.
        expect({ bytes, answer: 'ok' in answer ? answer.ok : answer }).toEqual({ bytes, answer: refusal });
      }
      await stillServes();
    },
  );

  it('names, types and ids of bytes that are no UTF-8 are answered, and what was written can be read', async () => {
    const broken = Buffer.from([0x61, 0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80, 0xf8, 0x62]);
    const valid = 'x'.repeat(broken.length);
    const replaced = (message: Buffer): Buffer => {
      const at = message.indexOf(valid);
      return at < 0 ? message : Buffer.concat([message.subarray(0, at), broken, message.subarray(at + valid.length)]);
    };
    const send = async (name: string, event: Proposed): Promise<Answer> => {
      const messages = requests.appendMessages(name, 'any', [event]);
      const { requestSerialize } = definitions.append;
      const encoded = messages.map((message) => (requestSerialize as (one: unknown) => Buffer)(message));
      return wire.clientStream(definitions.append, encoded.map(replaced), { raw: true });
    };
    const stream = requests.stream('utf8');
    const answers = [
      await send(valid, requests.event()),
      await send(stream, requests.event({ type: valid })),
      await send(stream, requests.event({ id: valid })),
      await send(stream, requests.event({ data: valid, metadata: valid })),
    ];
    expect(answers.map(codeOf)).toEqual(['OK', 'OK', 'UNKNOWN', 'OK']);
    const read = await requests.read({ from: 'start' });
    expect(read.end?.code).toBe('OK');
    expect(events(read).filter(({ event }) => event?.event?.streamIdentifier === stream)).toHaveLength(2);
    await stillServes();
  });

  it('metadata of a stream that is huge, or nested without end, hides nothing and holds up nobody', async () => {
    const [stream, event] = [requests.stream('meta'), requests.event()];
    await requests.append(stream, 'any', [event]);
    for (const metadata of [
      `{"a":"${'m'.repeat(1_000_000)}"}`,
      '['.repeat(500_000),
      `{"$tb":1${'0'.repeat(400_000)}}`,
    ]) {
      expect(codeOf(await requests.setMetadata(stream, metadata))).toBe('OK');
      expect(await requests.contents(stream)).toEqual([`0:${event.id}`]);
    }
    await stillServes();
  });

  it('an expression that would explode is answered at once', async () => {
    const stream = requests.stream('regex');
    await requests.append(`${stream}${'a'.repeat(60)}!`, 'any', [requests.event()]);
    // An engine that tries every way would not be done before the time of this test is up.
    const read = await requests.read({ from: 'start', filter: { on: 'stream', regex: '(a+)+$' } });
    expect(read.end?.code).toBe('OK');
    const around = await requests.read({ from: 'start', filter: { on: 'type', regex: '^(?!\\$)' } });
    expect(around.end?.code).toBe('INVALID_ARGUMENT');
    await stillServes();
  });

  it("a write to '$$' is refused", async () => {
    expect(codeOf(await requests.append('$$', 'any', [requests.event()]))).toBe('UNKNOWN');
    await stillServes();
  });

  it('names of 10 kB, of nothing printable and of broken UTF-8 are names', async () => {
    for (const name of ['x'.repeat(10_000), '\u0000\u0001', '\ud800', '$']) {
      const event = requests.event();
      expect(codeOf(await requests.append(name, 'any', [event]))).toBe('OK');
      expect(await requests.contents(name)).toEqual([`0:${event.id}`]);
    }
  });

  it('absurd counts and positions are answered', async () => {
    const stream = requests.stream('absurd');
    await requests.append(stream, 'any', [requests.event()]);
    const all = brief(await requests.read({ stream, from: 'start', count: Number.MAX_SAFE_INTEGER }));
    expect(all.end).toBe('OK');
    const beyond = await requests.read({ from: { commit: 2n ** 63n - 1n, prepare: 2n ** 63n - 1n } });
    expect(beyond.end?.code).toBe('OK');
    const tooFar = await requests.read({ from: { commit: 2n ** 63n, prepare: 2n ** 63n } });
    expect(tooFar.end?.code).toBe('UNKNOWN');
    await stillServes();
  });

  it('five hundred connections that are dropped half-way leave nothing behind', async () => {
    const host = new URL(lasting.server.connectionString.replace('esdb:', 'http:')).host;
    const { path, requestSerialize, responseDeserialize } = definitions.read;
    for (let n = 0; n < 500; n += 1) {
      const client = new grpc.Client(host, grpc.credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 });
      const call = client.makeServerStreamRequest(
        path,
        requestSerialize as (message: unknown) => Buffer,
        responseDeserialize,
        readRequest({ from: 'start', subscribe: true }),
      );
      call.on('error', () => undefined);
      if (n % 50 === 0) await new Promise((resolve, reject) => call.once('data', resolve).once('error', reject));
      client.close();
      call.cancel();
    }
    await stillServes();
  });
});

describe('the other official client', () => {
  // The generated code of the two clients shares one global namespace, so they cannot live in one process.
  const script = `
    import { KurrentDBClient, eventTypeFilter, jsonEvent } from '@kurrent/kurrentdb-client';
    const [url, stream, type] = process.argv.slice(1);
    const client = KurrentDBClient.connectionString(url);
    await client.appendToStream(stream, jsonEvent({ type, data: { n: 1 } }), { streamState: 'no_stream' });
    for await (const { event } of client.readStream(stream)) console.log('read', event.data.n);
    const subscription = client.subscribeToAll({ filter: eventTypeFilter({ prefixes: [type] }) });
    for await (const { event } of subscription) {
      console.log('sent', event.streamId === stream);
      break;
    }
    process.exit(0);`;

  it('appends, reads and subscribes too', async () => {
    const url = lasting.server.connectionString.replace('esdb:', 'kurrentdb:');
    const [stream, type] = [requests.stream('kurrent'), `K${randomBytes(4).toString('hex')}`];
    const args = ['--input-type=module', '-e', script, url, stream, type];
    const env = { PATH: process.env['PATH'] };
    const { stdout } = await promisify(execFile)(process.execPath, args, { env, timeout: 50_000 });
    expect(stdout.trim().split('\n')).toEqual(['read 1', 'sent true']);
  });
});
