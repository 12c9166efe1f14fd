create table monitoring_source (
  school text not null,
  id text not null,
  revision integer not null,
  status text not null,
  name text not null,
  grades jsonb not null,
  high_risk_grades jsonb not null,
  generation integer not null,
  opened_at timestamptz not null,
  primary key (school, id)
);
create index on monitoring_source (school, opened_at desc, id desc);
select protect_read_model('monitoring_source');

create table monitoring_alert (
  school text not null,
  id text not null,
  revision integer not null,
  status text not null,
  source text not null,
  door text not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  week text not null,
  grade text not null,
  high_risk boolean not null,
  look_by timestamptz,
  escalated boolean not null,
  content_kind text not null,
  content text,
  device text,
  ip text,
  account text,
  person text,
  seen_by text,
  disposition text,
  decided_by text,
  decided_at timestamptz,
  note text,
  incident text,
  expires_at timestamptz,
  primary key (school, id)
);
create index on monitoring_alert (school, received_at desc, id desc);
create index on monitoring_alert (school, week);
select protect_read_model('monitoring_alert');

alter table incident_log add column from_alert text;
select keep_history('incident_log');
