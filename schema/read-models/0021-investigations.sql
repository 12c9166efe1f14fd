-- One misuse investigation (SL5): who conducts it, on which computer, what was seen, and what it came to.
create table investigation_log (
  school text not null,
  id text not null,
  revision integer not null,
  status text not null,
  about text not null,
  subjects jsonb not null,
  staff jsonb not null,
  computer text not null,
  isolated boolean not null,
  concern text not null,
  incident text,
  started_at timestamptz not null,
  started_by text not null,
  sites jsonb not null,
  evidence jsonb not null,
  police_referral_required boolean not null,
  police_referral text,
  substance boolean,
  judged_by jsonb not null,
  outcomes jsonb not null,
  steps jsonb not null,
  primary key (school, id)
);
create index on investigation_log (school, started_at desc, id desc);
select protect_read_model('investigation_log');
