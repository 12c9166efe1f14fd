import { projections } from '../../../projections/index.js';
import type { BenchPostgres } from '../bench-postgres.js';
import type { Effort } from '../effort.js';
import type { Options } from '../options.js';
import { rounded, type Row, type Target } from '../report.js';
import { median, medianRatio } from '../statistics.js';
import { Copy } from './copy.js';
import { Emmett } from './emmett.js';
import { startSchool, type School } from './school.js';

const category = 'filteringChange';
const names = ['filtering_change_log'];

/** These rates do not depend on the length of the log, and a longer one would take hours. */
const mostOneByOne = 2_000;
/** Of a longer log only the rebuild is measured: whether its pace or its memory changes with the length. */
const longestCompared = 100_000;

const perSecond = (values: readonly number[]): string => `${rounded(median(values))}/s`;
const rate = (efforts: readonly Effort[]): number[] => efforts.map((effort) => effort.perSecond);
const byCpu = (efforts: readonly Effort[]): number[] => efforts.map((effort) => effort.perCpuSecond);
const most = (efforts: readonly Effort[]): number => Math.max(...efforts.map(({ residentMiB }) => residentMiB));

/** P6: a rebuild of a history with one event per row, against others and against itself as the log grows. */
export async function* rebuildRows(postgres: BenchPostgres, { rounds, events }: Options): AsyncGenerator<Row> {
  let first: { readonly length: number; readonly built: readonly Effort[] } | undefined;
  for (const length of events) {
    const prefix = `rebuild_${length}`;
    const school = await startSchool(postgres, prefix, { category, records: length });
    const what = `rebuild of ${length} events`;
    try {
      const built =
        length <= longestCompared
          ? yield* comparedRows(postgres, school, { prefix, length, rounds, withRivals: first === undefined })
          : [await school.inWorker<Effort>('build', { names })];
      if (first) {
        yield {
          id: 'P6',
          what: `${what}, pace`,
          ratio: median(rate(built)) / median(rate(first.built)),
          ours: perSecond(rate(built)),
          other: `of ${first.length} events ${perSecond(rate(first.built))}`,
        };
        yield {
          id: 'P6',
          what: `${what}, memory`,
          ratio: most(built) / most(first.built),
          ...(first.length >= longestCompared && { target: { most: 1.2 } }),
          ours: `${rounded(most(built))} MiB`,
          other: `of ${first.length} events ${rounded(most(first.built))} MiB`,
        };
      }
      first ??= { length, built };
    } finally {
      await school.stop();
    }
  }
}

interface Compared {
  readonly prefix: string;
  readonly length: number;
  readonly rounds: number;
  /** Also with those whose rates do not depend on the length. */
  readonly withRivals: boolean;
}

/** A rebuild against COPY of the same rows, a transaction per event, emmett's rebuild, and reading alone. */
async function* comparedRows(
  postgres: BenchPostgres,
  school: School,
  { prefix, length, rounds, withRivals }: Compared,
): AsyncGenerator<Row, readonly Effort[]> {
  let [copy, emmett]: [Copy?, Emmett?] = [];
  try {
    const [built, read, opened, single]: [Effort[], Effort[], Effort[], Effort[]] = [[], [], [], []];
    const [copied, written, rivals]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < rounds; round++) {
      built.push(await school.inWorker<Effort>('build', { names, ...(!copy && { keepAs: 'final_rows' }) }));
      copy ??= await Copy.of(postgres, `${prefix}_read`, 'filtering_change_log', 'final_rows');
      copied.push(await copy.perSecond());
      written.push(await copy.perSecondByStatement());
      if (withRivals) {
        emmett ??= await Emmett.start(postgres, `${prefix}_read`, 'final_rows', {
          category,
          records: Math.min(length, mostOneByOne),
        });
        rivals.push(await emmett.perSecond());
        single.push(await school.inWorker<Effort>('oneByOne', { names, category, most: mostOneByOne }));
      }
      read.push(await school.inWorker<Effort>('read', { category }));
      opened.push(await school.inWorker<Effort>('open', { category }));
    }
    const against = (other: string, rates: readonly number[], target?: Target): Row => ({
      id: 'P6',
      what: `rebuild of ${length} events`,
      ratio: medianRatio(rate(built), rates),
      ...(target && { target }),
      ours: perSecond(rate(built)),
      other: `${other} ${perSecond(rates)}`,
    });
    yield against('COPY', copied, { least: 0.35 });
    yield against('the same statement alone', written);
    if (withRivals) {
      yield against('a transaction per event', rate(single));
      yield against("emmett's rebuild", rivals, { least: 30 });
    }
    yield against('reading alone', rate(read), { least: 0.85 });
    yield against('reading and opening', rate(opened));
    yield {
      id: 'P6',
      what: `rebuild of ${length} events, by the reader's CPU`,
      ratio: medianRatio(byCpu(built), byCpu(read)),
      ours: perSecond(byCpu(built)),
      other: `reading alone ${perSecond(byCpu(read))}`,
    };
    return built;
  } finally {
    await emmett?.stop();
  }
}

/** What P7's target speaks of. */
const eight = 8;

/** P7: read models in one pass over the log, against one of them alone over the same log. */
export async function* onePassRows(postgres: BenchPostgres, { rounds, events }: Options): AsyncGenerator<Row> {
  // One pass is compared with another over the same log: beyond this length nothing new would show.
  const records = Math.min(100_000, Math.max(...events));
  const school = await startSchool(postgres, 'one_pass', { category: 'incident', records });
  try {
    // Those that take the events of this history come first; the others of the eight have nothing to do in it, as most of all.
    const fed = projections.filter(({ categories }) => categories.some((one) => one.category === 'incident'));
    const inOrder = [...new Set([...fed, ...projections])].map(({ name }) => name);
    const sides = {
      ofEight: { names: inOrder.slice(0, eight), took: [] as number[] },
      ofAll: { names: inOrder, took: [] as number[] },
      alone: { names: ['incident_log'], took: [] as number[] },
    };
    for (let round = 0; round < rounds; round++) {
      for (const { names, took } of Object.values(sides)) {
        took.push(1000 / (await school.inWorker<Effort>('build', { names })).perSecond);
      }
    }
    const time = (values: readonly number[]): string => `${rounded(median(values))} ms per event`;
    for (const { names, took } of [sides.ofEight, sides.ofAll]) {
      yield {
        id: 'P7',
        what: `${records} incidents: ${names.length} read models in one pass, ${fed.length} of them with rows`,
        ratio: medianRatio(took, sides.alone.took),
        ...(names.length === eight && { target: { most: 1.6 } }),
        ours: time(took),
        other: `incident_log alone ${time(sides.alone.took)}`,
      };
    }
  } finally {
    await school.stop();
  }
}
