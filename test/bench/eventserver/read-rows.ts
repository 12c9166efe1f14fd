import { performance } from 'node:perf_hooks';
import pg from 'pg';
import type { Options } from '../options.js';
import { rounded, type Row } from '../report.js';
import { median, medianRatio } from '../statistics.js';
import type { Fill, Found, ReadMeasured } from './client-calls.js';
import type { Side } from './sides.js';

const events = 20_000;
const needles = 27;
const perSecond = (values: readonly number[]): string => `${rounded(median(values))}/s`;

/** P4: a read of the log against decoding and converting the same bytes without a network. */
export async function* readRows(ours: Side, real: Side | undefined, { rounds }: Options): AsyncGenerator<Row> {
  const filling: Fill = { events, needles: 0, bytes: 400 };
  const read = (side: Side): Promise<ReadMeasured> => side.client.call('readAll', { events });
  const decode = (side: Side): Promise<ReadMeasured> => side.client.call('decode', { events });
  for (const side of [ours, real]) {
    if (!side) continue;
    await side.client.call('fill', filling);
    await read(side);
  }
  await decode(ours);
  const rates: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    rates[0].push((await read(ours)).perSecond);
    rates[1].push((await decode(ours)).perSecond);
    if (real) rates[2].push((await read(real)).perSecond);
  }
  const what = `readAll of ${events} events`;
  const [own, loop, against] = rates;
  yield {
    id: 'P4',
    what,
    ratio: medianRatio(own, loop),
    target: { least: 0.5 },
    ours: perSecond(own),
    other: `decode + convert ${perSecond(loop)}`,
  };
  if (real) {
    const ratio = medianRatio(own, against);
    yield {
      id: 'P4',
      what,
      ratio,
      target: { least: 1.1 },
      ours: perSecond(own),
      other: `EventStoreDB ${perSecond(against)}`,
    };
  }
}

/** P5: a filtered catch-up for a few events in a long log, which `fillLongLog` has filled. */
export async function* findRows(ours: Side, length: number, { rounds }: Options): AsyncGenerator<Row> {
  const client = new pg.Client({ connectionString: ours.databaseUrl });
  await client.connect();
  const [catchUp, sql]: [number[], number[]] = [[], []];
  try {
    for (let round = 0; round < Math.min(rounds, 3); round++) {
      const { found, ms } = await ours.client.call<Found>('find', { type: 'Needle' });
      if (found !== needles) throw new Error(`the catch-up found ${found} events, not ${needles}`);
      catchUp.push(ms);
      const start = performance.now();
      await client.query('select position, record from events where type = $1 order by position', [
        Buffer.from('Needle'),
      ]);
      sql.push(performance.now() - start);
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
}

export const fillLongLog = (ours: Side, length: number): Promise<void> =>
  ours.client.call('fill', { events: length, needles, bytes: 100 } satisfies Fill);
