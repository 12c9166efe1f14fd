import type pg from 'pg';
import type { Projection } from '#libs/eventing/read-models/projection.js';
import type { Parked } from '#libs/eventing/read-models/parked-streams.js';
import { RecordCount } from '#libs/eventing/read-models/record-count.js';
import { rebuild, type AfterBatch } from '#libs/eventing/read-models/rebuild.js';
import { makeFreshTables } from '#libs/eventing/read-models/fresh-tables.js';
import { compareTables, type Difference, type SchoolRows } from './compare-tables.js';
import { SettingsError } from './settings.js';
import type { Sources } from './sources.js';

export interface Comparison {
  readonly readModel: string;
  readonly version: number;
  /** The place in the log at which the live read model stood, and up to which it was built anew. */
  readonly position: bigint;
  readonly events: number;
  /** Live rows, those of its history included. */
  readonly rows: number;
  readonly differences: readonly Difference[];
  /** The live rows of each school that has any, and the hash of all of them. */
  readonly schools: ReadonlyMap<string, SchoolRows>;
  /** Streams that could not be followed: their rows show an older state, equal as they may be. */
  readonly parked: readonly Parked[];
}

interface Care {
  /** After each batch of events and each page of rows, so that people notice nothing. */
  readonly pauseMs?: number;
  readonly tell?: AfterBatch;
}

/**
 * Builds read models anew from the events and compares them, row by row, with the live ones; and counts the records of
 * the log against the rows, since a fold that loses a record loses it on both sides.
 *
 * Daybook goes on writing meanwhile, and still both sides stand at one position. The rows are built up to where the live
 * ones stood at the beginning. Then a snapshot is taken of the live rows and of their checkpoints, which the projector
 * commits together; the built rows catch up to just these checkpoints, and are compared with the snapshot. So it stays
 * open for the comparison only, not for the long rebuild: an old snapshot would hold up vacuuming. The log only grows at
 * its end: what stands in it up to a position is the same however much later it is read.
 */
export async function compareWithEvents(
  { store, codec, connection, live }: Sources,
  projections: readonly Projection[],
  { pauseMs = 0, tell }: Care = {},
): Promise<Comparison[]> {
  const pause = async (): Promise<void> => {
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  };
  const afterBatch: AfterBatch = async (progress) => {
    await tell?.(progress);
    await pause();
  };
  for (const { name } of projections) await assertSeesEverySchool(live, name);
  await makeFreshTables(connection, projections);
  const first = least([...(await positionsOf(live, projections)).values()]);
  const records = new RecordCount();
  const begun = await rebuild(store, codec, connection, projections, { upTo: first, afterBatch, records });

  const comparisons: Comparison[] = [];
  await live.query('begin transaction isolation level repeatable read read only');
  try {
    const positions = await positionsOf(live, projections);
    // As a rule all stand at one position; a read model that is still catching up stands further back.
    for (const position of new Set(positions.values())) {
      const together = projections.filter(({ name }) => positions.get(name) === position);
      if (position < first) throw new Error('the read models were put back meanwhile; start again');
      const rest = await rebuild(store, codec, connection, together, { upTo: position, afterBatch, records });
      for (const projection of together) {
        const { name, version } = projection;
        const parked = new Map(
          [...begun.parked, ...rest.parked]
            .filter((one) => one.projection === name)
            .map((one) => [one.stream, one] as const),
        );
        const compared = await compareTables(live, connection, projection, pause);
        const lost = await records.lost(connection, projection, `pg_temp.${name}`, new Set(parked.keys()));
        comparisons.push({
          readModel: name,
          version,
          position,
          events: (begun.events.get(name) ?? 0) + (rest.events.get(name) ?? 0),
          ...compared,
          differences: [
            ...compared.differences,
            ...lost.map(({ school, record }) => ({
              table: name,
              kind: 'missing' as const,
              school,
              id: record,
              columns: [],
            })),
          ],
          parked: [...parked.values()],
        });
      }
    }
  } finally {
    await live.query('rollback');
  }
  return projections.flatMap(({ name }) => comparisons.find(({ readModel }) => readModel === name) ?? []);
}

const least = (positions: readonly bigint[]): bigint =>
  positions.reduce((found, position) => (position < found ? position : found));

/** Where each live read model stands. @throws if it is not of the version that is compared with it. */
async function positionsOf(live: pg.ClientBase, projections: readonly Projection[]): Promise<Map<string, bigint>> {
  const { rows } = await live.query<{ projection: string; version: number; position: string }>(
    'select projection, version, position from public.projection_checkpoint',
  );
  return new Map(
    projections.map(({ name, version }) => {
      const built = rows.find(({ projection }) => projection === name);
      if (built?.version !== version) throw new Error(`the projector has not built version ${version} of ${name} yet`);
      return [name, BigInt(built.position)];
    }),
  );
}

/** To a role that row-level security binds to one school, all other rows would seem to be missing. */
async function assertSeesEverySchool(live: pg.ClientBase, readModel: string): Promise<void> {
  const { rowCount } = await live.query(
    `select from pg_policies where schemaname = 'public' and tablename = $1 and qual = 'true' and current_user = any(roles)`,
    [readModel],
  );
  if (rowCount === 0) throw new SettingsError(`READ_DATABASE_URL must be that of the projector's role`);
}
