import type pg from 'pg';
import { inTransaction } from './in-transaction.js';

/** How far the log has been read for deadlines and follow-ups, and for which rules all of it up to there. */
export class ReactionCheckpoint {
  constructor(private readonly pool: pg.Pool) {}

  /** Makes the table where it is missing. Safe to call from several processes at once. */
  async prepare(): Promise<void> {
    await this.pool.query(`
      select pg_advisory_xact_lock(hashtext('daybook deadlines'));
      create table if not exists reaction_checkpoint (
        only_row boolean primary key default true check (only_row), position bigint not null);
      -- Of which reactions an earlier release had read the whole log.
      alter table reaction_checkpoint add column if not exists reactions text[] not null default '{}';
      alter table reaction_checkpoint add column if not exists rules text[] not null default '{}';
      alter table reaction_checkpoint add column if not exists former_position bigint;
      insert into reaction_checkpoint (position) values (0) on conflict do nothing;
      update reaction_checkpoint set former_position = position where former_position is null`);
  }

  async position(): Promise<bigint> {
    const { rows } = await this.pool.query<{ position: string }>('select position from reaction_checkpoint');
    return BigInt(rows[0]?.position ?? 0);
  }

  /** How far an earlier release had read, which kept what follows from an event as a deadline; 0 where there was none. */
  async formerPosition(): Promise<bigint> {
    const { rows } = await this.pool.query<{ at: string }>('select former_position as at from reaction_checkpoint');
    return BigInt(rows[0]?.at ?? 0);
  }

  /** For which of these rules the whole log up to the position has been read; a release that has no others forgets them. */
  async readFor(rules: readonly string[]): Promise<ReadonlySet<string>> {
    const { rows } = await this.pool.query<{ rules: string[] }>(
      `update reaction_checkpoint set rules = array(select unnest(rules) intersect select unnest($1::text[]))
       returning rules`,
      [rules],
    );
    return new Set(rows[0]?.rules);
  }

  /** For which reactions an earlier release had read the whole log; none where there was none. */
  async readForBefore(): Promise<ReadonlySet<string>> {
    const { rows } = await this.pool.query<{ reactions: string[] }>('select reactions from reaction_checkpoint');
    return new Set(rows[0]?.reactions);
  }

  /**
   * The whole log up to the position has now been read for these rules as well.
   * @returns false, and changes nothing, if the log has been read further meanwhile.
   */
  async add(rules: readonly string[], position: bigint, write: (on: pg.PoolClient) => Promise<void>): Promise<boolean> {
    return inTransaction(this.pool, async (connection) => {
      const { rowCount } = await connection.query(
        `update reaction_checkpoint set rules = array(select unnest(rules) union select unnest($2::text[]))
         where position = $1`,
        [String(position), rules],
      );
      if (rowCount !== 1) return false;
      await write(connection);
      return true;
    });
  }

  /**
   * Writes what follows from the events up to a position, in one transaction with it; what was written before changes
   * nothing. `incomplete` are the rules for a record that could not be read: the next start reads the log for them again.
   */
  async advance(
    position: bigint,
    incomplete: readonly string[],
    write: (on: pg.PoolClient) => Promise<void>,
  ): Promise<void> {
    await inTransaction(this.pool, async (connection) => {
      const { rowCount } = await connection.query(
        `update reaction_checkpoint
         set position = $1, rules = array(select unnest(rules) except select unnest($2::text[]))
         where position < $1`,
        [String(position), incomplete],
      );
      if (rowCount === 1) await write(connection);
    });
  }
}
