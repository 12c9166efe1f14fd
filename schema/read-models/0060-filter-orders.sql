-- What was asked of the filter for a change, and what it has confirmed; one row for each change, under its id.
create table filter_order (
  school text not null,
  id text not null,
  revision integer not null,
  asked text not null,
  asked_at timestamptz not null,
  confirmed text,
  confirmed_at timestamptz,
  proof text,
  status text not null,
  adapter text not null,
  attempts integer not null,
  fault text,
  primary key (school, id)
);
create index on filter_order (school, asked_at desc, id desc);
select protect_read_model('filter_order');

-- Who changes a school's filter, and whether it is as the log says.
create table school_filter (
  school text not null,
  id text not null,
  revision integer not null,
  adapter text not null,
  reason text,
  chosen_by text,
  chosen_at timestamptz,
  drift_since timestamptz,
  missing jsonb not null,
  unexpected integer not null,
  fault text,
  primary key (school, id)
);
select protect_read_model('school_filter');
