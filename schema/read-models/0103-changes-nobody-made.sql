-- What was agreed and nobody made in time (SL6, SW7).
alter table filtering_change_log add column implementation_overdue boolean not null default false;
select keep_history('filtering_change_log');
