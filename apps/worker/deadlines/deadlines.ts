import type pg from 'pg';
import type { Cause } from '#libs/eventing/commands/command.js';
import type { SyncedRecord } from './record-states.js';

/** A moment at which the system has to act. It follows from the log; it is kept in a table so that a queue may be lost. */
export interface Deadline {
  /** The name of its rule. */
  readonly reaction: string;
  /** The record it is for. */
  readonly id: string;
  /** Which of several deadlines of that rule it is; empty where there is one. */
  readonly key: string;
  readonly school: string;
  readonly dueAt: Date;
  /** How often it has fired since it was set to this moment. */
  readonly fired: number;
  /** The event since which it stands; unknown of one that an earlier release has set. */
  readonly cause: Cause | undefined;
}

type DeadlineKey = Pick<Deadline, 'reaction' | 'school' | 'id' | 'key' | 'dueAt'>;

/** A deadline that has fired and still stands fires again after a rest, at least so often. */
const longestRestSeconds = 60;

/** The deadlines that stand, as the states of the records say. */
export class Deadlines {
  constructor(private readonly pool: pg.Pool) {}

  /** Makes the table where it is missing, or what an earlier release has left as it is now. Safe to call twice at once. */
  async prepare(): Promise<void> {
    await this.pool.query(`
      select pg_advisory_xact_lock(hashtext('daybook deadlines'));
      create table if not exists deadline (
        reaction text not null, id text not null, school text not null, due_at timestamptz not null,
        primary key (reaction, id));
      alter table deadline add column if not exists failures integer not null default 0,
        add column if not exists rests_until timestamptz,
        add column if not exists cause_event text, add column if not exists cause_correlation text;
      create index if not exists deadline_due_at on deadline (due_at);
      do $$ begin
        if exists (select from pg_attribute where attrelid = 'deadline'::regclass and attname = 'revision') then
          return;
        end if;
        -- No state has said so yet of what an earlier release has set.
        alter table deadline add column revision bigint not null default -1, add column key text not null default '';
        alter table deadline drop constraint deadline_pkey;
        update deadline set id = split_part(id, '/', 1), key = split_part(id, '/', 2)
          where reaction in ('remind-owner-before-action-is-due', 'raise-alarm-when-action-is-overdue',
            'raise-alarm-when-governor-is-not-answered');
        alter table deadline add primary key (reaction, id, key);
      end $$;
      do $$ begin
        if exists (select from pg_attribute join pg_index on attrelid = indrelid and attnum = any(indkey)
                   where indrelid = 'deadline'::regclass and indisprimary and attname = 'school') then
          return;
        end if;
        -- An id is a school's own: another school may have another record of it.
        alter table deadline drop constraint deadline_pkey, add primary key (reaction, school, id, key);
      end $$`);
  }

  /**
   * Makes what stands for these records what their states say. Of two states of one record the later one counts,
   * whichever comes first.
   */
  async hold(records: readonly SyncedRecord[], on: pg.Pool | pg.PoolClient = this.pool): Promise<void> {
    const places = records.flatMap(({ id, school, revision, rules }) =>
      rules.map(({ name }) => ({ name, school, id, revision })),
    );
    const standing = records.flatMap(({ id, school, revision, standing }) =>
      standing.map((one) => ({ ...one, id, school, revision })),
    );
    await on.query(
      `delete from deadline d
       using unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) as record (reaction, school, id, revision)
       where d.reaction = record.reaction and d.school = record.school and d.id = record.id
         and d.revision <= record.revision
         and not exists (select from unnest($5::text[], $6::text[], $7::text[], $8::text[]) as standing (reaction, school, id, key)
                         where standing.reaction = d.reaction and standing.school = d.school
                           and standing.id = d.id and standing.key = d.key)`,
      [
        places.map(({ name }) => name),
        places.map(({ school }) => school),
        places.map(({ id }) => id),
        places.map(({ revision }) => revision),
        standing.map(({ rule }) => rule),
        standing.map(({ school }) => school),
        standing.map(({ id }) => id),
        standing.map(({ key }) => key),
      ],
    );
    if (standing.length === 0) return;
    // One that is where it was keeps its rest and its cause.
    await on.query(
      `insert into deadline (reaction, id, key, school, due_at, revision, cause_event, cause_correlation)
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::bigint[],
                            $7::text[], $8::text[])
       on conflict (reaction, school, id, key) do update set
         due_at = excluded.due_at, revision = excluded.revision,
         failures = case when deadline.due_at = excluded.due_at then deadline.failures else 0 end,
         rests_until = case when deadline.due_at = excluded.due_at then deadline.rests_until end,
         cause_event = excluded.cause_event, cause_correlation = excluded.cause_correlation
       where deadline.revision <= excluded.revision`,
      [
        standing.map(({ rule }) => rule),
        standing.map(({ id }) => id),
        standing.map(({ key }) => key),
        standing.map(({ school }) => school),
        standing.map(({ at }) => at),
        standing.map(({ revision }) => revision),
        standing.map(({ cause }) => cause.eventId),
        standing.map(({ cause }) => cause.correlationId),
      ],
    );
  }

