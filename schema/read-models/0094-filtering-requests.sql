-- Templates of filtering requests, with all their versions; and from which one a change was asked for.
create table request_template (
  school text not null,
  id text not null,
  revision integer not null,
  template text not null,
  status text not null,
  made_at timestamptz not null,
  versions jsonb not null,
  retired_by text,
  retired_because text,
  primary key (school, id)
);
create index on request_template (school, made_at desc, id desc);
select protect_read_model('request_template');

alter table filtering_change_log
  add column template text,
  add column template_version integer,
  -- What else was under way for the same site when it was asked for.
  add column overlapping jsonb not null default '[]';
select keep_history('filtering_change_log');
