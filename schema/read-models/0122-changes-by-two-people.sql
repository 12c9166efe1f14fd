-- Where whoever asked for a change of the filter, or agreed to it, has made it too (SL6, SW7).
alter table filtering_change_log add column two_people boolean not null default false;
create index on filtering_change_log (school) where two_people;
select keep_history('filtering_change_log');
alter table school_policy add column people jsonb not null default '[]';
select keep_history('school_policy');
