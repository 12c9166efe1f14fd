create table filtering_change_log (
  school text not null,
  id text not null,
  revision integer not null,
  status text not null,
  target_kind text not null,
  target text not null,
  scope_kind text not null,
  scope_name text,
  study_purpose text not null,
  reason text not null,
  requested_by text not null,
  requested_role text not null,
  requested_at timestamptz not null,
  until timestamptz not null,
  agreed_by text,
  opened_at timestamptz,
  closed_at timestamptz,
  reblock_overdue boolean not null,
  steps jsonb not null,
  primary key (school, id)
);
create index on filtering_change_log (school, requested_at desc, id desc);
create index on filtering_change_log (school, opened_at) where opened_at is not null;
select protect_read_model('filtering_change_log');
