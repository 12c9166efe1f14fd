-- What people found the filter to do though it should not (SL6, SW7).
create table filter_difference (
  school text not null,
  id text not null,
  revision integer not null,
  status text not null,
  found text not null,
  target_kind text not null,
  target text not null,
  scope_kind text not null,
  scope_name text,
  change text,
  noticed text not null,
  illegal boolean not null,
  reported_by text not null,
  reported_role text not null,
  reported_at timestamptz not null,
  overdue boolean not null,
  settled_by text,
  settled_at timestamptz,
  note text,
  primary key (school, id)
);
create index on filter_difference (school, reported_at desc, id desc);
select protect_read_model('filter_difference');
