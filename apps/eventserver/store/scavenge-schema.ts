/**
 * What lets a scavenge remove events from a table from which nobody else can remove any. The rule of what metadata has
 * hidden is written here a second time (see stream-metadata.ts), because the database must not take the server's word
 * for it; where the two could differ, this one keeps more.
 */

/** 2^63-1, the revision of the event that ends a stream for ever. */
const tombstone = '9223372036854775807';
export const removalFunction = 'scavenge_events(bytea[], bigint, integer)';
/** In the table's words: a metadata stream's name begins with `$$`. */
const metadataPrefix = String.raw`'\x2424'::bytea`;

const functions = (searchPath: string): string => `
create or replace function read_varint(encoded bytea, inout place integer, out value bigint)
language plpgsql immutable set search_path = ${searchPath} as $$
declare
  part integer;
  shift integer := 0;
begin
  value := 0;
  loop
    part := get_byte(encoded, place);
    place := place + 1;
    value := value | ((part & 127)::bigint << shift);
    exit when part < 128;
    shift := shift + 7;
  end loop;
end $$;

-- The data of an encoded RecordedEvent: the content of its field 8.
create or replace function data_of_record(record bytea) returns bytea
language plpgsql immutable set search_path = ${searchPath} as $$
declare
  place integer := 0;
  tag bigint;
  number bigint;
  data bytea := '';
begin
  while place < length(record) loop
    select read.place, read.value into place, tag from read_varint(record, place) read;
    select read.place, read.value into place, number from read_varint(record, place) read;
    if tag & 7 = 2 then
      if tag >> 3 = 8 then data := substring(record from place + 1 for number::integer); end if;
      place := place + number::integer;
    elsif tag & 7 <> 0 then
      raise exception 'this is no recorded event' using errcode = 'data_corrupted';
    end if;
  end loop;
  return data;
end $$;

create or replace function is_count(value jsonb, lowest bigint) returns boolean
language sql immutable set search_path = ${searchPath} as $$
  select case coalesce(jsonb_typeof(value), 'null')
    when 'null' then true
    when 'number' then (value #>> '{}')::numeric % 1 = 0 and (value #>> '{}')::numeric between lowest and ${tombstone}
    else false
  end
$$;

create or replace function is_access_list(value jsonb) returns boolean
language plpgsql immutable set search_path = ${searchPath} as $$
begin
  if coalesce(jsonb_typeof(value), 'null') <> 'object' then return coalesce(jsonb_typeof(value), 'null') = 'null'; end if;
  return not exists (select from jsonb_each(value) role where case jsonb_typeof(role.value)
    when 'string' then false
    when 'array' then exists (select from jsonb_array_elements(role.value) name where jsonb_typeof(name.value) <> 'string')
    else true end);
end $$;

-- The metadata of a stream, or nothing where it has no effect: one wrong field, and none of it counts.
create or replace function metadata_of_stream(asked bytea) returns jsonb
language plpgsql stable set search_path = ${searchPath} as $$
declare
  found jsonb;
begin
  select convert_from(data_of_record(record), 'UTF8')::jsonb into found from events
    where stream = ${metadataPrefix} || asked and revision < ${tombstone}
    order by revision desc limit 1;
  if jsonb_typeof(found) = 'object' and is_count(found -> '$maxCount', 1) and is_count(found -> '$maxAge', 1)
    and is_count(found -> '$tb', 0) and is_access_list(found -> '$acl') then return found; end if;
  return '{}';
exception when data_exception or statement_too_complex then
  return '{}';
end $$;

-- What is kept of a stream: its newest event, always, and what neither stands before a revision nor was recorded
-- before a time (ms). A metadata stream keeps its newest event alone.
create or replace function kept_of_stream(
  asked bytea, now_ms bigint, out newest bigint, out first_revision bigint, out created_after bigint
) language plpgsql stable set search_path = ${searchPath} as $$
declare
  metadata jsonb;
begin
  created_after := 0;
  select max(revision) into newest from events where stream = asked and revision < ${tombstone};
  first_revision := newest;
  if substring(asked from 1 for 2) = ${metadataPrefix} then return; end if;
  if exists (select from events where stream = asked and revision = ${tombstone}) then
    newest := ${tombstone};
    first_revision := newest;
    return;
  end if;
  metadata := metadata_of_stream(asked);
  first_revision := greatest(
    0, (metadata ->> '$tb')::numeric::bigint, newest + 1 - (metadata ->> '$maxCount')::numeric::bigint);
  created_after := greatest(0, now_ms - (metadata ->> '$maxAge')::numeric * 1000)::bigint;
end $$;

create or replace function now_ms() returns bigint
language sql volatile set search_path = ${searchPath} as $$
  select (extract(epoch from clock_timestamp()) * 1000)::bigint
$$;
`;

