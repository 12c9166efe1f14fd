-- What governors looked at, asked and signed (SL3, D26).
create table governor_visit (
  school text not null,
  id text not null,
  revision integer not null,
  status text not null,
  governor text not null,
  visited_on text not null,
  started_at timestamptz not null,
  signed_at timestamptz,
  looked jsonb not null,
  questions jsonb not null,
  primary key (school, id)
);
create index on governor_visit (school, started_at desc, id desc);
select protect_read_model('governor_visit');
