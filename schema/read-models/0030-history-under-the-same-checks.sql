-- As before, and a past version is under the checks of the table it comes from: what the table would refuse, the
-- history refuses too, also where one batch brings a version and replaces it.
create or replace function keep_history(read_model regclass) returns void language plpgsql as $$
declare
  history text := read_model || '_history';
begin
  execute format('alter table %s add column if not exists valid_from timestamptz not null default ''-infinity''', read_model);
  execute format('alter table %s alter column valid_from drop default', read_model);
  execute format('drop table if exists %s', history);
  execute format('create table %s (like %s including constraints, valid_to timestamptz not null, primary key (school, id, valid_from))', history, read_model);
  perform bind_to_school(history::regclass);
  update projection_checkpoint set version = 0 where projection = read_model::text;
end $$;
