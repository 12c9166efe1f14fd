-- Who asked for a change of the filter reads what became of it (SL6).
create index on filtering_change_log (school, requested_by, requested_at desc, id desc);
