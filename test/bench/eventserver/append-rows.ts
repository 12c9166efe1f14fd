import { setTimeout as sleep } from 'node:timers/promises';
import { query, type BenchPostgres } from '../bench-postgres.js';
import { fdatasyncTimes } from '../fdatasync.js';
import type { Options } from '../options.js';
import { rounded, type Row } from '../report.js';
import { median, medianRatio, quantile } from '../statistics.js';
import type { Appends, AppendsMeasured } from './client-calls.js';
import type { Side } from './sides.js';

const bytes = 400;
/** A server and a client that have just begun run code that is not compiled yet, several times as slow as a minute later. */
const warmUp: Appends = { writers: 64, perWriter: Number.MAX_SAFE_INTEGER, ms: 5_000, bytes };
const oneWriter: Appends = { writers: 1, perWriter: 1_000, ms: 10_000, bytes };
const manyWriters: Appends = { writers: 64, perWriter: Number.MAX_SAFE_INTEGER, ms: 2_000, bytes };

const measure = (side: Side, appends: Appends): Promise<AppendsMeasured> => side.client.call('append', appends);
const us = (ms: readonly number[]): string => `${rounded(median(ms) * 1000)} us`;
const perSecond = (values: readonly number[]): string => `${rounded(median(values))}/s`;

/** P1: one writer, each append waits for the disk. */
export async function* appendLatency(
  { folder }: BenchPostgres,
  ours: Side,
  real: Side | undefined,
  { rounds }: Options,
): AsyncGenerator<Row> {
  const [bare, p50, p99, real50]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (const side of [ours, real]) {
    if (!side) continue;
    await measure(side, warmUp);
    await measure(side, oneWriter);
  }
  for (let round = 0; round < rounds; round++) {
    bare.push(quantile(fdatasyncTimes(folder, 500), 0.5));
    const measured = await measure(ours, oneWriter);
    p50.push(measured.p50);
    p99.push(measured.p99);
    if (real) real50.push((await measure(real, oneWriter)).p50);
  }
  const other = `fdatasync p50 ${us(bare)}`;
  yield {
    id: 'P1',
    what: 'durable append, p50',
    ratio: medianRatio(p50, bare),
    target: { most: 3 },
    ours: us(p50),
    other,
  };
  yield {
    id: 'P1',
    what: 'durable append, p99',
    ratio: medianRatio(p99, bare),
    target: { most: 15 },
    ours: us(p99),
    other,
  };
  if (real) {
    const ratio = medianRatio(p50, real50);
    yield {
      id: 'P1',
      what: 'durable append, p50',
      ratio,
      target: { most: 0.6 },
      ours: us(p50),
      other: `${real.name} ${us(real50)}`,
    };
  }
}

/** P2 and P3: 64 writers; what the store costs, and how many of them share a wait for the disk. */
export async function* appendThroughput(
  ours: Side,
  stubbed: Side,
  real: Side | undefined,
  { rounds }: Options,
): AsyncGenerator<Row> {
  const rates: [number[], number[], number[]] = [[], [], []];
  let appends = 0;
  let fsyncs = 0;
  for (const side of [ours, stubbed, real]) if (side) await measure(side, warmUp);
  for (let round = 0; round < rounds; round++) {
    const before = await walFsyncs(ours);
    const measured = await measure(ours, manyWriters);
    fsyncs += (await walFsyncs(ours)) - before;
    appends += measured.appends;
    rates[0].push(measured.perSecond);
    rates[1].push((await measure(stubbed, manyWriters)).perSecond);
    if (real) rates[2].push((await measure(real, manyWriters)).perSecond);
  }
  const what = '64 writers, appends per second';
  const [own, stub, against] = rates;
  yield {
    id: 'P2',
    what,
    ratio: medianRatio(own, stub),
    target: { least: 0.85 },
    ours: perSecond(own),
    other: `store stubbed ${perSecond(stub)}`,
  };
  if (real) {
    const ratio = medianRatio(own, against);
    yield {
      id: 'P2',
      what,
      ratio,
      target: { least: 1.5 },
      ours: perSecond(own),
      other: `${real.name} ${perSecond(against)}`,
    };
  }
  yield {
    id: 'P3',
    what: '64 writers, WAL fsyncs per append',
    ratio: fsyncs / appends,
    target: { most: 0.05 },
    ours: `${fsyncs} fsyncs`,
    other: `${appends} appends`,
  };
}

/** All WAL fsyncs so far. A session reports its own with its next commit that is a second after its last report. */
async function walFsyncs(side: Side): Promise<number> {
  await sleep(1_100);
  await measure(side, { writers: 1, perWriter: 1, ms: 1_000, bytes });
  const rows = await query<{ fsyncs: string }>(
    side.databaseUrl,
    `select coalesce(sum(fsyncs), 0) as fsyncs from pg_stat_io where object = 'wal'`,
  );
  return Number(rows[0]?.fsyncs);
}
