create table incident_log (
  school text not null,
  id text not null,
  revision integer not null,
  status text not null,
  kind text not null,
  kind_label text not null,
  about text not null,
  risk text,
  illegal boolean not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  reported_by text not null,
  reported_role text not null,
  place text not null,
  place_detail text,
  membership_link text,
  facts text not null,
  facts_history jsonb not null,
  people jsonb not null,
  acknowledge_by timestamptz not null,
  acknowledged_at timestamptz,
  seriousness text,
  actions jsonb not null,
  parents_informed boolean,
  outcome text,
  closures jsonb not null,
  steps jsonb not null,
  primary key (school, id)
);
create index on incident_log (school, recorded_at desc, id desc);
create index on incident_log (school, occurred_at);
select protect_read_model('incident_log');

create table incident_receipt (
  school text not null,
  id text not null,
  revision integer not null,
  reported_by text not null,
  reported_at timestamptz not null,
  status text not null,
  outcome text,
  primary key (school, id)
);
create index on incident_receipt (school, reported_by, reported_at desc, id desc);
select protect_read_model('incident_receipt');

-- Nothing personal stands here: not a text anybody wrote, not a person, not a moment.
create table governor_incident_log (
  school text not null,
  id text not null,
  revision integer not null,
  month text not null,
  status text not null,
  kind text not null,
  kind_label text not null,
  about text not null,
  risk text,
  place text not null,
  outside_school boolean not null,
  seriousness text,
  parents_informed boolean,
  outcome text,
  primary key (school, id)
);
create index on governor_incident_log (school, month desc, id desc);
select protect_read_model('governor_incident_log');
