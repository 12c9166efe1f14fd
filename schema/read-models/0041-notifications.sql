alter table people_directory add column reminders_declined boolean not null default false;
alter table people_directory alter column reminders_declined drop default;
select keep_history('people_directory');

create table inbox (
  school text not null,
  id text not null,
  revision integer not null,
  recipient text not null,
  kind text not null,
  mandatory boolean not null,
  about_category text not null,
  about_id text not null,
  roles jsonb not null,
  instead_of jsonb not null,
  told_at timestamptz not null,
  read_at timestamptz,
  email text not null,
  primary key (school, id)
);
create index on inbox (school, recipient, told_at desc, id desc);
select protect_read_model('inbox');

create table vacancies (
  school text not null,
  id text not null,
  revision integer not null,
  role text not null,
  on_day text not null,
  fell_to text,
  found_at timestamptz not null,
  primary key (school, id)
);
create index on vacancies (school, found_at desc, id desc);
select protect_read_model('vacancies');
