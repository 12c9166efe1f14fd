import type pg from 'pg';

/** That something follows from an event and has not been done yet. Where the event is, not what it says. */
export interface FollowUp {
  readonly rule: string;
  readonly eventId: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: bigint;
  readonly school: string;
  /** What is sent to one record is sent in the order of the events. */
  readonly target: string;
  /** The id under which an earlier release may have sent the command. */
  readonly commandId?: string | undefined;
}

const longestRestSeconds = 60;

/** What has to follow from the log and has not been done yet: kept with the position up to which the log was read. */
export class FollowUps {
  constructor(private readonly pool: pg.Pool) {}

  /** Makes the table where it is missing. Safe to call from several processes at once. */
  async prepare(): Promise<void> {
    await this.pool.query(`
      select pg_advisory_xact_lock(hashtext('daybook deadlines'));
      create table if not exists follow_up (
        rule text not null, event_id text not null, stream text not null, revision bigint not null,
        position bigint not null, school text not null, target text not null, command_id text,
        failures integer not null default 0, rests_until timestamptz, primary key (rule, event_id));
      create index if not exists follow_up_order on follow_up (position, revision, rule);
      create index if not exists follow_up_target on follow_up (target, position, revision, rule)`);
  }

  /** Adds them; those that are there already stay as they are. */
  async add(followUps: readonly FollowUp[], on: pg.Pool | pg.PoolClient = this.pool): Promise<void> {
    if (followUps.length === 0) return;
    await on.query(
      `insert into follow_up (rule, event_id, stream, revision, position, school, target, command_id)
       select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::text[])
       on conflict do nothing`,
      [
        followUps.map(({ rule }) => rule),
        followUps.map(({ eventId }) => eventId),
        followUps.map(({ stream }) => stream),
        followUps.map(({ revision }) => revision),
        followUps.map(({ position }) => String(position)),
        followUps.map(({ school }) => school),
        followUps.map(({ target }) => target),
        followUps.map(({ commandId }) => commandId ?? null),
      ],
    );
  }

  /** The first for each record, in the order of the log; none for a record whose first one rests. */
  async due(rules: readonly string[], now: Date, atMost: number): Promise<FollowUp[]> {
    const { rows } = await this.pool.query<
      Omit<FollowUp, 'position' | 'revision' | 'commandId'> &
        Record<'position' | 'revision', string> & {
          commandId: string | null;
        }
    >(
      `select rule, event_id as "eventId", stream, revision, position, school, target, command_id as "commandId"
       from follow_up f
       where rule = any($1) and (rests_until is null or rests_until <= $2)
         and not exists (select from follow_up e where e.target = f.target
                         and (e.position, e.revision, e.rule) < (f.position, f.revision, f.rule))
       order by f.position, f.revision, f.rule limit $3`,
      [rules, now, atMost],
    );
    return rows.map(({ position, revision, commandId, ...row }) => ({
      ...row,
      position: BigInt(position),
      revision: Number(revision),
      ...(commandId !== null && { commandId }),
    }));
  }

  /** How many have not been done yet. */
  async count(): Promise<number> {
    const { rows } = await this.pool.query<{ count: number }>('select count(*)::int as count from follow_up');
    return rows[0]?.count ?? 0;
  }

  /**
   * It has been done.
   * @returns whether another one for the same record has waited for it.
   */
  async done({ rule, eventId, target }: FollowUp): Promise<boolean> {
    const { rows } = await this.pool.query<{ more: boolean }>(
      `with done as (delete from follow_up where rule = $1 and event_id = $2)
       select exists (select from follow_up where target = $3 and (rule, event_id) <> ($1, $2)) as more`,
      [rule, eventId, target],
    );
    return rows[0]?.more ?? false;
  }

  /** Has those tried again that an earlier start could not read. */
  async tryUnreadable(): Promise<void> {
    await this.pool.query(`update follow_up set rests_until = null where rests_until = 'infinity'`);
  }

  /** Lets one whose event cannot be read rest until the next start, which may be that of a newer release. */
  async restUntilNextStart({ rule, eventId }: FollowUp): Promise<void> {
    await this.pool.query(`update follow_up set rests_until = 'infinity' where rule = $1 and event_id = $2`, [
      rule,
      eventId,
    ]);
  }

  /** Lets one that has failed rest from now on, longer each time. */
  async rest({ rule, eventId }: FollowUp, now: Date): Promise<void> {
    await this.pool.query(
      `update follow_up set failures = failures + 1,
         rests_until = $3::timestamptz + least(interval '1 s' * 2 ^ least(failures, 10), interval '${longestRestSeconds} s')
       where rule = $1 and event_id = $2`,
      [rule, eventId, now],
    );
  }
}
