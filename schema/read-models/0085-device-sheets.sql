-- The day's sheets of pupils' phones and watches (SW15).
create table device_sheet (
  school text not null,
  id text not null,
  revision integer not null,
  day text not null,
  school_class text not null,
  opened_at timestamptz not null,
  handed_in integer not null,
  returned integer not null,
  differences integer not null,
  outstanding integer not null,
  unbalanced_since timestamptz,
  alerted jsonb not null,
  devices jsonb not null,
  primary key (school, id)
);
create index on device_sheet (school, opened_at desc, id desc);
select protect_read_model('device_sheet');
