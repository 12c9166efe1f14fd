import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { startEventServer, type EventServer } from '../../apps/eventserver/server.js';
import { verifyLog } from '../../apps/eventserver/verify.js';
import { createTestDatabase } from '../support/databases.js';
import { Requests, brief, events, type ReadSpec } from './requests.js';
import { Wire, type Answer } from './wire.js';

/** What was changed or taken away underneath, as whoever has the database in hand could do it, is named and never served. */
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let server: EventServer;
let wire: Wire;
let requests: Requests;
let found: string[];

const begin = async (): Promise<void> => {
  found = [];
  const told = (finding: string): void => void found.push(finding);
  server = await startEventServer({ databaseUrl: database.url, port: 0, found: told });
  wire = new Wire(server.connectionString);
  requests = new Requests(wire, `r${randomBytes(5).toString('hex')}`);
};
const end = async (): Promise<void> => {
  wire.close();
  await server.stop();
};
/** What the server knows of streams must come from the table then. */
const restart = async (): Promise<void> => {
  await end();
  await begin();
};
beforeEach(async () => {
  database = await createTestDatabase();
  await begin();
});
afterEach(async () => {
  await end();
  await database.drop();
});

async function sql(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
const underneath = (change: string): Promise<void> =>
  sql(`alter table events disable trigger all; ${change}; alter table events enable trigger all`);
const change = (what: string): Promise<void> =>
  underneath(`update events set ${what} where position = (select max(position) from events)`);
const takeAway = (stream: string, condition = 'true'): Promise<void> =>
  underneath(`delete from events where stream = '\\x${Buffer.from(stream).toString('hex')}' and ${condition}`);
const changedByte = 'record = set_byte(record, 60, 1 + get_byte(record, 60) % 200)';

const codeOf = (answer: Answer): string => ('error' in answer ? answer.error.code : 'OK');
const named = (what: RegExp): object => ({ code: 'DATA_LOSS', details: expect.stringMatching(what) as string });
const verified = async (): Promise<string[]> => {
  const findings: string[] = [];
  await verifyLog(database.url, (finding) => findings.push(finding));
  return findings;
};
/** Resolves when the examination at the start has told something. */
const toldAtStart = async (): Promise<string[]> => {
  while (found.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  return found;
};
const five = async (name: string): Promise<string> => {
  const stream = requests.stream(name);
  for (let n = 0; n < 5; n += 1) await requests.append(stream, 'any', [requests.event()]);
  return stream;
};

describe('an event that was changed', () => {
  it.each([
    [changedByte, 'checksum'],
    ["type = 'Other'", 'checksum'],
    ['checksum = checksum + 1', 'checksum'],
    ['revision = 7', 'revision'],
    ['event_id = gen_random_uuid()', 'id'],
    ['created = created - 1', 'time'],
    ['size = size + 1', 'size'],
  ])('(%s) is named by its %s, and never served', async (what, differs) => {
    const stream = requests.stream('bad');
    await requests.append(stream, 'any', [requests.event(), requests.event()]);
    await change(what);
    const naming = new RegExp(`position \\d+ is not what was written: its ${differs} differs`);
    for (const spec of [{ stream, from: 'start' }, { from: 'start' }] satisfies ReadSpec[]) {
      const read = await requests.read(spec);
      expect(read.end).toMatchObject(named(naming));
      expect(events(read)).toEqual([]);
    }
    expect(await verified()).toContainEqual(expect.stringMatching(naming));
  });

  it('in its id is not taken for another one when a repeat is looked for', async () => {
    const [stream, event] = [requests.stream('repeat'), requests.event()];
    await requests.append(stream, 'any', [event]);
    await change('event_id = gen_random_uuid()');
    await restart();
    for (const expected of ['any', 'no_stream'] as const)
      expect(await requests.append(stream, expected, [event])).toMatchObject({ error: named(/its id differs/) });
    expect(codeOf(await requests.append(requests.stream('other'), 'any', [requests.event()]))).toBe('OK');
  });

  it('that is metadata is not obeyed; all other streams are served', async () => {
    const [stream, event] = [requests.stream('badmeta'), requests.event()];
    await requests.append(stream, 'any', [event]);
    await requests.setMetadata(stream, { $maxCount: 5 });
    await change(changedByte);
    await restart();
    const dataLoss = named(/position \d+/);
    expect((await requests.read({ stream, from: 'start' })).end).toMatchObject(dataLoss);
    const [other, refused] = await Promise.all([
      requests.append(requests.stream('fine'), 'any', [requests.event()]),
      requests.append(stream, 'any', [requests.event()]),
    ]);
    expect(codeOf(other)).toBe('OK');
    expect(refused).toMatchObject({ error: dataLoss });
    await requests.setMetadata(stream, { $maxCount: 6 });
    expect(await requests.contents(stream)).toEqual([`0:${event.id}`]);
    expect(codeOf(await requests.append(stream, 0, [requests.event()]))).toBe('OK');
  });
});

describe('an event that was taken away', () => {
  it.each([
    ['in the middle', 2],
    ['at the beginning', 0],
  ])('%s is named by every read that should have shown it', async (_, revision) => {
    const [stream, other] = [await five('robbed'), await five('whole')];
    await takeAway(stream, `revision = ${revision}`);
    const missing = named(new RegExp(`of revision ${revision} in the stream ${stream} is missing, and no scavenge`));
    const ofAll = named(/at position \d+ is missing, and no scavenge/);
    expect((await requests.read({ stream, from: 'start' })).end).toMatchObject(missing);
    expect((await requests.read({ stream, from: 'end', back: true })).end).toMatchObject(missing);
    expect((await requests.read({ stream, from: revision, count: 1 })).end).toMatchObject(missing);
    expect((await requests.read({ from: 'start' })).end).toMatchObject(ofAll);
    expect((await requests.read({ from: 'end', back: true })).end).toMatchObject(ofAll);
    expect(brief(await requests.read({ stream: other, from: 'start' })).end).toBe('OK');
    expect(codeOf(await requests.append(stream, 4, [requests.event()]))).toBe('OK');
  });

  it('is named at the start, to who verifies the log, and to a subscription whose filter it could have matched', async () => {
    const stream = await five('robbed');
    await takeAway(stream, 'revision in (1, 2)');
    const told = [expect.stringMatching(/positions \d+ to \d+ are missing, and no scavenge has removed them/)];
    expect(await verified()).toEqual(told);
    await restart();
    expect(await toldAtStart()).toEqual(told);
    const filter = { on: 'stream', prefixes: [stream] } as const;
    const subscription = requests.subscribe({ from: 'start', filter });
    const { end } = await subscription.settle({ until: () => subscription.ended, quiet: 0 });
    expect(end).toMatchObject(named(/at position \d+ is missing/));
  });

  it('with its whole stream, or as the newest of the log, is named too, and its position is not used again', async () => {
    const [stream, last] = [await five('whole'), await five('newest')];
    const result = await requests.append(last, 'any', [requests.event()]);
    await end();
    await takeAway(stream);
    await takeAway(last, 'revision = 5');
    await begin();
    expect(await toldAtStart()).toEqual([
      expect.stringMatching(/positions \d+ to \d+ are missing/),
      expect.stringMatching(/position \d+ is missing/),
    ]);
    expect((await requests.read({ from: 'end', back: true, count: 1 })).end).toMatchObject(named(/is missing/));
    const again = await requests.append(last, 'any', [requests.event()]);
    const positionIn = (answer: Answer): number =>
      Number(/"commitPosition":"\D*(\d+)/.exec(JSON.stringify(answer))?.[1]);
    expect(positionIn(again)).toBe(positionIn(result) + 1);
  });
});

describe('a log of an earlier version', () => {
  const asBefore = 'drop table removed_events, log_head';

  it('whose events are all there is served, and verified, as it is', async () => {
    const stream = await five('old');
    const before = await requests.read({ from: 'start' });
    await end();
    await sql(asBefore);
    await begin();
    expect(await requests.read({ from: 'start' })).toEqual(before);
    expect(await verified()).toEqual([]);
    expect(await requests.contents(stream)).toHaveLength(5);
  });

  it('that was never scavenged has no holes, so one is named', async () => {
    await takeAway(await five('old'), 'revision = 3');
    await end();
    await sql(asBefore);
    await begin();
    expect(await toldAtStart()).toEqual([expect.stringMatching(/position \d+ is missing/)]);
  });

  it('that was scavenged keeps those holes, and a new one is named', async () => {
    const stream = await five('old');
    await requests.append('$scavengePoints', 'any', [requests.event({ type: '$scavengePoint' })]);
    await takeAway(stream, 'revision < 2');
    await end();
    await sql(asBefore);
    await begin();
    expect(await verified()).toEqual([]);
    expect((await requests.read({ from: 'start' })).end?.code).toBe('OK');
    expect(await requests.contents(stream)).toHaveLength(3);
    await takeAway(stream, 'revision = 3');
    expect(await verified()).toEqual([expect.stringMatching(/position \d+ is missing/)]);
  });
});
