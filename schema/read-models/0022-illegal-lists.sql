create table illegal_list (
  school text not null,
  id text not null,
  revision integer not null,
  list text not null,
  edition text not null,
  entries integer not null,
  updated_at timestamptz not null,
  primary key (school, id)
);
select protect_read_model('illegal_list');
