-- Licences purchased against installations (SL11).
create table licence_log (
  school text not null,
  id text not null,
  revision integer not null,
  product text not null,
  supplier text,
  purchased integer not null,
  installed integer,
  differs boolean not null,
  explanation text,
  action text,
  recorded_at timestamptz not null,
  reconciled_at timestamptz,
  reconcile_by timestamptz not null,
  overdue_since timestamptz,
  alerted jsonb not null,
  ended boolean not null,
  steps jsonb not null,
  primary key (school, id)
);
create index on licence_log (school, recorded_at desc, id desc);
select protect_read_model('licence_log');
