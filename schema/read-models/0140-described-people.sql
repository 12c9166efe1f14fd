-- Who was described in an incident because they are on no list (D2). Rows of the version before are built anew, so the
-- default never shows.
alter table incident_log add column described jsonb not null default '[]';
select keep_history('incident_log');
