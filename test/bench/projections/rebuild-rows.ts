import { projections } from '../../../projections/index.js';
import type { BenchPostgres } from '../bench-postgres.js';
import type { Effort } from '../effort.js';
import type { Options } from '../options.js';
import { rounded, type Row } from '../report.js';
import { median, medianRatio } from '../statistics.js';
import { Copy } from './copy.js';
import { Emmett } from './emmett.js';
import { startSchool } from './school.js';

/** These rates do not depend on the length of the log, and a longer one would take hours. */
const mostOneByOne = 2_000;

const perSecond = (values: readonly number[]): string => `${rounded(median(values))}/s`;
const most = (efforts: readonly Effort[]): number => Math.max(...efforts.map(({ residentMiB }) => residentMiB));

/** P6: a rebuild of a history with one event per row, against COPY of the same rows and against reading alone. */
export async function* rebuildRows(postgres: BenchPostgres, { rounds, events }: Options): AsyncGenerator<Row> {
  const memory: number[] = [];
  for (const length of events) {
    const prefix = `rebuild_${length}`;
    const category = 'filteringChange';
    const school = await startSchool(postgres, prefix, { category, records: length });
    let [copy, emmett]: [Copy?, Emmett?] = [];
    try {
      const names = ['filtering_change_log'];
      const [built, read, opened]: [Effort[], Effort[], Effort[]] = [[], [], []];
      const single: Effort[] = [];
      const [copied, written, rivals]: [number[], number[], number[]] = [[], [], []];
      for (let round = 0; round < rounds; round++) {
        built.push(await school.inWorker<Effort>('build', { names, ...(!copy && { keepAs: 'final_rows' }) }));
        copy ??= await Copy.of(postgres, `${prefix}_read`, 'filtering_change_log', 'final_rows');
        copied.push(await copy.perSecond());
        written.push(await copy.perSecondByStatement());
        if (length === events[0]) {
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
      const rate = (efforts: readonly Effort[]): number[] => efforts.map((effort) => effort.perSecond);
      const what = `rebuild of ${length} events`;
      const ours = perSecond(rate(built));
      yield {
        id: 'P6',
        what,
        ratio: medianRatio(rate(built), copied),
        target: { least: 0.35 },
        ours,
        other: `COPY ${perSecond(copied)}`,
      };
      yield {
        id: 'P6',
        what,
        ratio: medianRatio(rate(built), written),
        ours,
        other: `the same statement alone ${perSecond(written)}`,
      };
      if (rivals.length > 0) {
        yield {
          id: 'P6',
          what,
          ratio: medianRatio(rate(built), rate(single)),
          ours,
          other: `a transaction per event ${perSecond(rate(single))}`,
        };
        yield {
          id: 'P6',
          what,
          ratio: medianRatio(rate(built), rivals),
          target: { least: 30 },
          ours,
          other: `emmett's rebuild ${perSecond(rivals)}`,
        };
      }
      yield {
        id: 'P6',
        what,
        ratio: medianRatio(rate(built), rate(read)),
        target: { least: 0.85 },
        ours,
        other: `reading alone ${perSecond(rate(read))}`,
      };
      yield {
        id: 'P6',
        what,
        ratio: medianRatio(rate(built), rate(opened)),
        ours,
        other: `reading and opening ${perSecond(rate(opened))}`,
      };
      const byCpu = (efforts: readonly Effort[]): number[] => efforts.map((effort) => effort.perCpuSecond);
      yield {
        id: 'P6',
        what: `${what}, by the reader's CPU`,
        ratio: medianRatio(byCpu(built), byCpu(read)),
        ours: perSecond(byCpu(built)),
        other: `reading alone ${perSecond(byCpu(read))}`,
      };
      memory.push(most(built));
      yield {
        id: 'P6',
        what: `${what}, memory`,
        ratio: most(built) / (memory[0] ?? 1),
        ours: `${rounded(most(built))} MiB`,
        other: `at ${events[0] ?? 0} events ${rounded(memory[0] ?? 0)} MiB`,
      };
    } finally {
      await emmett?.stop();
      await school.stop();
    }
  }
}

/** P7: all read models in one pass over the log, against one of them alone over the same log. */
export async function* onePassRows(postgres: BenchPostgres, { rounds, events }: Options): AsyncGenerator<Row> {
  // One pass is compared with another over the same log: beyond this length nothing new would show.
  const records = Math.min(100_000, Math.max(...events));
  const school = await startSchool(postgres, 'one_pass', { category: 'incident', records });
  try {
    const all = projections.map(({ name }) => name);
    const [together, alone]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      together.push(1000 / (await school.inWorker<Effort>('build', { names: all })).perSecond);
      alone.push(1000 / (await school.inWorker<Effort>('build', { names: ['incident_log'] })).perSecond);
    }
    const time = (values: readonly number[]): string => `${rounded(median(values))} ms per event`;
    yield {
      id: 'P7',
      what: `${records} incidents: ${all.length} read models in one pass`,
      ratio: medianRatio(together, alone),
      target: { most: 1.6 },
      ours: time(together),
      other: `incident_log alone ${time(alone)}`,
    };
  } finally {
    await school.stop();
  }
}
