-- An opening and a block may have one id: the key of a row is the name of its record, and the id a column of its own.
-- Until the rows are built anew the old ones are shown; setting the type fills them past row-level security.
alter table filtering_change_log add column change text not null default '';
alter table filtering_change_log alter column change drop default, alter column change type text using id;
select keep_history('filtering_change_log');

alter table filter_order add column change text not null default '', add column direction text not null default '';
alter table filter_order
  alter column change drop default, alter column change type text using id,
  alter column direction drop default,
  alter column direction type text using case when asked in ('letThrough', 'blockAgain') then 'unblock' else 'block' end;
select keep_history('filter_order');

alter table filter_difference add column direction text;
select keep_history('filter_difference');
