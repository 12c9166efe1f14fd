-- Whose a way of signing in is (SL2).
create table sign_ins (
  school text not null,
  id text not null,
  revision integer not null,
  person text,
  recorded_at timestamptz not null,
  recorded_by text not null,
  primary key (school, id)
);
create index on sign_ins (school, recorded_at desc, id desc);
select protect_read_model('sign_ins');
