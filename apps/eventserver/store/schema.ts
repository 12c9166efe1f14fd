import type { Client } from 'pg';
import { tombstoneText } from './stream-states.js';
import { removalFunction, scavengeSchema } from './scavenge-schema.js';

/** Everything the event log keeps in PostgreSQL. Names are bytes, because a stream's name may hold any character. */
const schema = `
create table if not exists events (
  position bigint primary key check (position > 0),
  stream   bytea  not null,
  revision bigint not null check (revision >= 0),
  event_id uuid   not null,
  type     bytea  not null,
  created  bigint not null,
  checksum bigint not null,
  size     integer not null,
  record   bytea  not null,
  unique (stream, revision)
);
create index if not exists events_by_type on events (type, position);
comment on table events is 'One row per event. record is the event as the protocol sends it; checksum is its CRC-32.';

create or replace function refuse_to_change_events() returns trigger language plpgsql as $$
begin
  raise exception 'events are never changed: % refused', tg_op using errcode = 'insufficient_privilege';
end $$;
create or replace trigger events_are_not_truncated before truncate on events
  for each statement execute function refuse_to_change_events();

create table if not exists log_head (
  only_row boolean primary key default true check (only_row),
  position bigint not null
);
comment on table log_head is
  'A position that the log has come to, noted now and then: if its newest events are taken away, that is seen.';
insert into log_head (position) select coalesce(max(position), 0) from events on conflict do nothing;

do $$ begin
  if to_regclass('removed_events') is null then
    create table removed_events (
      stream    bytea,
      revisions int8multirange not null,
      positions int8multirange not null
    );
    comment on table removed_events is
      'What scavenges have removed. A position that is neither here nor in events was taken away by someone else.';
    create index removed_events_by_stream on removed_events (stream);
    create index removed_events_by_position on removed_events using gist (positions);
    -- What scavenges removed before they left a record: a log that was never scavenged has no holes.
    if exists (select from events where type = convert_to('$scavengePoint', 'UTF8')) then
      insert into removed_events
        select null, '{}', range_agg(int8range(before + 1, position))
        from (select position, lag(position, 1, 0::bigint) over (order by position) as before from events) neighbours
        where position > before + 1 group by position / 100000;
      insert into removed_events
        select stream, range_agg(int8range(before + 1, revision)), '{}'
        from (select stream, revision, lag(revision, 1, -1::bigint) over (partition by stream order by revision) as before
          from events where revision < ${tombstoneText}) neighbours
        where revision > before + 1 group by stream, revision / 100000;
    end if;
  end if;
end $$;
create or replace trigger what_was_removed_stays_told before update or delete or truncate on removed_events
  for each statement execute function refuse_to_change_events();
`;

/** Lets only one process at a time create the tables. */
const migrationLock = 7_305_941_822;

export interface SchemaOptions {
  /** The role that the server works as, if it is not the owner: it may then read and add events, and nothing else. */
  readonly user?: string | undefined;
  /** Whether what metadata hides may be removed when an operator asks for it; an audit log keeps everything. */
  readonly scavenge?: boolean;
}

/** Creates what is missing, and changes what an earlier version or another choice has made. */
export async function createSchema(owner: Client, { user, scavenge = true }: SchemaOptions = {}): Promise<void> {
  await owner.query('begin');
  try {
    await owner.query('select pg_advisory_xact_lock($1)', [migrationLock]);
    await owner.query(schema);
    await owner.query(scavengeSchema(await schemaName(owner), scavenge));
    if (user !== undefined) {
      const role = owner.escapeIdentifier(user);
      await owner.query(`revoke all on events, removed_events, log_head from ${role};
        grant select, insert on events to ${role};
        grant select on removed_events to ${role};
        grant select, update on log_head to ${role}`);
      if (scavenge) await owner.query(`grant execute on function ${removalFunction} to ${role}`);
    }
    await owner.query('commit');
  } catch (error) {
    await owner.query('rollback');
    throw error;
  }
}

async function schemaName(owner: Client): Promise<string> {
  const { rows } = await owner.query<{ name: string }>(
    `select relnamespace::regnamespace::text as name from pg_class where oid = 'events'::regclass`,
  );
  // regnamespace writes it as an identifier, quoted where it has to be.
  return rows[0]?.name ?? 'public';
}

/** What was acknowledged must be on disk, whoever runs PostgreSQL. */
export async function refuseUnsafeSettings(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select name from pg_settings
     where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off'`,
  );
  if (rows.length > 0)
    throw new Error(`PostgreSQL could lose acknowledged events: ${rows.map((row) => row.name).join(', ')} is off`);
}
