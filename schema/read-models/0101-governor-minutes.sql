-- Which meeting of the governors heard of a visit (SL3, D26).
alter table governor_visit add column minutes jsonb not null default '[]';
select keep_history('governor_visit');
