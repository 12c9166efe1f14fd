-- How a filter that differed from the log was mended.
alter table school_filter
  add column lingering jsonb not null default '[]',
  add column ordered_again jsonb not null default '[]',
  add column drift_lasting boolean not null default false;
select keep_history('school_filter');

-- The governors' counts read what is pressing or was refused, and not the whole log.
create index on filtering_change_log (school, status) include (reblock_overdue, agreement_overdue);
