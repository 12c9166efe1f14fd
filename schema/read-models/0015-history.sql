-- Puts a table under row-level security: a reader sees the rows of the school that its transaction names
-- and of no other, the table's owner included; only the projector's role writes, for every school.
create function bind_to_school(rows_of_schools regclass) returns void language plpgsql as $$
declare
  projector text := regexp_replace(current_database(), '_read$', '_projector');
begin
  execute format('alter table %s enable row level security', rows_of_schools);
  execute format('alter table %s force row level security', rows_of_schools);
  execute format('create policy own_school on %s using (school = current_setting(''daybook.school'', true))', rows_of_schools);
  execute format('create policy projector on %s to %I using (true) with check (true)', rows_of_schools, projector);
end $$;

-- Gives a read model an empty history of the same columns: the versions that its rows had from `valid_from` on and
-- before `valid_to`; the present version is the row itself. To be called again after a change of the read model's
-- columns. The read model is built anew from the events when the projector starts, and its history with it.
create function keep_history(read_model regclass) returns void language plpgsql as $$
declare
  history text := read_model || '_history';
begin
  execute format('alter table %s add column if not exists valid_from timestamptz not null default ''-infinity''', read_model);
  execute format('alter table %s alter column valid_from drop default', read_model);
  execute format('drop table if exists %s', history);
  execute format('create table %s (like %s, valid_to timestamptz not null, primary key (school, id, valid_from))', history, read_model);
  perform bind_to_school(history::regclass);
  update projection_checkpoint set version = 0 where projection = read_model::text;
end $$;

-- The one line that a new read model takes after its table and indexes: row-level security, and a history.
create or replace function protect_read_model(read_model regclass) returns void language plpgsql as $$
begin
  perform bind_to_school(read_model);
  perform keep_history(read_model);
end $$;

-- Those that were here before.
select keep_history(tablename::regclass) from pg_policies where schemaname = 'public' and policyname = 'own_school';