/** Whoever removes rows: those of a stream that are not hidden come back with the whole statement, others are recorded. */
const trigger = (searchPath: string): string => `
create or replace function refuse_to_remove_what_is_kept() returns trigger
language plpgsql set search_path = ${searchPath} as $$
begin
  if exists (
    with kept as materialized (
      select stream, bounds.* from (select distinct stream from removed) asked,
        lateral kept_of_stream(stream, now_ms()) bounds)
    select from removed join kept using (stream) where (removed.revision < kept.newest
      and (removed.revision < kept.first_revision or removed.created < kept.created_after)) is not true
  ) then
    raise exception 'events are never changed: % refused, metadata does not hide all of them', tg_op
      using errcode = 'insufficient_privilege';
  end if;
  insert into removed_events
    select stream, range_agg(int8range(revision, revision, '[]')), range_agg(int8range(position, position, '[]'))
    from removed group by stream;
  return null;
end $$;
create or replace trigger events_are_immutable before update on events
  for each row execute function refuse_to_change_events();
create or replace trigger only_what_is_hidden_is_removed after delete on events
  referencing old table as removed for each statement execute function refuse_to_remove_what_is_kept();
`;

/**
 * Removes at most `most` events of these streams that are hidden and stand before a scavenge point. It runs with its
 * owner's rights, so it asks nobody what is hidden: who calls it can have nothing removed that can still be read.
 */
const removal = (searchPath: string): string => `
create or replace function scavenge_events(
  asked bytea[], point bigint, most integer, out removed bigint, out bytes bigint, out newest bigint
) language plpgsql security definer set search_path = ${searchPath} as $$
declare
  point_ms bigint;
begin
  select least(created, now_ms()) into point_ms from events
    where position = point and type = convert_to('$scavengePoint', 'UTF8');
  if point_ms is null then raise exception 'position % is no scavenge point', point; end if;
  with hidden as materialized (
    select found.position from (select distinct unnest(asked) as stream) one,
      lateral kept_of_stream(one.stream, point_ms) kept,
      lateral (select position from events where stream = one.stream and position < point
        and revision < kept.newest and (revision < kept.first_revision or created < kept.created_after)
        order by revision limit most) found
    limit least(most, 10000)
  ), gone as (
    delete from events using hidden where events.position = hidden.position returning events.position, size
  )
  select count(*), coalesce(sum(size), 0), coalesce(max(position), 0) into removed, bytes, newest from gone;
end $$;
revoke all on function ${removalFunction} from public;
`;

/** An audit log: nothing is ever removed from it, and there is nothing that could. */
const refused = `
do $$ begin
  if exists (select from pg_trigger where tgname = 'only_what_is_hidden_is_removed' and tgrelid = 'events'::regclass) then
    drop trigger only_what_is_hidden_is_removed on events;
  end if;
end $$;
drop function if exists ${removalFunction};
create or replace trigger events_are_immutable before update or delete on events
  for each row execute function refuse_to_change_events();
`;

/** `schema` is where the table is, as an identifier; nothing but it is looked into, whoever calls. */
export const scavengeSchema = (schema: string, allowed: boolean): string => {
  // What a caller keeps in a temporary schema of its own must not be taken for the log.
  const searchPath = `${schema}, pg_temp`;
  return allowed ? functions(searchPath) + trigger(searchPath) + removal(searchPath) : refused;
};
