#!/usr/bin/env bash
# Backs up what cannot be made again: the events with the evidence files, and the keys, each into a folder of its own.
#
#   DATABASE_URL=postgres://… [EVENTSTORE_DATA=/var/lib/eventstore] deploy/backup.sh <folder for events> <folder for keys>
#
# DATABASE_URL     the administrator's URL, as Daybook has it
# EVENTSTORE_DATA  the data folder of an EventStoreDB node; without it the events are those of Daybook's own event server
#
# Read models and alarms are made again from the events and are not backed up. Where the events are elsewhere, nothing is
# saved and it fails: a backup without events restores nothing.
set -euo pipefail
umask 077

if [ $# != 2 ]; then
  sed -n '2,10s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
: "${DATABASE_URL:?must be the administrator URL of the PostgreSQL server}"
events=$(realpath -m "$1")
keys=$(realpath -m "$2")
case "$keys/" in
  "$events"/*)
    echo 'The keys must not lie with the events: destroying a key erases nobody whose key lies beside the log.' >&2
    exit 2
    ;;
esac

stamp=$(date -u +%Y%m%dT%H%M%SZ)
base=${DATABASE_URL%%\?*}
query=${DATABASE_URL#"$base"}
database() { echo "${base%/*}/daybook_$1$query"; }

# How many events there are, and the position of the last.
recorded() {
  psql --quiet --no-psqlrc --tuples-only --no-align --set=ON_ERROR_STOP=1 --dbname="$(database events)" \
    --command="select count(*) || ' events, the last at position ' || max(position) from events having count(*) > 0" || true
}

if [ -z "${EVENTSTORE_DATA:-}" ] && [ -z "$(recorded)" ]; then
  echo 'There are no events in daybook_events, or it cannot be read. If Daybook has an event store of its own (EVENTSTORE_URL),' >&2
  echo 'set EVENTSTORE_DATA to the data folder of one of its nodes. Nothing has been saved.' >&2
  exit 1
fi
if [ -n "${EVENTSTORE_DATA:-}" ] && [ -z "$(find "$EVENTSTORE_DATA" -name '*.chk' -print -quit)" ]; then
  echo "EVENTSTORE_DATA: $EVENTSTORE_DATA is not the data folder of an event store node. Nothing has been saved." >&2
  exit 1
fi
mkdir -p "$events" "$keys"

# Written under another name first: a backup that was cut off never looks like one.
dump() {
  pg_dump --format=custom --no-owner --no-privileges --file="$2.unfinished" "$(database "$1")"
  pg_restore --list "$2.unfinished" > /dev/null
  mv "$2.unfinished" "$2"
  echo "$2"
}

# Keys after events: a key is older than the events it protects, so the later copy of the keys has all of them.
if [ -n "${EVENTSTORE_DATA:-}" ]; then
  archive="$events/events-$stamp.tar"
  # A node may be copied while it runs if its checkpoints are copied first.
  (cd "$EVENTSTORE_DATA" && find . -name '*.chk' -print0 | tar --create --null --files-from=- --file=-) > "$archive.unfinished"
  (cd "$EVENTSTORE_DATA" && tar --append --file="$archive.unfinished" --exclude='*.chk' .)
  mv "$archive.unfinished" "$archive"
  echo "$archive"
else
  saved=$(recorded)
  dump events "$events/events-$stamp.dump"
fi
dump evidence "$events/evidence-$stamp.dump"
dump keys "$keys/keys-$stamp.dump"
echo "saved: ${saved:-the events of $EVENTSTORE_DATA}, the evidence files and the keys"
