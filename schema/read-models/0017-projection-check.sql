create table projection_check (
  school text not null,
  id text not null,
  revision integer not null,
  due_at timestamptz not null,
  started_at timestamptz not null,
  recorded_at timestamptz not null,
  rows_compared integer not null,
  differing integer not null,
  read_models jsonb not null,
  primary key (school, id)
);
create index on projection_check (school, recorded_at desc, id desc);
select protect_read_model('projection_check');
