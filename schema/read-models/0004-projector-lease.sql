-- Which projector may write: the one that holds the newest fence number.
create table projector_lease (
  only_row boolean primary key default true check (only_row),
  fence bigint not null,
  until timestamptz not null
);
