#!/usr/bin/env bash
# Restores what backup.sh saved: the events, the evidence file of the same stamp that lies beside them, and the keys.
# Stop Daybook first; read models and alarms are made again when it starts.
#
#   DATABASE_URL=postgres://… [EVENTSTORE_DATA=/var/lib/eventstore] deploy/restore.sh [--replace] <events file> <keys file>
#
# --replace        gives up the events, evidence and keys that are there now
# EVENTSTORE_DATA  the data folder of a stopped EventStoreDB node, for an events file that ends in .tar
set -euo pipefail

replace=no
if [ "${1:-}" = --replace ]; then
  replace=yes
  shift
fi
if [ $# != 2 ]; then
  sed -n '2,8s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
events=$(realpath "$1")
keys=$(realpath "$2")
: "${DATABASE_URL:?must be the administrator URL of the PostgreSQL server}"
base=${DATABASE_URL%%\?*}
query=${DATABASE_URL#"$base"}

admin() { psql --quiet --no-psqlrc --tuples-only --no-align --set=ON_ERROR_STOP=1 --dbname="$DATABASE_URL" --command="$1"; }
refuse() {
  echo "$1" >&2
  exit 1
}

[ "$(admin "select count(*) from pg_stat_activity where datname like 'daybook\\_%'")" = 0 ] ||
  refuse 'Daybook is connected to its databases: stop it first.'

stamp=$(basename "$events")
stamp=${stamp#events-}
evidence=$(dirname "$events")/evidence-${stamp%.*}.dump
[ -f "$evidence" ] || refuse "The evidence files of that backup are missing: $evidence"

databases=(keys evidence)
case "$events" in
  *.dump) databases+=(events) ;;
  *.tar)
    : "${EVENTSTORE_DATA:?must be the data folder of the stopped EventStoreDB node}"
    [ -z "$(ls -A "$EVENTSTORE_DATA")" ] || [ $replace = yes ] ||
      refuse "There are events in $EVENTSTORE_DATA; --replace gives them up."
    ;;
  *) refuse "Not a backup of events: $events" ;;
esac
for name in "${databases[@]}"; do
  [ "$(admin "select count(*) from pg_database where datname = 'daybook_$name'")" = 0 ] || [ $replace = yes ] ||
    refuse "The database daybook_$name is there already; --replace gives it up."
done

# Read models and alarms of the state that is given up would contradict the restored events.
for name in read jobs "${databases[@]}"; do admin "drop database if exists daybook_$name"; done

role() { [ "$(admin "select count(*) from pg_roles where rolname = '$1'")" = 1 ] || admin "create role $1"; }

# Each database belongs to the role that Daybook made it for: the one that only adds events or files must not own them,
# or it could change them. Daybook gives the roles their passwords when it starts.
restore() {
  local database=daybook_$1 owner=daybook_$2
  role "$owner"
  admin "create database $database owner $owner template template0 encoding 'UTF8'"
  pg_restore --no-owner --no-privileges --role="$owner" --exit-on-error --single-transaction \
    --dbname="${base%/*}/$database$query" "$3"
  echo "restored $database"
}

restore keys keys "$keys"
restore evidence evidence_owner "$evidence"
# Whoever adds and reads evidence may not change it; of tables that are there already Daybook does not say so again.
role daybook_evidence
psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 --dbname="${base%/*}/daybook_evidence$query" --command='
  revoke all on schema public from public;
  grant usage on schema public to daybook_evidence;
  grant select, insert on all tables in schema public to daybook_evidence'
case "$events" in
  *.dump)
    restore events events_owner "$events"
    count=$(psql --quiet --no-psqlrc --tuples-only --no-align --set=ON_ERROR_STOP=1 --dbname="${base%/*}/daybook_events$query" \
      --command="select count(*) || ' events, the last at position ' || coalesce(max(position), 0) from events")
    echo "restored: $count"
    [ "${count%% *}" != 0 ] || refuse 'That backup holds no events.'
    ;;
  *.tar)
    find "$EVENTSTORE_DATA" -mindepth 1 -delete
    tar --extract --same-owner --same-permissions --file="$events" --directory="$EVENTSTORE_DATA"
    # What was written after the checkpoints were copied is cut off when the node starts.
    find "$EVENTSTORE_DATA" -name chaser.chk -execdir cp --preserve {} truncate.chk \;
    echo "restored $EVENTSTORE_DATA"
    ;;
esac
echo 'Start Daybook, which makes the read models again; then `npm run audit -- rebuild --all` compares them with the events: 0 differences.'
