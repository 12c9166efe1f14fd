-- An opening of the filter begins at a moment, and is made by another (D17, D18).
alter table filtering_change_log
  add column opens_from timestamptz,
  add column implement_by timestamptz;
select keep_history('filtering_change_log');
