-- What an edition of a list of illegal sites changed, by whom, and one that waits for a second person (D19).
alter table illegal_list
  add column added integer not null default 0,
  add column removed integer not null default 0,
  add column updated_by text not null default '',
  add column held_back jsonb;
select keep_history('illegal_list');
