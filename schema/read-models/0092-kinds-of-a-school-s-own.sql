-- Rows of the version before are built anew, so the default never shows.
alter table incident_log add column counted_as text not null default '';
select keep_history('incident_log');

create table school_policy (
  school text not null,
  id text not null,
  revision integer not null,
  adoptions jsonb not null,
  kinds jsonb not null,
  hours jsonb not null,
  primary key (school, id)
);
select protect_read_model('school_policy');
