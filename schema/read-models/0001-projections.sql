-- How far each read model has come, and the streams it could not follow.
create table projection_checkpoint (
  projection text primary key,
  version integer not null,
  position bigint not null,
  moved_at timestamptz not null default now()
);

create table parked_stream (
  projection text not null,
  stream text not null,
  revision integer not null,
  error text not null,
  attempts integer not null default 1,
  parked_at timestamptz not null default now(),
  primary key (projection, stream)
);

-- Puts a read model under row-level security: a reader sees the rows of the school that its transaction names
-- and of no other, the table's owner included; only the projector's role writes, for every school.
create function protect_read_model(read_model regclass) returns void language plpgsql as $$
declare
  projector text := regexp_replace(current_database(), '_read$', '_projector');
begin
  execute format('alter table %s enable row level security', read_model);
  execute format('alter table %s force row level security', read_model);
  execute format('create policy own_school on %s using (school = current_setting(''daybook.school'', true))', read_model);
  execute format('create policy projector on %s to %I using (true) with check (true)', read_model, projector);
end $$;
