-- Accounts for guests, and whether they were closed in time (SL11).
create table guest_account (
  school text not null,
  id text not null,
  revision integer not null,
  status text not null,
  guest text not null,
  name text not null,
  kind text not null,
  access text not null,
  opened_at timestamptz not null,
  last_day text not null,
  reminded boolean not null,
  overdue_since timestamptz,
  alerted jsonb not null,
  closed_at timestamptz,
  steps jsonb not null,
  primary key (school, id)
);
create index on guest_account (school, opened_at desc, id desc);
select protect_read_model('guest_account');
