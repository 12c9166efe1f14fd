-- What was recorded as approved and is to be confirmed (SL1). Rows of the version before are built anew.
alter table school_policy add column approval jsonb;
select keep_history('school_policy');
