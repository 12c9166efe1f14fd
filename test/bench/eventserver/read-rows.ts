import { performance } from 'node:perf_hooks';
import pg from 'pg';
import type { Options } from '../options.js';
import { rounded, type Row } from '../report.js';
import { median, medianRatio } from '../statistics.js';
import type { Effort } from '../effort.js';
import type { Fill, Found } from './client-calls.js';
import { needles } from './long-log.js';
import type { Side } from './sides.js';

const events = 20_000;
/** So often before it counts: what has just begun runs code that is not compiled yet. */
const warmUps = { read: 3, find: 20 };
const findsPerRound = 10;
const perSecond = (values: readonly number[]): string => `${rounded(median(values))}/s`;

/** P4: a read of the log against decoding and converting the same bytes without a network. */
export async function* readRows(ours: Side, real: Side | undefined, { rounds }: Options): AsyncGenerator<Row> {
  const filling: Fill = { events, needles: 0, bytes: 400 };
  const read = (side: Side): Promise<Effort> => side.client.call('readAll', { events });
  const decode = (side: Side): Promise<Effort> => side.client.call('decode', { events });
  for (const side of [ours, real]) {
    if (!side) continue;
    await side.client.call('fill', filling);
    for (let nth = 0; nth < warmUps.read; nth++) await read(side);
  }
  for (let nth = 0; nth < warmUps.read; nth++) await decode(ours);
  const [own, loop, against]: [Effort[], Effort[], Effort[]] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    own.push(await read(ours));
    loop.push(await decode(ours));
    if (real) against.push(await read(real));
  }
  const what = `readAll of ${events} events`;
  const byClock = (efforts: readonly Effort[]): number[] => efforts.map((effort) => effort.perSecond);
  const byCpu = (efforts: readonly Effort[]): number[] => efforts.map((effort) => effort.perCpuSecond);
  yield {
    id: 'P4',
    what,
    ratio: medianRatio(byClock(own), byClock(loop)),
    target: { least: 0.5 },
    ours: perSecond(byClock(own)),
    other: `decode + convert ${perSecond(byClock(loop))}`,
  };
  yield {
    id: 'P4',
    what: `${what}, by the client's CPU`,
    ratio: medianRatio(byCpu(own), byCpu(loop)),
    ours: perSecond(byCpu(own)),
    other: `decode + convert ${perSecond(byCpu(loop))}`,
  };
  if (real) {
    const ratio = medianRatio(byClock(own), byClock(against));
    yield {
      id: 'P4',
      what,
      ratio,
      target: { least: 1.1 },
      ours: perSecond(byClock(own)),
      other: `${real.name} ${perSecond(byClock(against))}`,
    };
  }
}

/** P5: a filtered catch-up for the few needles of a long log. */
export async function* findRows(
  ours: Side,
  real: Side | undefined,
  length: number,
  { rounds }: Options,
): AsyncGenerator<Row> {
  const client = new pg.Client({ connectionString: ours.databaseUrl });
  await client.connect();
  const [catchUp, sql, against]: [number[], number[], number[]] = [[], [], []];
  try {
    const bySql = async (): Promise<number> => {
      const start = performance.now();
      await client.query('select position, record from events where type = $1 order by position', [
        Buffer.from('Needle'),
      ]);
      return performance.now() - start;
    };
    for (let nth = 0; nth < warmUps.find; nth++) await find(ours);
    for (let round = 0; round < rounds; round++) {
      catchUp.push(await medianOf(findsPerRound, () => find(ours)));
      if (real) against.push(await medianOf(findsPerRound, () => find(real)));
      sql.push(await medianOf(findsPerRound, bySql));
    }
  } finally {
    await client.end();
  }
  const what = `find ${needles} events in ${length}`;
  const ms = `${rounded(median(catchUp))} ms`;
  yield { id: 'P5', what, ratio: median(catchUp) / 100, target: { most: 1 }, ours: ms, other: '100 ms' };
  yield {
    id: 'P5',
    what,
    ratio: medianRatio(catchUp, sql),
    target: { most: 5 },
    ours: ms,
    other: `SQL by index ${rounded(median(sql))} ms`,
  };
  if (real) {
    const ratio = medianRatio(catchUp, against);
    yield { id: 'P5', what, ratio, ours: ms, other: `${real.name} ${rounded(median(against))} ms` };
  }
}

async function medianOf(times: number, measured: () => Promise<number>): Promise<number> {
  const values: number[] = [];
  for (let nth = 0; nth < times; nth++) values.push(await measured());
  return median(values);
}

async function find(side: Side): Promise<number> {
  const { found, ms } = await side.client.call<Found>('find', { type: 'Needle' });
  if (found < needles) throw new Error(`the catch-up found ${found} events, not ${needles}`);
  return ms;
}
