import type pg from 'pg';
import { tablesOf, type Projection } from './projection.js';

/**
 * Makes an empty temporary table beside every live one. On this connection the plain names mean the temporary tables
 * from now on, so that the projector's code builds there; the live ones are `public.…`, and can no longer be written.
 */
export async function makeFreshTables(connection: pg.ClientBase, projections: readonly Projection[]): Promise<void> {
  for (const name of ['projection_checkpoint', 'parked_stream', ...projections.flatMap(tablesOf)]) {
    await connection.query(`create temporary table ${name} (like public.${name} including all)`);
  }
  // A read-only transaction may write temporary tables and no others.
  await connection.query('set default_transaction_read_only = on');
}
