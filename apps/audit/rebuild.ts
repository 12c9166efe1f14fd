import type pg from 'pg';
import type { Projection } from '#libs/eventing/projection.js';
import type { Parked } from '#libs/eventing/projector.js';
import { rebuild } from '#libs/eventing/rebuild.js';
import { makeFreshTables } from '#libs/eventing/fresh-tables.js';
import { SettingsError } from './settings.js';
import type { Sources } from './sources.js';

/** A row that the events do not account for. It names columns, never their values. */
export interface Difference {
  /** `missing`: the events give it, the live read model lacks it; `extra`: the other way round. */
  readonly kind: 'missing' | 'extra' | 'different';
  readonly school: string;
  readonly id: string;
  readonly columns: readonly string[];
}

export interface Comparison {
  readonly readModel: string;
  /** The place in the log at which the live read model stood, and up to which it was built anew. */
  readonly position: bigint;
  readonly events: number;
  readonly rows: number;
  readonly differences: readonly Difference[];
  /** Streams that could not be followed: their rows show an older state, equal as they may be. */
  readonly parked: readonly Parked[];
}

/**
 * Builds read models anew from the events and compares them, row by row, with the live ones.
 *
 * Daybook goes on writing meanwhile, and still both sides stand at one position: the projector commits rows and
 * checkpoint together, so one snapshot of both tells the live rows and the position they show. They are copied, for
 * the temporary tables of a later moment cannot be seen from that snapshot, and a long one would hold up vacuuming.
 * The log only grows at its end, so what stands in it up to that position is the same however much later it is read.
 */
export async function compareWithEvents(
  { store, codec, connection }: Sources,
  projections: readonly Projection[],
): Promise<Comparison[]> {
  const positions = await copyLive(connection, projections);
  await makeFreshTables(connection, projections);
  const comparisons: Comparison[] = [];
  // As a rule all stand at one position, and the log is read once; a read model that is still catching up stands further back.
  for (const position of new Set(positions.values())) {
    const together = projections.filter(({ name }) => positions.get(name) === position);
    const { events, parked } = await rebuild(store, codec, connection, together, { upTo: position });
    for (const { name } of together) {
      comparisons.push({
        readModel: name,
        position,
        events: events.get(name) ?? 0,
        rows: await count(connection, name),
        differences: await differences(connection, name),
        parked: parked.filter(({ projection }) => projection === name),
      });
    }
  }
  return comparisons;
}

/** Copies the live rows to `live_…`. @returns the position of each read model in the same snapshot. */
async function copyLive(connection: pg.ClientBase, projections: readonly Projection[]): Promise<Map<string, bigint>> {
  const positions = new Map<string, bigint>();
  await connection.query('begin isolation level repeatable read');
  for (const { name, version } of projections) {
    await assertSeesEverySchool(connection, name);
    const { rows } = await connection.query<{ version: number; position: string }>(
      'select version, position from public.projection_checkpoint where projection = $1',
      [name],
    );
    if (rows[0]?.version !== version) {
      throw new Error(`the projector has not built version ${version} of ${name} yet`);
    }
    positions.set(name, BigInt(rows[0].position));
    await connection.query(`create temporary table live_${name} as table public.${name}`);
  }
  await connection.query('commit');
  return positions;
}

/** To a role that row-level security binds to one school, all other rows would seem to be missing. */
async function assertSeesEverySchool(connection: pg.ClientBase, readModel: string): Promise<void> {
  const { rowCount } = await connection.query(
    `select from pg_policies where schemaname = 'public' and tablename = $1 and qual = 'true' and current_user = any(roles)`,
    [readModel],
  );
  if (rowCount === 0) throw new SettingsError(`READ_DATABASE_URL must be that of the projector's role`);
}

async function count(connection: pg.ClientBase, readModel: string): Promise<number> {
  const { rows } = await connection.query<{ count: string }>(`select count(*) from pg_temp.${readModel}`);
  return Number(rows[0]?.count);
}

async function differences(connection: pg.ClientBase, readModel: string): Promise<Difference[]> {
  const { rows } = await connection.query<Difference>(
    `select case when live.id is null then 'missing' when built.id is null then 'extra' else 'different' end as kind,
            school, id,
            case when live.id is null or built.id is null then array[]::text[] else array(
              select key from jsonb_each(to_jsonb(live)) l join jsonb_each(to_jsonb(built)) b using (key)
              where l.value <> b.value order by key
            ) end as columns
     from pg_temp.live_${readModel} live full join pg_temp.${readModel} built using (school, id)
     where live is distinct from built
     order by school, id`,
  );
  return rows;
}

/** The lines of the report on one read model. */
export function comparisonText({ readModel, position, events, rows, differences, parked }: Comparison): string {
  return [
    `${readModel}: ${events} events up to position ${position}, ${rows} rows, ${differences.length} differences`,
    ...differences.map(({ kind, school, id, columns }) =>
      `  ${kind.padEnd(9)} ${school} ${id} ${columns.join(', ')}`.trimEnd(),
    ),
    ...parked.map(({ stream, revision, error }) => `  parked    ${stream} at revision ${revision} (${error})`),
  ].join('\n');
}
