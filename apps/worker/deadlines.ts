import type pg from 'pg';

/** A moment at which the system has to act: a fact of the log, kept in a table so that the whole queue may be lost. */
export interface Deadline {
  /** The name of the reaction that set it. */
  readonly reaction: string;
  /** The record it is for. */
  readonly id: string;
  readonly school: string;
  readonly dueAt: Date;
}

type DeadlineKey = Pick<Deadline, 'reaction' | 'id'>;

const columns = 'reaction, id, school, due_at as "dueAt"';

/** The deadlines that are set and how far the log has been read for them. */
export class Deadlines {
  constructor(private readonly pool: pg.Pool) {}

  /** Makes the tables where they are missing. Safe to call from several processes at once. */
  async prepare(): Promise<void> {
    await this.pool.query(`
      select pg_advisory_xact_lock(hashtext('daybook deadlines'));
      create table if not exists deadline (
        reaction text not null, id text not null, school text not null, due_at timestamptz not null,
        primary key (reaction, id));
      create table if not exists reaction_checkpoint (
        only_row boolean primary key default true check (only_row), position bigint not null);
      alter table reaction_checkpoint add column if not exists reactions text[] not null default '{}';
      insert into reaction_checkpoint (position) values (0) on conflict do nothing`);
  }

  /** For which reactions the whole log up to the position has been read. */
  async complete(): Promise<ReadonlySet<string>> {
    const { rows } = await this.pool.query<{ reactions: string[] }>('select reactions from reaction_checkpoint');
    return new Set(rows[0]?.reactions);
  }

  /**
   * Puts the deadlines of these reactions in the place of what is set of them, as they follow from the log up to
   * `position`; `complete` are those of them of which every event could be read.
   * @returns false, and changes nothing, if the log has been read further meanwhile.
   */
  async begin(
    reactions: readonly string[],
    set: readonly Deadline[],
    position: bigint,
    complete: readonly string[],
  ): Promise<boolean> {
    return this.transaction(async (connection) => {
      const { rowCount } = await connection.query(
        `update reaction_checkpoint set reactions = array(select unnest(reactions) union select unnest($2::text[]))
         where position = $1`,
        [String(position), complete],
      );
      if (rowCount !== 1) return false;
      await connection.query('delete from deadline where reaction = any($1)', [reactions]);
      await insert(connection, set);
      return true;
    });
  }

  async position(): Promise<bigint> {
    const { rows } = await this.pool.query<{ position: string }>('select position from reaction_checkpoint');
    return BigInt(rows[0]?.position ?? 0);
  }

  /**
   * Applies what the events up to `position` changed, in one transaction; what was applied before changes nothing.
   * `incomplete` are the reactions that an event among them may concern which could not be read.
   */
  async apply(
    set: readonly Deadline[],
    cleared: readonly DeadlineKey[],
    position: bigint,
    incomplete: readonly string[] = [],
  ): Promise<void> {
    await this.transaction(async (connection) => {
      const { rowCount } = await connection.query(
        `update reaction_checkpoint
         set position = $1, reactions = array(select unnest(reactions) except select unnest($2::text[]))
         where position < $1`,
        [String(position), incomplete],
      );
      if (rowCount !== 1) return;
      await insert(connection, set);
      await connection.query(
        `delete from deadline d using unnest($1::text[], $2::text[]) as c (reaction, id)
         where d.reaction = c.reaction and d.id = c.id`,
        [cleared.map((d) => d.reaction), cleared.map((d) => d.id)],
      );
    });
  }

  async find({ reaction, id }: DeadlineKey): Promise<Deadline | undefined> {
    const { rows } = await this.pool.query<Deadline>(
      `select ${columns} from deadline where reaction = $1 and id = $2`,
      [reaction, id],
    );
    return rows[0];
  }

  /** Forgets a deadline whose alarm has done its work, unless it was moved meanwhile. */
  async remove({ reaction, id, dueAt }: Deadline): Promise<void> {
    await this.pool.query('delete from deadline where reaction = $1 and id = $2 and due_at = $3', [
      reaction,
      id,
      dueAt,
    ]);
  }

  /** Sets a deadline that is not set, or moves it if it still stands where `from` says. */
  async move({ reaction, id, school, dueAt }: Deadline, from: Date | undefined): Promise<void> {
    await this.pool.query(
      `insert into deadline (reaction, id, school, due_at) values ($1, $2, $3, $4)
       on conflict (reaction, id) do update set due_at = excluded.due_at where deadline.due_at = $5`,
      [reaction, id, school, dueAt, from ?? null],
    );
  }

  /** How many are set, and how many of them are due. */
  async counts(): Promise<{ set: number; due: number }> {
    const { rows } = await this.pool.query<{ set: number; due: number }>(
      'select count(*)::int as set, (count(*) filter (where due_at <= now()))::int as due from deadline',
    );
    return rows[0] ?? { set: 0, due: 0 };
  }

  /** Every deadline that is set, the next one first. */
  async all(): Promise<Deadline[]> {
    const { rows } = await this.pool.query<Deadline>(`select ${columns} from deadline order by due_at`);
    return rows;
  }

  private async transaction<Result>(work: (connection: pg.PoolClient) => Promise<Result>): Promise<Result> {
    const connection = await this.pool.connect();
    try {
      await connection.query('begin');
      const result = await work(connection);
      await connection.query('commit');
      connection.release();
      return result;
    } catch (error) {
      connection.release(true);
      throw error;
    }
  }
}

async function insert(connection: pg.ClientBase, set: readonly Deadline[]): Promise<void> {
  await connection.query(
    `insert into deadline (reaction, id, school, due_at)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[])
     on conflict (reaction, id) do update set due_at = excluded.due_at`,
    [set.map((d) => d.reaction), set.map((d) => d.id), set.map((d) => d.school), set.map((d) => d.dueAt)],
  );
}
