-- That two people may do for a change of the filter, as was recorded and is to be confirmed (SL6).
alter table school_policy add column people_to_confirm jsonb;
select keep_history('school_policy');
