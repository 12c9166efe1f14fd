-- Parked streams that an administrator wants tried again: the API asks, the projector tries and takes the wish away.
create table parked_stream_retry (
  projection text not null,
  stream text not null,
  asked_at timestamptz not null default now(),
  primary key (projection, stream)
);

do $$
begin
  execute format('grant insert on parked_stream_retry to %I', regexp_replace(current_database(), '_read$', '_api'));
end $$;
