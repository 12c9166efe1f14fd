create table school_calendar (
  school text not null,
  id text not null,
  revision integer not null,
  years jsonb not null,
  primary key (school, id)
);
select protect_read_model('school_calendar');
