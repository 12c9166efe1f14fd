import pg from 'pg';
import { verifyLog } from '../../apps/eventserver/verify.js';
import { brief, events, type ReadSpec, type Requests } from './requests.js';
import { EmbeddedServer } from './server-under-test.js';
import type { Answer } from './wire.js';

/** A log that somebody spoils underneath, as whoever has the database in hand could do it. */
class SpoiltLog {
  private found: string[] = [];
  private embedded!: EmbeddedServer;

  /** Each test spoils one of its own, so several go on at once. */
  static async use(test: (log: SpoiltLog) => Promise<void>): Promise<void> {
    const log = new SpoiltLog();
    log.embedded = await EmbeddedServer.start({ found: (finding) => log.found.push(finding) });
    try {
      await test(log);
    } finally {
      await log.embedded.stop();
    }
  }

  get requests(): Requests {
    return this.embedded.requests;
  }

  end(): Promise<void> {
    return this.embedded.end();
  }

  begin(): Promise<void> {
    this.found = [];
    return this.embedded.begin();
  }

  /** What the server knows of streams must come from the table then. */
  async restart(): Promise<void> {
    await this.end();
    await this.begin();
  }

  async sql(text: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.embedded.databaseUrl });
    await client.connect();
    try {
      await client.query(text);
    } finally {
      await client.end();
    }
  }

  /** Of the newest event. */
  change(what: string): Promise<void> {
    return this.underneath(`update events set ${what} where position = (select max(position) from events)`);
  }

  takeAway(stream: string, condition = 'true'): Promise<void> {
    return this.underneath(
      `delete from events where stream = '\\x${Buffer.from(stream).toString('hex')}' and ${condition}`,
    );
  }

  async verified(): Promise<string[]> {
    const findings: string[] = [];
    await verifyLog(this.embedded.databaseUrl, (finding) => findings.push(finding));
    return findings;
  }

  /** Resolves when the examination at the start has told something. */
  async toldAtStart(): Promise<string[]> {
    while (this.found.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    return this.found;
  }

  async five(name: string): Promise<string> {
    const stream = this.requests.stream(name);
    for (let n = 0; n < 5; n += 1) await this.requests.append(stream, 'any', [this.requests.event()]);
    return stream;
  }

  private underneath(change: string): Promise<void> {
    return this.sql(`alter table events disable trigger all; ${change}; alter table events enable trigger all`);
  }
}

const changedByte = 'record = set_byte(record, 60, 1 + get_byte(record, 60) % 200)';
const codeOf = (answer: Answer): string => ('error' in answer ? answer.error.code : 'OK');
const named = (what: RegExp): object => ({ code: 'DATA_LOSS', details: expect.stringMatching(what) as string });

describe('an event that was changed', () => {
  it.concurrent.each([
    [changedByte, 'checksum'],
    ["type = 'Other'", 'checksum'],
    ['checksum = checksum + 1', 'checksum'],
    ['revision = 7', 'revision'],
    ['event_id = gen_random_uuid()', 'id'],
    ['created = created - 1', 'time'],
    ['size = size + 1', 'size'],
  ])('(%s) is named by its %s, and never served', (what, differs) =>
    SpoiltLog.use(async (log) => {
      const { requests } = log;
      const stream = requests.stream('bad');
      await requests.append(stream, 'any', [requests.event(), requests.event()]);
      await log.change(what);
      const naming = new RegExp(`position \\d+ is not what was written: its ${differs} differs`);
      for (const spec of [{ stream, from: 'start' }, { from: 'start' }] satisfies ReadSpec[]) {
        const read = await requests.read(spec);
        expect(read.end).toMatchObject(named(naming));
        expect(events(read)).toEqual([]);
      }
      expect(await log.verified()).toContainEqual(expect.stringMatching(naming));
    }),
  );

  it.concurrent('in its id is not taken for another one when a repeat is looked for', () =>
    SpoiltLog.use(async (log) => {
      const [stream, event] = [log.requests.stream('repeat'), log.requests.event()];
      await log.requests.append(stream, 'any', [event]);
      await log.change('event_id = gen_random_uuid()');
      await log.restart();
      const { requests } = log;
      for (const expected of ['any', 'no_stream'] as const)
        expect(await requests.append(stream, expected, [event])).toMatchObject({ error: named(/its id differs/) });
      expect(codeOf(await requests.append(requests.stream('other'), 'any', [requests.event()]))).toBe('OK');
    }),
  );

  it.concurrent('that is metadata is not obeyed; all other streams are served', () =>
    SpoiltLog.use(async (log) => {
      const [stream, event] = [log.requests.stream('badmeta'), log.requests.event()];
      await log.requests.append(stream, 'any', [event]);
      await log.requests.setMetadata(stream, { $maxCount: 5 });
      await log.change(changedByte);
      await log.restart();
      const { requests } = log;
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
    }),
  );
});

