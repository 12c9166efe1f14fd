import type pg from 'pg';
import type { Projection } from './projection.js';
import type { Progress } from './rebuild.js';

const everyMs = 1_000;

/**
 * Tells in a table how far the building of stale read models has come. It stands outside the transaction that puts them
 * in their place, which nobody could look into; it is written once a second, so that it costs nothing.
 */
export class BuildProgress {
  private toldAt = 0;

  constructor(
    private readonly stale: readonly Projection[],
    /** Runs a transaction that only the projector that holds the lease may commit. */
    private readonly inTransaction: (work: (connection: pg.ClientBase) => Promise<void>) => Promise<void>,
  ) {}

  /** Also takes away what a projector left behind that was killed. */
  begin(): Promise<void> {
    return this.inTransaction(async (connection) => {
      await connection.query('delete from projection_build');
      await connection.query(
        `insert into projection_build (projection, version, events, position, target)
         select name, version, 0, 0, 0 from unnest($1::text[], $2::int[]) as t (name, version)`,
        [this.stale.map(({ name }) => name), this.stale.map(({ version }) => version)],
      );
    });
  }

  async tell({ events, position, target }: Progress): Promise<void> {
    if (Date.now() - this.toldAt < everyMs) return;
    this.toldAt = Date.now();
    await this.inTransaction(async (connection) => {
      await connection.query(
        'update projection_build set events = $1, position = $2, target = $3, seen_at = clock_timestamp()',
        [events, String(position), String(target)],
      );
    });
  }

  end(): Promise<void> {
    return this.inTransaction(async (connection) => {
      await connection.query('delete from projection_build');
    });
  }
}
