-- What is checked by plan, how it stands, and each time it was done or missed (SL11).
create table technical_check (
  school text not null,
  id text not null,
  revision integer not null,
  kind text not null,
  every jsonb not null,
  responsible text not null,
  basis text not null,
  clause text not null,
  due_by timestamptz not null,
  overdue_since timestamptz,
  alerted jsonb not null,
  last_checked_on text,
  last_result text,
  last_checked_by text,
  finding text,
  action text,
  action_by text,
  primary key (school, id)
);
select protect_read_model('technical_check');

create table technical_check_log (
  school text not null,
  id text not null,
  revision integer not null,
  kind text not null,
  outcome text not null,
  at timestamptz not null,
  checked_on text,
  checked_by text,
  checked_role text,
  finding text,
  action text,
  primary key (school, id)
);
create index on technical_check_log (school, at desc, id desc);
select protect_read_model('technical_check_log');