describe('an event that was taken away', () => {
  it.concurrent.each([
    ['in the middle', 2],
    ['at the beginning', 0],
    ['as the newest', 4],
  ])('%s is named by every read that should have shown it', (_, revision) =>
    SpoiltLog.use(async (log) => {
      const { requests } = log;
      const [stream, other] = [await log.five('robbed'), await log.five('whole')];
      await log.takeAway(stream, `revision = ${revision}`);
      const missing = named(new RegExp(`of revision ${revision} in the stream ${stream} is missing, and no scavenge`));
      const ofAll = named(/at position \d+ is missing, and no scavenge/);
      expect((await requests.read({ stream, from: 'start' })).end).toMatchObject(missing);
      expect((await requests.read({ stream, from: 'end', back: true })).end).toMatchObject(missing);
      expect((await requests.read({ stream, from: revision, count: 1 })).end).toMatchObject(missing);
      expect((await requests.read({ from: 'start' })).end).toMatchObject(ofAll);
      expect((await requests.read({ from: 'end', back: true })).end).toMatchObject(ofAll);
      expect(brief(await requests.read({ stream: other, from: 'start' })).end).toBe('OK');
      expect(codeOf(await requests.append(stream, 4, [requests.event()]))).toBe('OK');
    }),
  );

  it.concurrent(
    'is named at the start, to who verifies the log, and to a subscription whose filter it could have matched',
    () =>
      SpoiltLog.use(async (log) => {
        const stream = await log.five('robbed');
        await log.takeAway(stream, 'revision in (1, 2)');
        const told = [expect.stringMatching(/positions \d+ to \d+ are missing, and no scavenge has removed them/)];
        expect(await log.verified()).toEqual(told);
        await log.restart();
        expect(await log.toldAtStart()).toEqual(told);
        const filter = { on: 'stream', prefixes: [stream] } as const;
        const { end } = await log.requests.subscribe({ from: 'start', filter }).collect();
        expect(end).toMatchObject(named(/at position \d+ is missing/));
      }),
  );

  it.concurrent(
    'with its whole stream, or as the newest of the log, is named too, and its position is not used again',
    () =>
      SpoiltLog.use(async (log) => {
        const [stream, last] = [await log.five('whole'), await log.five('newest')];
        const result = await log.requests.append(last, 'any', [log.requests.event()]);
        await log.end();
        await log.takeAway(stream);
        await log.takeAway(last, 'revision = 5');
        await log.begin();
        const { requests } = log;
        expect(await log.toldAtStart()).toEqual([
          expect.stringMatching(/positions \d+ to \d+ are missing/),
          expect.stringMatching(/position \d+ is missing/),
        ]);
        expect((await requests.read({ from: 'end', back: true, count: 1 })).end).toMatchObject(named(/is missing/));
        const again = await requests.append(last, 'any', [requests.event()]);
        const positionIn = (answer: Answer): number =>
          Number(/"commitPosition":"\D*(\d+)/.exec(JSON.stringify(answer))?.[1]);
        expect(positionIn(again)).toBe(positionIn(result) + 1);
      }),
  );
});

describe('a log of an earlier version', () => {
  const asBefore = 'drop table removed_events, log_head';

  it.concurrent('whose events are all there is served, and verified, as it is', () =>
    SpoiltLog.use(async (log) => {
      const stream = await log.five('old');
      const before = await log.requests.read({ from: 'start' });
      await log.end();
      await log.sql(asBefore);
      await log.begin();
      expect(await log.requests.read({ from: 'start' })).toEqual(before);
      expect(await log.verified()).toEqual([]);
      expect(await log.requests.contents(stream)).toHaveLength(5);
    }),
  );

  it.concurrent('that was never scavenged has no holes, so one is named', () =>
    SpoiltLog.use(async (log) => {
      await log.takeAway(await log.five('old'), 'revision = 3');
      await log.end();
      await log.sql(asBefore);
      await log.begin();
      expect(await log.toldAtStart()).toEqual([expect.stringMatching(/position \d+ is missing/)]);
    }),
  );

  it.concurrent('that was scavenged keeps those holes, and a new one is named', () =>
    SpoiltLog.use(async (log) => {
      const stream = await log.five('old');
      await log.requests.append('$scavengePoints', 'any', [log.requests.event({ type: '$scavengePoint' })]);
      await log.takeAway(stream, 'revision < 2');
      await log.end();
      await log.sql(asBefore);
      await log.begin();
      expect(await log.verified()).toEqual([]);
      expect((await log.requests.read({ from: 'start' })).end?.code).toBe('OK');
      expect(await log.requests.contents(stream)).toHaveLength(3);
      await log.takeAway(stream, 'revision = 3');
      expect(await log.verified()).toEqual([expect.stringMatching(/position \d+ is missing/)]);
    }),
  );
});
