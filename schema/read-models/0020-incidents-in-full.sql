-- Rows of the first version are built anew beside the live ones and put in their place, so the defaults never show.
alter table incident_log
  add column anonymous boolean not null default false,
  add column handled_by jsonb not null default '[]',
  add column from_concern text,
  add column alerts jsonb not null default '[]',
  add column escalated_to text,
  add column presumed_seriousness text,
  add column sanctions jsonb not null default '[]',
  add column technical_steps jsonb not null default '[]',
  add column links jsonb not null default '[]',
  add column merged_into text,
  add column duplicates jsonb not null default '[]';
create index on incident_log using gin (links jsonb_path_ops);

alter table incident_receipt
  add column messages jsonb not null default '[]',
  add column merged_into text;

alter table governor_incident_log add column staff_alleged boolean not null default false;

select keep_history('incident_log');
select keep_history('incident_receipt');
select keep_history('governor_incident_log');
