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

/** An alarm that fails again and again rings at least so often: what it failed of may be over. */
const longestRestSeconds = 60;

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
      alter table deadline add column if not exists failures integer not null default 0,
        add column if not exists rests_until timestamptz;
      create index if not exists deadline_due_at on deadline (due_at);
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

  /** Whether it is set, and has not been moved. */
  async stands({ reaction, id, dueAt }: Deadline): Promise<boolean> {
    const { rows } = await this.pool.query('select from deadline where reaction = $1 and id = $2 and due_at = $3', [
      reaction,
      id,
      dueAt,
    ]);
    return rows.length > 0;
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
       on conflict (reaction, id) do update set due_at = excluded.due_at, failures = 0, rests_until = null
       where deadline.due_at = $5`,
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

  /**
   * What is due of these reactions and does not rest: as many of the longest overdue as of the latest, so that neither
   * what was missed for a week nor what falls due now waits for all of the other.
   */
  async due(reactions: readonly string[], now: Date, ofEach: number): Promise<Deadline[]> {
    const { rows } = await this.pool.query<Deadline>(
      `with due as not materialized (
         select ${columns} from deadline
         where due_at <= $1 and reaction = any($2) and (rests_until is null or rests_until <= $1))
       (select * from due order by "dueAt" limit $3) union (select * from due order by "dueAt" desc limit $3)
       order by "dueAt"`,
      [now, reactions, ofEach],
    );
    return rows;
  }

  /** When something falls due after one moment and up to another. */
  async moments(after: Date, upTo: Date): Promise<Date[]> {
    const { rows } = await this.pool.query<{ at: Date }>(
      'select distinct due_at as at from deadline where due_at > $1 and due_at <= $2',
      [after, upTo],
    );
    return rows.map(({ at }) => at);
  }

  /** Lets a deadline whose alarm failed rest from now on, longer each time. */
  async rest({ reaction, id, dueAt }: Deadline, now: Date): Promise<void> {
    await this.pool.query(
      `update deadline set failures = failures + 1,
         rests_until = $4::timestamptz + least(interval '1 s' * 2 ^ least(failures, 10), interval '${longestRestSeconds} s')
       where reaction = $1 and id = $2 and due_at = $3`,
      [reaction, id, dueAt, now],
    );
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
     on conflict (reaction, id) do update set due_at = excluded.due_at, failures = 0, rests_until = null`,
    [set.map((d) => d.reaction), set.map((d) => d.id), set.map((d) => d.school), set.map((d) => d.dueAt)],
  );
}
