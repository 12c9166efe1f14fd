-- What incidents are counted by (D24). Rows of the version before are built anew, so the defaults never show.
alter table incident_log add column year_groups jsonb not null default '[]';
alter table governor_incident_log
  add column occurred_on date not null default '-infinity',
  add column year_groups jsonb not null default '[]';
select keep_history('incident_log');
select keep_history('governor_incident_log');
