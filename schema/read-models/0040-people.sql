create table people_directory (
  school text not null,
  id text not null,
  revision integer not null,
  name text not null,
  kind text not null,
  year_group text,
  roles jsonb not null,
  left_on text,
  email_address text,
  recorded_at timestamptz not null,
  primary key (school, id)
);
create index on people_directory (school, recorded_at desc, id desc);
create index on people_directory using gin (roles jsonb_path_ops);
select protect_read_model('people_directory');
