import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { projections } from '../../projections/index.js';
import type { Fold, Projection, ReadModelRow } from '../../libs/eventing/read-models/projection.js';
import type { RecordedEvent } from '../../libs/eventing/log/stored-event.js';
import { adoptPolicies, eventually, startDaybook, type Answer, type Client, type Daybook } from '../support/daybook.js';

interface Status {
  readonly readModel: string;
  readonly version: number;
  readonly position: string | null;
  readonly lag: number;
  readonly parkedStreams: number;
  readonly build: {
    version: number;
    share: number;
    eventsPerSecond: number;
    beganAt: string;
    estimatedEndAt: string | null;
  } | null;
}

const raised = (by: number): Projection[] =>
  projections.map((one) => (one.name === 'filtering_change_log' ? { ...one, version: one.version + by } : one));
const { version } = projections.find(({ name }) => name === 'filtering_change_log')!;

let daybook: Daybook;
let operator: Client;
beforeAll(async () => {
  daybook = await startDaybook();
  await adoptPolicies(daybook);
  operator = await daybook.as('operator');
});
afterAll(() => daybook.stop());

async function status(): Promise<Map<string, Status>> {
  const { data, errors } = await operator.query(`{ projectorStatus {
    readModel version position lag parkedStreams build { version share eventsPerSecond beganAt estimatedEndAt } } }`);
  expect(errors).toBeUndefined();
  return new Map((data!['projectorStatus'] as Status[]).map((one) => [one.readModel, one]));
}

/** Asks until the change log's status satisfies. */
const once = (satisfied: (status: Status) => boolean): Promise<Status> =>
  eventually(async () => {
    const found = (await status()).get('filtering_change_log');
    return found && satisfied(found) ? found : undefined;
  });

async function request(): Promise<string> {
  const teacher = await daybook.as('teacher');
  const { position } = await teacher.does('requestUnblock', {
    // A site of its own: one that somebody else asked for as well would be one event more.
    target: { kind: 'domain', value: `maps-${randomUUID()}.example` },
    scope: { kind: 'everyone' },
    studyPurpose: 'Rivers',
    reason: 'A project.',
    until: new Date(Date.now() + 7 * 86_400_000).toISOString(),
  });
  return position;
}

describe('the projector’s status for administrators', () => {
  it('shows of every read model its version, and that nothing is behind, parked or being built', async () => {
    const position = await request();
    await once((one) => one.position !== null && BigInt(one.position) >= BigInt(position));
    // What the request set in motion, as word to those who agree, is followed too.
    const shown = await eventually(async () => {
      const all = await status();
      return [...all.values()].every(({ lag, build }) => lag === 0 && build === null) ? all : undefined;
    });
    expect([...shown.keys()]).toEqual(projections.map(({ name }) => name));
    for (const one of projections)
      expect(shown.get(one.name)).toMatchObject({ version: one.version, lag: 0, parkedStreams: 0, build: null });
  });

  it('shows how far a new version is, and how many events the live one lacks meanwhile', async () => {
    const reader = new pg.Client({ connectionString: daybook.connections.readOwner });
    await reader.connect();
    try {
      // Whoever writes has to wait: the new version is built, and cannot be put in its place yet.
      await reader.query('begin; lock table filtering_change_log in share mode');
      await daybook.releaseProjections(raised(1));
      const built = await once(({ build }) => (build?.share ?? 0) > 0);
      expect(built).toMatchObject({ version, build: { version: version + 1 } });
      expect(built.build!.eventsPerSecond).toBeGreaterThan(0);
      expect(Date.parse(built.build!.estimatedEndAt!)).toBeGreaterThanOrEqual(Date.parse(built.build!.beganAt));
      await request();
      await request();
      expect(await once(({ lag }) => lag === 2)).toMatchObject({ version });
      expect(await daybook.projectorMetric('daybook_rebuild_events')).toBeGreaterThan(0);
      expect(await daybook.projectorMetric('daybook_rebuild_share')).toBeGreaterThan(0);
      await reader.query('rollback');
      expect(await once((one) => one.version === version + 1 && one.lag === 0)).toMatchObject({ build: null });
      expect(await daybook.projectorMetric('daybook_rebuild_events')).toBe(0);
      expect(await daybook.projectorMetric('daybook_rebuild_share')).toBe(1);
    } finally {
      await reader.end();
    }
  });

  it('is of the older Daybook that meets newer read models: it leaves them alone, says why once, and counts it', async () => {
    await daybook.releaseProjections(raised(-1));
    const said = (): string[] => daybook.reports.filter((line) => line.includes('NewerReadModel'));
    await eventually(async () =>
      (await daybook.projectorMetric('daybook_interruptions_total')) > 1 ? true : undefined,
    );
    expect(said()).toEqual([
      'interrupted, beginning again: NewerReadModel: filtering_change_log was built by a newer Daybook than this one',
    ]);
    expect(await once(() => true)).toMatchObject({ version: version + 1 });
    await daybook.releaseProjections(raised(1));
    await once(({ lag }) => lag === 0);
  });

  it('is not for teachers', async () => {
    const { errors } = await (await daybook.as('teacher')).query('{ projectorStatus { readModel } }');
    expect(errors![0]!.extensions.code).toBe('FORBIDDEN');
  });
});

