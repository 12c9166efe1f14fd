import type pg from 'pg';
import type { EventCodec } from '../schemas/event-codec.js';
import type { EventStore } from '../log/event-store.js';
import { Fault } from '../fault.js';
import { makeFreshTables } from './fresh-tables.js';
import { columnName, columnsOf, historyOf, type Projection } from './projection.js';
import { rebuild, type AfterBatch } from './rebuild.js';

/** An older Daybook meets what a newer one has built: it would show old rows for new ones. */
export class NewerReadModel extends Fault {
  override readonly name = 'NewerReadModel';
}

/** The read models whose version in the code is newer than the one that was built, or that were never built. */
export async function staleAmong(connection: pg.ClientBase, projections: readonly Projection[]): Promise<Projection[]> {
  const { rows } = await connection.query<{ projection: string; version: number }>(
    'select projection, version from public.projection_checkpoint',
  );
  const built = new Map(rows.map(({ projection, version }) => [projection, version]));
  const newer = projections.find(({ name, version }) => (built.get(name) ?? 0) > version);
  if (newer) throw new NewerReadModel(`${newer.name} was built by a newer Daybook than this one`);
  return projections.filter(({ name, version }) => (built.get(name) ?? 0) < version);
}

/**
 * Builds read models anew beside the live ones, in one pass over the log, and puts them in their place in one
 * transaction with their checkpoints: whoever reads meanwhile sees all of the old rows or all of the new ones, and never
 * waits. If it is interrupted, nothing has changed. The connection is used up: its plain table names mean the temporary
 * tables from now on.
 */
export async function replaceStale(
  store: EventStore,
  codec: EventCodec,
  connection: pg.ClientBase,
  stale: readonly Projection[],
  mayWrite: (connection: pg.ClientBase) => Promise<void>,
  afterBatch?: AfterBatch,
): Promise<void> {
  await makeFreshTables(connection, stale);
  await rebuild(store, codec, connection, stale, { afterBatch });
  const names = stale.map(({ name }) => name);
  await connection.query('begin read write');
  try {
    await mayWrite(connection);
    for (const { name, row } of stale) {
      const columns = columnsOf(row).map(columnName);
      await putInPlace(connection, name, columns);
      await putInPlace(connection, historyOf(name), [...columns, 'valid_to']);
    }
    for (const table of ['parked_stream', 'projection_checkpoint']) {
      await connection.query(`delete from public.${table} where projection = any($1)`, [names]);
      await connection.query(`insert into public.${table} select * from pg_temp.${table}`);
    }
    await connection.query('commit');
  } catch (error) {
    await connection.query('rollback');
    throw error;
  }
}

/** The columns that are written: others PostgreSQL derives from them. */
async function putInPlace(connection: pg.ClientBase, table: string, columns: readonly string[]): Promise<void> {
  const list = columns.join(', ');
  // Not truncate: that would lock readers out, and show the table empty to those who began before.
  await connection.query(`delete from public.${table}`);
  await connection.query(`insert into public.${table} (${list}) select ${list} from pg_temp.${table}`);
}
