-- How far a read model has come that is being built anew. Its rows cannot be seen before they are put in place, this can.
create table projection_build (
  projection text primary key,
  version integer not null,
  events bigint not null,
  position bigint not null,
  target bigint not null,
  began_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);
