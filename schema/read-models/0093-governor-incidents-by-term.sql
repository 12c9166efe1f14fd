-- What governors are no longer told of a single incident: numbers tell it, where they are large enough (D24).
alter table governor_incident_log
  drop column month,
  drop column risk,
  drop column outside_school;
create index on governor_incident_log (school, occurred_on);
select keep_history('governor_incident_log');
