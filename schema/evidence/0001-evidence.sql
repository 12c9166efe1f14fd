-- Evidence files of investigations (D13), as ciphertext under a key of each file's own, which the record's key wraps.
-- The API's role may add and read; it may not change or remove.
create table evidence_file (
  school text not null,
  id text not null,
  media_type text not null,
  bytes bigint not null,
  chunks integer not null,
  wrapped bytea not null,
  primary key (school, id)
);

create table evidence_chunk (
  school text not null,
  id text not null,
  number integer not null,
  box bytea not null,
  primary key (school, id, number)
);
-- Ciphertext does not compress.
alter table evidence_chunk alter column box set storage external;

alter table evidence_file enable row level security;
alter table evidence_file force row level security;
create policy own_school on evidence_file using (school = current_setting('daybook.school', true));
alter table evidence_chunk enable row level security;
alter table evidence_chunk force row level security;
create policy own_school on evidence_chunk using (school = current_setting('daybook.school', true));
