import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { projections } from '../../../projections/index.js';
import { databaseUrl, type BenchPostgres } from '../bench-postgres.js';
import { Child } from '../child.js';
import type { Effort } from '../effort.js';
import type { Options } from '../options.js';
import { rounded, type Row } from '../report.js';
import { median, medianRatio } from '../statistics.js';
import { startSchool } from './school.js';
import type { Visibility } from './visibility.js';

const rates = [100, 500];
const ms = 4_000;

/** P8: from the acknowledgement of an append to the row that shows it, with the projector in a process of its own. */
export async function* visibilityRows(postgres: BenchPostgres, { rounds }: Options): AsyncGenerator<Row> {
  const school = await startSchool(postgres, 'visible', { category: 'filteringChange', records: 500 });
  const projector = await Child.start('../../apps/projector/main.js', [], school.environment);
  try {
    for (const perSecond of rates) {
      const [visible, commits]: [Visibility[], number[]] = [[], []];
      for (let round = 0; round < rounds; round++) {
        visible.push(await school.inWorker<Visibility>('visible', { perSecond, ms }));
        commits.push(await commitTime(databaseUrl(postgres.adminUrl, 'visible_read')));
      }
      const p50 = visible.map((one) => one.p50);
      const p99 = visible.map((one) => one.p99);
      const reached = rounded(median(visible.map((one) => one.perSecond)));
      const what = `acknowledged to visible at ${reached} events/s`;
      const time = (values: readonly number[]): string => `${rounded(median(values))} ms`;
      yield {
        id: 'P8',
        what: `${what}, p50`,
        ratio: medianRatio(p50, commits),
        target: { most: 2 },
        ours: time(p50),
        other: `commit ${time(commits)}`,
      };
      yield {
        id: 'P8',
        what: `${what}, p99`,
        ratio: median(p99) / 25,
        target: { most: 1 },
        ours: time(p99),
        other: '25 ms',
      };
    }
  } finally {
    await projector.stop();
    await school.stop();
  }
}

/** What piles up while the projector is away, and how soon it has caught up, against a rebuild of the same events. */
export async function* burstRows(postgres: BenchPostgres, { rounds, events }: Options): AsyncGenerator<Row> {
  const records = Math.min(50_000, Math.max(...events));
  const school = await startSchool(postgres, 'burst', { category: 'filteringChange', records: 1 });
  const read = databaseUrl(postgres.adminUrl, 'burst_read');
  const projector = (): Promise<Child> => Child.start('../../apps/projector/main.js', [], school.environment);
  try {
    const first = await projector();
    await reached(read, 1n);
    await first.stop();
    const [drained, built]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      const last = BigInt(await school.inWorker<string>('burst', { records }));
      const from = await reached(read, 0n);
      const away = await projector();
      const began = await reached(read, from + 1n).then(() => performance.now());
      const after = await reached(read, 0n);
      await reached(read, last);
      const share = Number(last - after) / Number(last - from);
      drained.push((performance.now() - began) / 1000 / share);
      await away.stop();
      const names = projections.map(({ name }) => name);
      const { perSecond } = await school.inWorker<Effort>('build', { names });
      built.push(records / perSecond);
    }
    const seconds = (values: readonly number[]): string => `${rounded(median(values))} s`;
    yield {
      id: 'P8',
      what: `${records} events at once: until all are visible`,
      ratio: medianRatio(drained, built),
      target: { most: 1.2 },
      ours: seconds(drained),
      other: `rebuild of as many ${seconds(built)}`,
    };
  } finally {
    await school.stop();
  }
}

/** @returns how far all read models have come, once they have come so far. */
async function reached(url: string, position: bigint): Promise<bigint> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (;;) {
      const { rows } = await client.query<{ position: string | null }>(
        'select min(position) as position from projection_checkpoint',
      );
      const standing = BigInt(rows[0]?.position ?? 0);
      if (standing >= position) return standing;
      await sleep(5);
    }
  } finally {
    await client.end();
  }
}

/** The median time of a commit of one row, in ms, with nothing beside it. */
async function commitTime(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('create table if not exists committed (number integer)');
    const times: number[] = [];
    for (let number = 0; number < 500; number++) {
      const start = performance.now();
      await client.query({ name: 'commit', text: 'insert into committed values ($1)', values: [number] });
      times.push(performance.now() - start);
    }
    return median(times);
  } finally {
    await client.end();
  }
}
