import type pg from 'pg';
import { tablesOf, type Projection } from './projection.js';

/**
 * Makes an empty temporary table beside every live one. On this connection the plain names mean the temporary tables
 * from now on, so that the projector's code builds there; the live ones are `public.…`, and can no longer be written.
 * They have the keys and checks of the live ones, whose other indexes only readers need.
 */
export async function makeFreshTables(connection: pg.ClientBase, projections: readonly Projection[]): Promise<void> {
  for (const name of ['projection_checkpoint', 'parked_stream', ...projections.flatMap(tablesOf)]) {
    const { rows: keys } = await connection.query<{ key: string }>(
      `select pg_get_constraintdef(oid) as key from pg_constraint
       where conrelid = 'public.${name}'::regclass and contype in ('p', 'u')`,
    );
    await connection.query(`create temporary table ${name} (like public.${name} including all excluding indexes)`);
    for (const { key } of keys) await connection.query(`alter table pg_temp.${name} add ${key}`);
  }
  // A read-only transaction may write temporary tables and no others.
  await connection.query('set default_transaction_read_only = on');
}
