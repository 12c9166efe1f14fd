-- Technical incidents as users report them (SL11), and the register of breaches of personal data (D40).
create table technical_incident (
  school text not null,
  id text not null,
  revision integer not null,
  status text not null,
  kind text not null,
  potential boolean not null,
  noticed_at timestamptz not null,
  reported_at timestamptz not null,
  description text not null,
  severity text,
  personal_data boolean not null,
  overdue_since timestamptz,
  alerted jsonb not null,
  steps jsonb not null,
  primary key (school, id)
);
create index on technical_incident (school, reported_at desc, id desc);
select protect_read_model('technical_incident');

create table breach_register (
  school text not null,
  id text not null,
  revision integer not null,
  status text not null,
  incident text,
  aware_at timestamptz not null,
  notify_by timestamptz not null,
  risk text,
  people integer,
  what text,
  decision text,
  notified_at timestamptz,
  reference text,
  reasons text,
  people_told_at timestamptz,
  warned boolean not null,
  overdue_since timestamptz,
  alerted jsonb not null,
  steps jsonb not null,
  primary key (school, id)
);
create index on breach_register (school, aware_at desc, id desc);
select protect_read_model('breach_register');
