-- From when until when a site was blocked: meanwhile no opening of it was open (D20).
alter table filtering_change_log
  add column blocked_at timestamptz,
  add column lifted_at timestamptz;
create index on filtering_change_log (school, blocked_at) where blocked_at is not null;
select keep_history('filtering_change_log');
