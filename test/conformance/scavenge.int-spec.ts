import O from '@eventstore/db-client/generated/operations_pb.js';
import { jest } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { verifyLog } from '../../apps/eventserver/verify.js';
import { brief, events, type Proposed, type Requests } from './requests.js';
import { operations } from './scenarios-admin.js';
import { EmbeddedServer } from './server-under-test.js';
import type { Answer, Wire } from './wire.js';

/** What a scavenge removes, what it must leave, and that nobody else can remove anything. */
let embedded: EmbeddedServer;
/** The role that the server works as: it owns nothing. */
const role = `test_${randomBytes(5).toString('hex')}`;
let ownUrl: string;
let wire: Wire;
let requests: Requests;

const begin = async (scavenge: 'on request' | 'never' = 'on request'): Promise<void> => {
  await embedded.begin({ scavenge });
  ({ wire, requests } = embedded);
};
const end = (): Promise<void> => embedded.end();

beforeAll(async () => {
  embedded = await EmbeddedServer.start(async (databaseUrl) => {
    const url = new URL(databaseUrl);
    [url.username, url.password] = [role, randomBytes(12).toString('hex')];
    ownUrl = url.href;
    await sql(`create role ${role} login password '${url.password}'`, [], databaseUrl);
    return { databaseUrl: ownUrl, ownerUrl: databaseUrl };
  });
  ({ wire, requests } = embedded);
});
afterAll(async () => {
  await end();
  await sql(`drop owned by ${role}; drop role ${role}`);
  await embedded.stop();
});

