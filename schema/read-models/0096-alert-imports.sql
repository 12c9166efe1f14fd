-- Files of alerts that were uploaded; one without an end was cut short.
create table alert_import (
  school text not null,
  id text not null,
  revision integer not null,
  source text not null,
  sha256 text not null,
  alerts integer not null,
  begun_by text not null,
  begun_at timestamptz not null,
  finished_at timestamptz,
  received integer,
  duplicates integer,
  primary key (school, id)
);
create index on alert_import (school, begun_at desc, id desc);
select protect_read_model('alert_import');