describe('a stream that a read model could not follow', () => {
  interface Shown {
    readonly readModel: string;
    readonly stream: string;
    readonly retryAsked: boolean;
    readonly attempts: number;
  }
  const parkedStreams = async (): Promise<Shown[]> => {
    const { data } = await operator.query('{ parkedStreams { readModel stream retryAsked attempts } }');
    return data!['parkedStreams'] as Shown[];
  };
  const retry = (by: Client, args = ''): Promise<Answer> => by.query(`mutation { retryParkedStreams${args} }`);

  it('is followed again without a restart when the operator asks for it after the mending', async () => {
    let mended = false;
    const faulty = raised(1).map((one): Projection => {
      if (one.name !== 'filtering_change_log') return one;
      const folds = one.folds['filteringChange']!;
      const fold = folds['UnblockRequested'] as Fold<ReadModelRow, RecordedEvent>;
      const fails: typeof fold = (row, happened) => {
        if (!mended) throw new RangeError('cannot take this');
        return fold(row, happened);
      };
      return { ...one, folds: { ...one.folds, filteringChange: { ...folds, UnblockRequested: fails } } };
    });
    await daybook.releaseProjections(faulty);
    await request();
    const [first] = await eventually(async () => {
      const found = await parkedStreams();
      return found.length > 0 ? found : undefined;
    });
    expect(first).toMatchObject({ readModel: 'filtering_change_log', retryAsked: false });

    const many = (await retry(operator)).data!['retryParkedStreams'] as number;
    const again = await eventually(async () => {
      const found = await parkedStreams();
      return found.every(({ retryAsked }) => !retryAsked) ? found : undefined;
    });
    // Not mended yet: it stays where it is, and shows that it was tried.
    expect(again).toHaveLength(many);
    expect(Math.min(...again.map(({ attempts }) => attempts))).toBeGreaterThan(1);

    mended = true;
    const one = `(readModel: "filtering_change_log", stream: "${first!.stream}")`;
    expect((await retry(operator, one)).data).toEqual({ retryParkedStreams: 1 });
    await eventually(async () =>
      (await parkedStreams()).some(({ stream }) => stream === first!.stream) ? undefined : true,
    );
    await retry(operator);
    await eventually(async () => ((await parkedStreams()).length === 0 ? true : undefined));
    const governor = await daybook.as('governor');
    const { data } = await governor.query('{ filteringChangeLog { entries { id } } }');
    const { entries } = data!['filteringChangeLog'] as { entries: { id: string }[] };
    expect(entries.map(({ id }) => `filteringChange-${id}`)).toContain(first!.stream);
  });

  it('is tried again for the operator only, and none for a name that is not parked', async () => {
    const { errors } = await retry(await daybook.as('auditor'));
    expect(errors![0]!.extensions.code).toBe('FORBIDDEN');
    expect((await retry(operator, '(stream: "filteringChange-none")')).data).toEqual({ retryParkedStreams: 0 });
  });
});
