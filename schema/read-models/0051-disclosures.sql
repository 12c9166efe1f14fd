-- Who read records about people, as a file or by a search (D32, D37). What was searched for is not here.
create table disclosure_log (
  school text not null,
  id text not null,
  revision integer not null,
  kind text not null,
  read_by text not null,
  role text not null,
  read_at timestamptz not null,
  subject text,
  options jsonb,
  content_sha256 text,
  file_sha256 text,
  found integer,
  primary key (school, id)
);
create index on disclosure_log (school, read_at desc, id desc);
select protect_read_model('disclosure_log');
