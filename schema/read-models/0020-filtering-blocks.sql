-- The change-control log shows blocks as well: they have no study purpose and no end.
alter table filtering_change_log
  add column direction text not null default 'unblock',
  add column permanent boolean not null default false,
  add column first_agreed_by text,
  add column agreement_overdue boolean not null default false,
  alter column study_purpose drop not null,
  alter column until drop not null;
select keep_history('filtering_change_log');
