create table staff_concern (
  school text not null,
  id text not null,
  revision integer not null,
  status text not null,
  about text not null,
  capacity text not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  reported_by text not null,
  concern text not null,
  incident text,
  steps jsonb not null,
  primary key (school, id)
);
create index on staff_concern (school, recorded_at desc, id desc);
select protect_read_model('staff_concern');