async function sql<Row extends pg.QueryResultRow>(
  text: string,
  values: unknown[] = [],
  url = embedded.databaseUrl,
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (values.length === 0 ? await client.query<Row>(text) : await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

interface Started {
  readonly scavengeId: string;
  readonly scavengeResult: number;
}
const startScavenge = async (): Promise<Started> => {
  const options = new O.StartScavengeReq.Options().setThreadCount(1);
  const answer = await wire.unary(operations.startScavenge, new O.StartScavengeReq().setOptions(options));
  return (answer as { ok: Started }).ok;
};
const stopScavenge = (id: string): Promise<Answer> => {
  const options = new O.StopScavengeReq.Options().setScavengeId(id);
  return wire.unary(operations.stopScavenge, new O.StopScavengeReq().setOptions(options));
};

/** What a scavenge told of itself, once its end is linked to. */
async function endOf(id: string): Promise<{ type: string; data: Record<string, unknown> }[]> {
  const history = requests.subscribe({ stream: '$scavenges', from: 'start', resolve: true });
  const isEnd = (message: unknown): boolean =>
    /\$scavengeCompleted/.test(JSON.stringify(message)) && JSON.stringify(message).includes(id);
  await history.settle({ until: (messages) => messages.some(isEnd), quiet: 0, max: 20_000 });
  history.cancel();
  return events(await requests.read({ stream: `$scavenges-${id}`, from: 'start' })).map(({ event }) => ({
    type: event?.event?.metadata['type'] ?? '',
    data: JSON.parse(event?.event?.data as string) as Record<string, unknown>,
  }));
}
const scavenge = async (): Promise<{ type: string; data: Record<string, unknown> }[]> =>
  endOf((await startScavenge()).scavengeId);

const five = async (name: string): Promise<{ stream: string; sent: Proposed[] }> => {
  const [stream, sent] = [requests.stream(name), Array.from({ length: 5 }, () => requests.event())];
  await requests.append(stream, 'no_stream', sent);
  return { stream, sent };
};
/** The revisions that the table still holds of a stream. */
const kept = async (stream: string): Promise<string[]> =>
  (
    await sql<{ revision: string }>('select revision from events where stream = $1 order by revision', [
      Buffer.from(stream),
    ])
  ).map(({ revision }) => revision);
/** What the log is found to have lost. */
const missing = async (): Promise<string[]> => {
  const findings: string[] = [];
  await verifyLog(ownUrl, (finding) => findings.push(finding));
  return findings;
};
const ok = (answer: Answer): unknown => ('ok' in answer ? 'success' in (answer.ok as object) : answer.error.code);

describe('what a scavenge removes', () => {
  it('is what $maxCount, $tb, $maxAge and deletions hide, and never the newest event of a stream', async () => {
    const [whole, counted, truncated, deleted, ended] = await Promise.all(
      ['whole', 'counted', 'truncated', 'deleted', 'ended'].map((name) => five(name)),
    );
    const old = requests.stream('old');
    await requests.append(old, 'any', [requests.event(), requests.event()]);
    await requests.setMetadata(counted!.stream, { $maxCount: 2 });
    await requests.setMetadata(truncated!.stream, { $tb: 3 });
    await requests.setMetadata(truncated!.stream, { $tb: 4 });
    await requests.delete(deleted!.stream);
    await requests.tombstone(ended!.stream);
    await requests.setMetadata(old, { $maxAge: 1 });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await requests.append(old, 'any', [requests.event()]);
    const told = await scavenge();
    expect(told.map(({ type }) => type)).toEqual([
      '$scavengeStarted',
      '$scavengeChunksCompleted',
      '$scavengeCompleted',
    ]);
    expect(told.at(-1)?.data).toMatchObject({ result: 'Success', error: null, nodeEndpoint: embedded.server.address });
    expect(await kept(whole!.stream)).toEqual(['0', '1', '2', '3', '4']);
    expect(await kept(counted!.stream)).toEqual(['3', '4']);
    expect(await kept(truncated!.stream)).toEqual(['4']);
    expect(await kept(`$$${truncated!.stream}`)).toEqual(['1']);
    expect(await kept(deleted!.stream)).toEqual(['4']);
    expect(await kept(ended!.stream)).toEqual(['9223372036854775807']);
    expect(await kept(old)).toEqual(['2']);
    expect(await missing()).toEqual([]);
  });

  it('is recorded, so that an event which somebody takes from among the rest is missed', async () => {
    const { stream } = await five('robbed');
    await requests.setMetadata(stream, { $tb: 2 });
    await scavenge();
    await sql(`alter table events disable trigger all;
      delete from events where stream = '\\x${Buffer.from(stream).toString('hex')}' and revision = 3;
      alter table events enable trigger all`);
    try {
      expect(await missing()).toEqual([
        expect.stringMatching(/position \d+ is missing, and no scavenge has removed it/),
      ]);
      const { end } = await requests.read({ stream, from: 'start' });
      expect(end).toMatchObject({ code: 'DATA_LOSS', details: expect.stringMatching(/revision 3/) as string });
      for (const text of ['delete from removed_events', "update removed_events set positions = '{[1,9]}'"]) {
        await expect(sql(text)).rejects.toThrow(/never changed/);
        await expect(sql(text, [], ownUrl)).rejects.toThrow(/permission denied/);
      }
    } finally {
      // The other specs follow $all.
      await sql(`insert into removed_events select null, '{}', int8multirange(int8range(position - 1, position))
        from events where stream = '\\x${Buffer.from(stream).toString('hex')}' and revision = 4`);
    }
  });

  it('leaves every answer as it was: reads, revisions, positions, subscriptions', async () => {
    const { stream } = await five('same');
    await requests.setMetadata(stream, { $maxCount: 2 });
    const open = requests.subscribe({ stream, from: 'end' });
    await open.settle({ quiet: 0, until: (messages) => messages.length > 1 });
    const before = brief(await requests.read({ stream, from: 'start' }));
    await scavenge();
    expect(brief(await requests.read({ stream, from: 'start' }))).toEqual(before);
    expect(await requests.contents(stream)).toHaveLength(2);
    const next = requests.event();
    expect(ok(await requests.append(stream, 4, [next]))).toBe(true);
    const live = await open.settle({ quiet: 0, until: (messages) => messages.length > 2 });
    open.cancel();
    expect(JSON.stringify(live.messages)).toContain(next.id);
  });

  it('is gone from $all, also for who follows it from memory, and does not come back with the metadata', async () => {
    const { stream, sent } = await five('gone');
    await requests.setMetadata(stream, { $tb: 4 });
    await scavenge();
    const all = requests.subscribe({ from: 'start' });
    const received = await all.settle({
      until: (messages) => 'caughtUp' in ((messages.at(-1) as object | undefined) ?? {}),
      quiet: 0,
    });
    all.cancel();
    const shown = JSON.stringify(received.messages);
    expect(sent.map(({ id }) => shown.includes(id))).toEqual([false, false, false, false, true]);
    await requests.setMetadata(stream, {});
    expect(await requests.contents(stream)).toEqual([`4:${sent[4]?.id}`]);
    const read = await requests.read({ stream, from: 1, count: 2 });
    expect(events(read)).toHaveLength(1);
  });

  it('resolves no link to what is gone', async () => {
    const { stream } = await five('linked');
    const links = requests.stream('links');
    await requests.append(links, 'any', [requests.event({ type: '$>', data: `0@${stream}` })]);
    await requests.setMetadata(stream, { $maxCount: 1 });
    await scavenge();
    const [message] = events(await requests.read({ stream: links, from: 'start', resolve: true }));
    expect(message?.event).toMatchObject({ link: expect.anything() as unknown });
    expect(message?.event?.event).toBeUndefined();
  });

  it('knows a repeat of what is left after a restart, and takes one of what is gone for a wrong revision', async () => {
    const { stream, sent } = await five('repeat');
    await requests.setMetadata(stream, { $maxCount: 2 });
    await scavenge();
    await end();
    await begin();
    expect(ok(await requests.append(stream, 2, sent.slice(3)))).toBe(true);
    expect(ok(await requests.append(stream, 'any', sent.slice(4)))).toBe(true);
    expect(ok(await requests.append(stream, 'no_stream', sent))).toBe(false);
    expect(await kept(stream)).toEqual(['3', '4']);
    expect(ok(await requests.append(stream, 4, [requests.event()]))).toBe(true);
  });

  it('counts metadata with a wrong field for nothing, as reads do', async () => {
    const wrong = [
      '{"$maxCount":0}',
      '{"$tb":1.5}',
      '{"$tb":3,"$acl":{"$r":[["a"]]}}',
      '{"$tb":1e400}',
      '[]',
      'no json',
      '{"$maxCount":"1"}',
    ];
    const streams = await Promise.all(wrong.map((_, index) => five(`wrong-${index}`)));
    for (const [index, { stream }] of streams.entries()) await requests.setMetadata(stream, wrong[index]);
    await scavenge();
    for (const { stream } of streams) {
      expect(await kept(stream)).toHaveLength(5);
      expect(await requests.contents(stream)).toHaveLength(5);
    }
  });
});

describe('a scavenge', () => {
  /** More than one batch can take, so that it can be met on its way. */
  const lots = async (): Promise<string> => {
    const stream = requests.stream(`lots-${randomBytes(3).toString('hex')}`);
    for (let n = 0; n < 3; n += 1)
      await requests.batch(
        stream,
        'any',
        Array.from({ length: 1_000 }, () => requests.event()),
        { max: 30_000 },
      );
    await requests.setMetadata(stream, { $maxCount: 1 });
    return stream;
  };

  it('is one at a time, can be stopped, and is taken up where it stopped', async () => {
    const stream = await lots();
    const [first, second] = await Promise.all([startScavenge(), startScavenge()]);
    expect(first.scavengeResult).toBe(O.ScavengeResp.ScavengeResult.STARTED);
    expect(second).toEqual({ ...first, scavengeResult: O.ScavengeResp.ScavengeResult.INPROGRESS });
    expect(await stopScavenge('another')).toMatchObject({ error: { trailers: { 'scavenge-id': first.scavengeId } } });
    expect(await stopScavenge(first.scavengeId)).toEqual({
      ok: { scavengeId: first.scavengeId, scavengeResult: O.ScavengeResp.ScavengeResult.STOPPED },
    });
    expect((await endOf(first.scavengeId)).at(-1)?.data).toMatchObject({ result: 'Stopped' });
    expect((await kept(stream)).length).toBeGreaterThan(1);
    const points = await kept('$scavengePoints');
    expect((await scavenge()).at(-1)?.data).toMatchObject({ result: 'Success' });
    expect(await kept(stream)).toEqual(['2999']);
    expect(await kept('$scavengePoints')).toEqual(points);
  });

  it('that ended with its server is told to have been interrupted, and the next one finishes', async () => {
    const stream = await lots();
    const said = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const { scavengeId } = await startScavenge();
    // Its sessions end as they would with a killed server: nothing more can be recorded. Both in one transaction, so that
    // the scavenge cannot meet a closed door while the writer still records that.
    await sql(`alter role ${role} nologin;
               select pg_terminate_backend(pid) from pg_stat_activity where usename = '${role}'`);
    await end();
    said.mockRestore();
    await sql(`alter role ${role} login`);
    await begin();
    expect((await endOf(scavengeId)).at(-1)?.data).toMatchObject({
      result: 'Interrupted',
      error: 'The node was restarted.',
    });
    expect((await scavenge()).at(-1)?.data).toMatchObject({ result: 'Success' });
    expect(await kept(stream)).toEqual(['2999']);
  });

  it('is recorded in $scavenges, by links to its beginning and its end', async () => {
    const { scavengeId } = await startScavenge();
    await endOf(scavengeId);
    const linked = JSON.stringify(await requests.read({ stream: '$scavenges', from: 'end', back: true, count: 2 }));
    expect(linked).toMatch(/[12]@\$scavenges-/);
    expect(linked).toContain(`0@$scavenges-${scavengeId}`);
  });
});

describe('nobody else removes anything', () => {
  const call = 'select * from scavenge_events($1, $2, 100)';
  const streamsOf = (...names: string[]): Buffer[] => names.map((name) => Buffer.from(name));

  it('the server itself has no right to, but for the one function', async () => {
    const { stream } = await five('live');
    await expect(sql('delete from events', [], ownUrl)).rejects.toThrow(/permission denied/);
    await scavenge();
    const [point] = await sql<{ position: string }>(
      "select max(position) as position from events where type = '$scavengePoint'",
    );
    await sql(call, [streamsOf(stream, `$$${stream}`), point?.position], ownUrl);
    expect(await kept(stream)).toHaveLength(5);
    await expect(sql(call, [streamsOf(stream), '1'], ownUrl)).rejects.toThrow(/no scavenge point/);
  });

  it('a table of the same name in a temporary schema deceives nobody', async () => {
    const { stream } = await five('deceived');
    const [point] = await sql<{ position: string }>(
      "select max(position) as position from events where type = '$scavengePoint'",
    );
    const fake = `create temp table events as select * from public.events where false;
      insert into events select position + 1000000, '\\x2424' || stream, 0, event_id, type, created, checksum, size,
        '\\x420a7b22246d6178' from public.events limit 1;
      select * from scavenge_events(array['\\x${Buffer.from(stream).toString('hex')}'::bytea], ${point?.position}, 100)`;
    await sql(fake, [], ownUrl);
    expect(await kept(stream)).toHaveLength(5);
  });

  it('not even the owner can delete what is not hidden, nor the newest event of a stream', async () => {
    const { stream } = await five('owned');
    await requests.setMetadata(stream, { $tb: 2 });
    const remove = (condition: string): Promise<unknown> =>
      sql(`delete from events where stream = '\\x${Buffer.from(stream).toString('hex')}' and ${condition}`);
    await requests.tombstone(requests.stream('ended for good'));
    for (const condition of ['revision = 2', 'revision <= 2', 'revision = 4', 'true'])
      await expect(remove(condition)).rejects.toThrow(/never changed/);
    await expect(sql("delete from events where type = '$metadata'")).rejects.toThrow(/never changed/);
    await expect(sql("delete from events where type = '$streamDeleted'")).rejects.toThrow(/never changed/);
    expect(await kept(stream)).toHaveLength(5);
    await remove('revision < 2');
    expect(await kept(stream)).toEqual(['2', '3', '4']);
  });
});

describe('a log that is kept whole', () => {
  it('scavenges nothing, and its table refuses every deletion, also of what is hidden', async () => {
    const { stream } = await five('audit');
    await requests.setMetadata(stream, { $maxCount: 1 });
    await end();
    await begin('never');
    const options = new O.StartScavengeReq.Options().setThreadCount(1);
    const answer = await wire.unary(operations.startScavenge, new O.StartScavengeReq().setOptions(options));
    expect(answer).toMatchObject({ error: { code: 'UNIMPLEMENTED' } });
    await expect(sql("delete from events where type = 'x' or revision = 0")).rejects.toThrow(/never changed/);
    await expect(sql('select scavenge_events(null, 1, 1)', [], ownUrl)).rejects.toThrow(/does not exist/);
    expect(await kept(stream)).toHaveLength(5);
    await end();
    await begin();
    await scavenge();
    expect(await kept(stream)).toEqual(['4']);
  });

  it('of an earlier version is changed at the start', async () => {
    await end();
    await sql(`drop function scavenge_events(bytea[], bigint, integer);
      drop trigger only_what_is_hidden_is_removed on events;
      drop trigger events_are_immutable on events;
      create trigger events_are_immutable before update or delete on events
        for each row execute function refuse_to_change_events()`);
    await begin();
    const { stream } = await five('earlier');
    await requests.setMetadata(stream, { $maxCount: 1 });
    expect((await scavenge()).at(-1)?.data).toMatchObject({ result: 'Success' });
    expect(await kept(stream)).toEqual(['4']);
  });
});
