-- Risk assessments of technology (SW16), and the software that rests on them (SL11).
create table risk_assessment (
  school text not null,
  id text not null,
  revision integer not null,
  status text not null,
  technology text not null,
  use text not null,
  purpose text not null,
  software text,
  risks jsonb not null,
  drafted_at timestamptz not null,
  decided_by text,
  review_on text,
  overdue_since timestamptz,
  alerted jsonb not null,
  steps jsonb not null,
  primary key (school, id)
);
create index on risk_assessment (school, drafted_at desc, id desc);
select protect_read_model('risk_assessment');

create table software_register (
  school text not null,
  id text not null,
  revision integer not null,
  status text not null,
  name text not null,
  supplier text,
  purpose text not null,
  takes_personal_data boolean not null,
  data_taken text,
  age_rating integer not null,
  ai boolean not null,
  proposed_at timestamptz not null,
  assessment text,
  assessed_until timestamptz,
  approved_by text,
  steps jsonb not null,
  primary key (school, id)
);
create index on software_register (school, proposed_at desc, id desc);
select protect_read_model('software_register');
