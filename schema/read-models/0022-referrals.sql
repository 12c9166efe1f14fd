-- Who outside the school was told, or not told, and what came of it (SW4, D14, D15).
create table referral_tracker (
  school text not null,
  id text not null,
  revision integer not null,
  status text not null,
  agency text not null,
  agency_name text,
  about text not null,
  subjects jsonb not null,
  incident text,
  investigation text,
  mandatory boolean not null,
  concern text,
  opened_at timestamptz not null,
  make_by timestamptz,
  made_at timestamptz,
  made_by text,
  how text,
  contact text,
  reference text,
  told text,
  answer_by timestamptz,
  acknowledged_at timestamptz,
  answered_at timestamptz,
  answer text,
  overdue_since timestamptz,
  alerted jsonb not null,
  outcome text,
  steps jsonb not null,
  primary key (school, id)
);
create index on referral_tracker (school, opened_at desc, id desc);
select protect_read_model('referral_tracker');
