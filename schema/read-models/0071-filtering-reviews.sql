create table filtering_review (
  school text not null,
  id text not null,
  revision integer not null,
  status text not null,
  because text not null,
  what text,
  failed_check text,
  opened_at timestamptz not null,
  due_on text not null,
  overdue boolean not null,
  held_on text,
  senior_leader text,
  dsl text,
  it_support text,
  governor text,
  findings text,
  decisions text,
  next_due_on text,
  covered_by text,
  primary key (school, id)
);
create index on filtering_review (school, opened_at desc, id desc);
select protect_read_model('filtering_review');
