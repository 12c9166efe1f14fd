-- What was released to the governors of the incidents about pupils (D24): one row for each release, for good.
create table governor_release (
  school text not null,
  id text not null,
  revision integer not null,
  period_name text not null,
  period_from text not null,
  period_to text not null,
  occasion text not null,
  released_on text not null,
  total integer,
  lists jsonb not null,
  primary key (school, id)
);
select protect_read_model('governor_release');
-- Governors are shown releases and nothing else: the incidents one by one are no longer kept for them.
drop table governor_incident_log;
drop table governor_incident_log_history;
delete from projection_checkpoint where projection = 'governor_incident_log';
