import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProjector } from '../../apps/projector/start-projector.js';
import type { Fold, Projection, ReadModelRow } from '../../libs/eventing/read-models/projection.js';
import type { RecordedEvent } from '../../libs/eventing/log/stored-event.js';
import { projections as allProjections } from '../../projections/index.js';
import { School, Writing } from './school.js';

const long = process.env['CHAOS_ROUNDS'] !== undefined;
const samples = long ? 1_000 : 60;
const faultyEvery = 20;

let school: School;
beforeEach(async () => {
  school = await School.start();
});
afterEach(() => school.stop());

/** A release whose log of changes cannot take a certain extension. */
const faultyRelease = allProjections.map((projection): Projection => {
  if (projection.name !== 'filtering_change_log') return projection;
  const folds = projection.folds['filteringChange']!;
  const fold = folds['ExtensionRequested'] as Fold<ReadModelRow, RecordedEvent>;
  const fails: typeof fold = (row, event) => {
    if ((event.data as { reason: string }).reason === 'faulty') throw new RangeError('cannot take this');
    return fold(row, event);
  };
  return { ...projection, folds: { ...projection.folds, filteringChange: { ...folds, ExtensionRequested: fails } } };
});

const parked = async (): Promise<string[]> => {
  const rows = await school.query<{ stream: string }>('select stream from parked_stream order by stream');
  return rows.map(({ stream }) => stream);
};

/** How long it takes from the acknowledgement until the row is there, for one record after another. */
async function lags(afterEach: () => Promise<void>): Promise<number[]> {
  const found: number[] = [];
  for (let n = 0; n < samples; n += 1) {
    const position = await school.record(2);
    const since = performance.now();
    await school.shows(position);
    found.push(performance.now() - since);
    await afterEach();
  }
  return found.sort((a, b) => a - b);
}

it(
  'an event that a projection cannot take stops its own record alone, and is taken after the mending without a rebuild',
  async () => {
    const writing = new Writing(school, 2);
    const quiet = (): void => undefined;
    const first = await startProjector(school.settings, quiet, faultyRelease);
    const clean = await lags(() => Promise.resolve());
    const faulty: string[] = [];
    const disturbed = await lags(async () => {
      if (faulty.length * faultyEvery >= samples) return;
      const id = randomUUID();
      faulty.push(`filteringChange-${id}`);
      await school.record(3, id, 'faulty');
    });
    await school.shows(await writing.end());
    expect(await parked()).toEqual(faulty.sort());
    await first.stop();

    // The next release has no other version: nothing is built anew.
    const mended = await startProjector(school.settings, quiet);
    while ((await parked()).length > 0) await sleep(5);
    await school.shows(await school.record(1));
    expect(await school.differences()).toEqual([]);
    await mended.stop();
    const p99 = (values: readonly number[]): string => (values[Math.floor(values.length * 0.99)] ?? 0).toFixed(1);
    console.info(
      `lag p99 of the others: ${p99(clean)} ms without faulty events, ${p99(disturbed)} ms with ${faulty.length}`,
    );
  },
  180_000 + samples * 300,
);