  /** What an earlier release had set for these rules, and no state has said since. */
  async unsaid(rules: readonly string[]): Promise<Pick<Deadline, 'reaction' | 'id' | 'dueAt'>[]> {
    const { rows } = await this.pool.query<Pick<Deadline, 'reaction' | 'id' | 'dueAt'>>(
      'select reaction, id, due_at as "dueAt" from deadline where revision = -1 and reaction = any($1)',
      [rules],
    );
    return rows;
  }

  /** Forgets what an earlier release had set for these rules, and for any that are not `known`. */
  async forgetUnsaid(rules: readonly string[], known: readonly string[], on: pg.PoolClient): Promise<void> {
    await on.query('delete from deadline where revision = -1 and (reaction = any($1) or reaction <> all($2))', [
      rules,
      known,
    ]);
  }

  /** Whether it stands, and has not been moved. */
  async stands({ reaction, school, id, key, dueAt }: DeadlineKey): Promise<boolean> {
    const { rows } = await this.pool.query(
      'select from deadline where reaction = $1 and school = $2 and id = $3 and key = $4 and due_at = $5',
      [reaction, school, id, key, dueAt],
    );
    return rows.length > 0;
  }

  /** Sets a deadline that no record says, or moves it if it still stands where `from` says. */
  async move({ reaction, id, school, dueAt }: Omit<Deadline, 'key' | 'fired' | 'cause'>, from?: Date): Promise<void> {
    await this.pool.query(
      `insert into deadline (reaction, id, school, due_at) values ($1, $2, $3, $4)
       on conflict (reaction, school, id, key) do update set due_at = excluded.due_at, failures = 0, rests_until = null
       where deadline.due_at = $5`,
      [reaction, id, school, dueAt, from ?? null],
    );
  }

  /** How many stand, and how many of them are due. */
  async counts(): Promise<{ set: number; due: number }> {
    const { rows } = await this.pool.query<{ set: number; due: number }>(
      'select count(*)::int as set, (count(*) filter (where due_at <= now()))::int as due from deadline',
    );
    return rows[0] ?? { set: 0, due: 0 };
  }

  /**
   * What is due of these rules and does not rest: as many of the longest overdue as of the latest, so that neither what
   * was missed for a week nor what falls due now waits for all of the other.
   */
  async due(rules: readonly string[], now: Date, ofEach: number): Promise<Deadline[]> {
    const { rows } = await this.pool.query<Omit<Deadline, 'cause'> & { eventId?: string; correlationId?: string }>(
      `with due as not materialized (
         select reaction, id, key, school, due_at as "dueAt", failures as fired,
                cause_event as "eventId", cause_correlation as "correlationId"
         from deadline
         where due_at <= $1 and reaction = any($2) and (rests_until is null or rests_until <= $1))
       (select * from due order by "dueAt" limit $3) union (select * from due order by "dueAt" desc limit $3)
       order by "dueAt"`,
      [now, rules, ofEach],
    );
    return rows.map(({ eventId, correlationId, ...deadline }) => ({
      ...deadline,
      cause: eventId && correlationId ? { eventId, correlationId } : undefined,
    }));
  }

  /** When something falls due after one moment and up to another. */
  async moments(after: Date, upTo: Date): Promise<Date[]> {
    const { rows } = await this.pool.query<{ at: Date }>(
      'select distinct due_at as at from deadline where due_at > $1 and due_at <= $2',
      [after, upTo],
    );
    return rows.map(({ at }) => at);
  }

  /** Lets a deadline that has fired rest from now on, longer each time; nothing if an event has cleared or moved it. */
  async rest({ reaction, school, id, key, dueAt }: DeadlineKey, now: Date): Promise<void> {
    await this.pool.query(
      `update deadline set failures = failures + 1,
         rests_until = $6::timestamptz + least(interval '1 s' * 2 ^ least(failures, 10), interval '${longestRestSeconds} s')
       where reaction = $1 and school = $2 and id = $3 and key = $4 and due_at = $5`,
      [reaction, school, id, key, dueAt, now],
    );
  }
}
