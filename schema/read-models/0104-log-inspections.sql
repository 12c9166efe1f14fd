-- When the governors last looked at the change-control log, and by when they do again (SL3).
create table log_inspection (
  school text not null,
  id text not null,
  revision integer not null,
  inspected_on text,
  due_by timestamptz,
  primary key (school, id)
);
select protect_read_model('log_inspection');
