create table filtering_check (
  school text not null,
  id text not null,
  revision integer not null,
  status text not null,
  plan text,
  checked_at timestamptz not null,
  recorded_at timestamptz not null,
  checked_by text not null,
  checked_role text not null,
  user_group text not null,
  device_kind text not null,
  device text not null,
  location text not null,
  results jsonb not null,
  evidence text not null,
  service text,
  network text,
  action text,
  remedy_by timestamptz,
  remedy_overdue boolean not null,
  retest text,
  remedy_note text,
  primary key (school, id)
);
create index on filtering_check (school, checked_at desc, id desc);
select protect_read_model('filtering_check');

create table filtering_check_plan (
  school text not null,
  id text not null,
  revision integer not null,
  status text not null,
  user_group text not null,
  device_kind text not null,
  location text,
  every_count integer not null,
  every_unit text not null,
  planned_at timestamptz not null,
  due_on text not null,
  overdue boolean not null,
  last_check text,
  last_checked_on text,
  done integer not null,
  missed integer not null,
  primary key (school, id)
);
create index on filtering_check_plan (school, planned_at desc, id desc);
select protect_read_model('filtering_check_plan');
