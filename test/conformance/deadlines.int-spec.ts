import type S from '@eventstore/db-client/generated/streams_pb.js';
import durationMessages from 'google-protobuf/google/protobuf/duration_pb.js';
import timestampMessages from 'google-protobuf/google/protobuf/timestamp_pb.js';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { definitions } from './requests.js';
import { EmbeddedServer } from './server-under-test.js';
import type { Json } from './wire.js';

/** Deadlines of batch appends, as a point in time and as a duration, which @eventstore/db-client cannot send. */
let embedded: EmbeddedServer;
let wire: EmbeddedServer['wire'];
let requests: EmbeddedServer['requests'];
beforeAll(async () => {
  embedded = await EmbeddedServer.start();
  ({ wire, requests } = embedded);
});
afterAll(() => embedded.stop());

/** A batch with a deadline as the protocol has it since 22.10: field 7 of the options. */
function withDuration(stream: string, seconds: number, nanos = 0): Buffer {
  const request = requests.batchRequest(stream, 'any', [requests.event()]) as InstanceType<typeof S.BatchAppendReq>;
  const options = Buffer.from(request.getOptions()?.serializeBinary() ?? []);
  request.clearOptions();
  const duration = new durationMessages.Duration().setSeconds(seconds).setNanos(nanos) as {
    serializeBinary(): Uint8Array;
  };
  const field = (number: number, content: Uint8Array): Buffer => {
    if (content.length > 16_383) throw new Error('too long for a test');
    const length = content.length < 128 ? [content.length] : [(content.length & 127) | 128, content.length >> 7];
    return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), content]);
  };
  const all = Buffer.concat([options, field(7, duration.serializeBinary())]);
  return Buffer.concat([Buffer.from(request.serializeBinary()), field(2, all)]);
}

async function answerTo(message: unknown, raw: boolean, max = 5_000): Promise<Json> {
  const call = wire.duplex(definitions.batchAppend, { raw });
  call.write(message);
  const { messages } = await call.settle({ quiet: 0, max });
  call.cancel();
  return messages[0];
}
const timeout = { error: { code: 4, message: 'Timeout' } };

describe('a batch append', () => {
  it.each([
    [0, 0],
    [-5, 0],
    [0, -1],
  ])('with a deadline of %d s and %d ns is answered with a timeout and not written', async (seconds, nanos) => {
    const stream = requests.stream(`past${seconds}${nanos}`);
    expect(await answerTo(withDuration(stream, seconds, nanos), true)).toMatchObject(timeout);
    expect(await requests.contents(stream)).toEqual(['streamNotFound']);
  });

  it.each([[30], [315_576_000_000]])('with a deadline of %d s is written', async (seconds) => {
    const stream = requests.stream(`future${seconds}`);
    expect(await answerTo(withDuration(stream, seconds), true)).toMatchObject({ success: { currentRevision: '0' } });
    expect(await requests.contents(stream)).toHaveLength(1);
  });

  it('whose deadline passes while it waits for its turn is answered with a timeout and not written', async () => {
    const stream = requests.stream('waiting');
    const holder = new pg.Client({ connectionString: embedded.databaseUrl });
    await holder.connect();
    // The writer's insert waits for this table: what comes after it waits for its turn.
    await holder.query('begin; lock table events in share row exclusive mode');
    const ahead = requests.batch(requests.stream('ahead'), 'any', [requests.event()], { max: 20_000 });
    await waitingFor(holder);
    const deadline = timestampMessages.Timestamp.fromDate(new Date(Date.now() + 50));
    const late = requests.batch(stream, 'any', [requests.event()], { deadline, max: 20_000 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await holder.query('commit');
    await holder.end();
    expect(await ahead).toMatchObject({ ok: { success: {} } });
    expect(await late).toMatchObject({ ok: timeout });
    expect(await requests.contents(stream)).toEqual(['streamNotFound']);
  });

  it('that is not complete in time is answered with a timeout; what still comes of it is passed over', async () => {
    const [stream, correlation] = [requests.stream('fragments'), randomUUID()];
    const call = wire.duplex(definitions.batchAppend);
    const deadline = timestampMessages.Timestamp.fromDate(new Date(Date.now() + 100));
    const part = { correlation, final: false };
    call.write(requests.batchRequest(stream, 'any', [requests.event()], { ...part, deadline }));
    expect((await call.settle({ quiet: 0 })).messages[0]).toMatchObject(timeout);
    call.write(requests.batchRequest(stream, 'any', [requests.event()], { correlation, options: false }));
    call.write(requests.batchRequest(stream, 'any', [requests.event()]));
    const answered = await call.settle({ until: (messages) => messages.length > 1, quiet: 0 });
    expect(answered.messages).toMatchObject([{ success: { currentRevision: '0' } }]);
    call.cancel();
    expect(await requests.contents(stream)).toHaveLength(1);
  });

  it('that is never completed is given up after two seconds', async () => {
    const request = requests.batchRequest(requests.stream('half'), 'any', [requests.event()], { final: false });
    expect(await answerTo(request, false)).toMatchObject(timeout);
  });
});

async function waitingFor(client: pg.Client): Promise<void> {
  const waiting =
    "select from pg_stat_activity where application_name = 'eventserver writer' and wait_event_type = 'Lock'";
  while ((await client.query(waiting)).rowCount === 0) await new Promise((resolve) => setTimeout(resolve, 10));
}
