-- English with no words that are passed over: a pupil may be called Will.
create text search dictionary written_english_stem (template = snowball, language = english);
create text search configuration written_english (copy = english);
alter text search configuration written_english
  alter mapping for asciiword, asciihword, hword_asciipart, word, hword, hword_part with written_english_stem;

-- As it is looked for: Zoe also finds Zoë, and quotation marks, dashes and < > are none of a word, whatever the locale.
create function plain_text(written text) returns text language sql immutable parallel safe as $$
  select translate(regexp_replace(normalize(written, NFKD), '[\u0300-\u036f]', '', 'g'), '<>“”„«»‘’‚‹›–—', '()"""""''''''''''--')
$$;

create function texts_in(entries jsonb, place jsonpath) returns text language sql immutable parallel safe as $$
  select string_agg(written #>> '{}', E'\n') from jsonb_path_query(entries, place) written
$$;

-- All that was written in an incident, as one text. What goes with a sanction, an action, a technical step, a link, an
-- outcome or membership stands in the steps.
create function incident_text(
  facts_history jsonb, place_detail text, people jsonb, steps jsonb, closures jsonb
) returns text language sql immutable parallel safe as $$
  select public.plain_text(concat_ws(E'\n',
    public.texts_in(facts_history, '$[*].facts'), place_detail,
    public.texts_in(people, '$[*].note'), public.texts_in(steps, '$[*].text'),
    public.texts_in(closures, '$[*].summary'), public.texts_in(closures, '$[*].howFollowedUp'),
    public.texts_in(closures, '$[*].decision')))
$$;

-- Its words. PostgreSQL takes 1 MB of them: of a record beyond that, those of its beginning, or it could not be shown.
create function incident_words(written text) returns tsvector language plpgsql immutable as $$
begin
  return to_tsvector('public.written_english', written);
exception when program_limit_exceeded then
  return to_tsvector('public.written_english', left(written, 20000));
end $$;

-- As before, without what PostgreSQL derives from other columns: only the present row is searched.
create or replace function keep_history(read_model regclass) returns void language plpgsql as $$
declare
  history text := read_model || '_history';
  derived text;
begin
  execute format('alter table %s add column if not exists valid_from timestamptz not null default ''-infinity''', read_model);
  execute format('alter table %s alter column valid_from drop default', read_model);
  execute format('drop table if exists %s', history);
  execute format('create table %s (like %s including constraints, valid_to timestamptz not null, primary key (school, id, valid_from))', history, read_model);
  for derived in select attname from pg_attribute where attrelid = read_model and attgenerated <> '' loop
    execute format('alter table %s drop column %I', history, derived);
  end loop;
  perform bind_to_school(history::regclass);
  update projection_checkpoint set version = 0 where projection = read_model::text;
end $$;

-- Derived by PostgreSQL from the row itself: the words of a text stand no longer than the text, and under the same door.
alter table incident_log add column words tsvector generated always as (
  incident_words(incident_text(facts_history, place_detail, people, steps, closures))) stored;
