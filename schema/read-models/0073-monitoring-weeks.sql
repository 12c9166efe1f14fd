create table monitoring_week (
  school text not null,
  id text not null,
  revision integer not null,
  week text not null,
  state text not null,
  due_on text,
  reviewed_by text,
  reviewed_at timestamptz,
  findings text,
  primary key (school, id)
);
create index on monitoring_week (school, week);
select protect_read_model('monitoring_week');
