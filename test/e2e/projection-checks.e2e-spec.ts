import pg from 'pg';
import { verifyInChild } from '../../apps/worker/projection-checks/verify-in-child.js';
import { adoptPolicies, eventually, schools, startDaybook, type Client, type Daybook } from '../support/daybook.js';

const dueAt = '2026-03-12T02:30:00.000Z';
const secretSite = 'quill.example.org';

interface Check {
  readonly dueAt: string;
  readonly differing: number;
  readonly rowsCompared: number;
  readonly readModels: readonly {
    name: string;
    hash: string | null;
    differing: number;
    differences: readonly { table: string; kind: string; id: string; columns: readonly string[] }[];
  }[];
}

let daybook: Daybook;
beforeAll(async () => {
  daybook = await startDaybook({
    nightlyCheck: (environment) => ({
      at: '02:30',
      zone: 'Europe/London',
      verify: (signal) => verifyInChild(environment, signal, 'dist/apps/audit/main.js'),
    }),
  });
  await adoptPolicies(daybook);
});
afterAll(() => daybook.stop());

async function inDatabase(url: string, sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

const jobs = (sql: string, values?: unknown[]): Promise<Record<string, unknown>[]> =>
  inDatabase(daybook.connections.worker, sql, values);

/** Makes the night come: a worker starts, finds the check due, and it is done. */
async function night(): Promise<void> {
  await isDue();
  const worker = await daybook.startWorker();
  try {
    await eventually(isDone);
  } finally {
    await worker.stop();
  }
}

const isDue = async (): Promise<void> => {
  await jobs(
    `insert into deadline (reaction, id, school, due_at) values ('verify-projections', 'every-school', '', $1)
    on conflict (reaction, school, id, key) do update set due_at = excluded.due_at`,
    [dueAt],
  );
};
const isDone = async (): Promise<true | undefined> =>
  (await jobs(`select from deadline where reaction = 'verify-projections' and due_at > now()`)).length === 1 ||
  undefined;

async function checksSeenBy(client: Client): Promise<Check[]> {
  const { data, errors } = await client.query(`{ projectionChecks { entries { dueAt differing rowsCompared
    readModels { name hash differing differences { table kind id columns } } } } }`);
  expect(errors).toBeUndefined();
  return (data!['projectionChecks'] as { entries: Check[] }).entries;
}

async function request(school: string): Promise<string> {
  const teacher = await daybook.as('teacher', { school });
  const governor = await daybook.as('governor', { school });
  const { id, position } = await teacher.does('requestUnblock', {
    target: { kind: 'domain', value: secretSite },
    scope: { kind: 'everyone' },
    studyPurpose: 'Rivers',
    reason: 'A project.',
    until: new Date(Date.now() + 7 * 86_400_000).toISOString(),
  });
  await governor.query('query ($after: String) { filteringChangeLog(after: $after) { total } }', { after: position });
  return id;
}

describe('the nightly check of the read models (D35)', () => {
  it('records for each school what it found, and is asked for it by those who may know', async () => {
    const [change] = [await request(schools.stLevan), await request(schools.stokesWood)];
    const changed = `filteringChange-${change}`;
    await inDatabase(
      daybook.connections.projector,
      `update filtering_change_log set reason = 'Zebedee wants it' where school = $1 and id = $2`,
      [schools.stLevan, changed],
    );
    await inDatabase(
      daybook.connections.projector,
      'insert into filtering_change_log_history select *, now() from filtering_change_log where id = $1',
      [changed],
    );
    await night();

    const auditor = await daybook.as('auditor');
    const found = await eventually(async () => (await checksSeenBy(auditor))[0]);
    expect(found).toMatchObject({ dueAt, differing: 2 });
    const log = found.readModels.find(({ name }) => name === 'filtering_change_log')!;
    expect(log.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(log.differences).toEqual([
      { table: 'filtering_change_log', kind: 'different', id: changed, columns: ['reason'] },
      { table: 'filtering_change_log_history', kind: 'extra', id: changed, columns: [] },
    ]);
    expect(await checksSeenBy(await daybook.as('systemAdministrator'))).toEqual([found]);

    // The other school learns of its own rows and of nobody else's.
    const elsewhere = await eventually(
      async () => (await checksSeenBy(await daybook.as('auditor', { school: schools.stokesWood })))[0],
    );
    expect(elsewhere.differing).toBe(0);
    expect(elsewhere.rowsCompared).toBeGreaterThan(0);
    expect(JSON.stringify(elsewhere)).not.toContain(change);

    // The operator's log says that something is wrong, and neither where nor what.
    const errors = daybook.reports.filter((line) => line.startsWith('ERROR'));
    expect(errors).toEqual([
      `ERROR 2 rows of filtering_change_log of school ${schools.stLevan} do not follow from the log: see projectionChecks`,
    ]);
    expect(JSON.stringify([found, daybook.reports])).not.toMatch(/Zebedee|quill/);
  });

  it('tells governors the numbers only', async () => {
    const governor = await daybook.as('governor');
    const { data } = await governor.query('{ projectionCheckCounts { entries { readModels differing } } }');
    const { entries } = data!['projectionCheckCounts'] as { entries: unknown[] };
    expect(entries[0]).toMatchObject({ differing: 2 });
    const { errors } = await governor.query('{ projectionChecks { total } }');
    expect(errors![0]!.extensions.code).toBe('FORBIDDEN');
  });

  it('is recorded once, though the alarm rings again after the whole queue was lost', async () => {
    await jobs('delete from bullmq.job');
    await night();
    expect(await checksSeenBy(await daybook.as('auditor'))).toHaveLength(1);
  });
});
