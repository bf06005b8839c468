#!/bin/sh
# base-backup.sh: a copy of the server's files beside the WAL that goes on from there. It is published only when each file
# was verified, and older copies, and the WAL before the oldest that is kept, go only then.
set -eu

# The programs themselves, before the image's wrappers of them in Perl.
PATH=/usr/lib/postgresql/${PG_MAJOR:-}/bin:$PATH
export PURPOSE=base-backup
for part in psql result store series; do
  # shellcheck source=/dev/null
  . "$PROGRAM/$part.sh"
done

step "the server does not answer"
series=$(running_series)
folder=/archive/$INSTANCE/$series
# The functions of the store are about base backups here.
store=$folder/base

# remove_old NAME: keeps KEEP base backups up to NAME, and the WAL from the oldest on. While a restore reads, nothing goes.
remove_old() {
  if ! flock --nonblock 8; then
    echo "base-backup.sh: a restore reads the archive, so what is too old goes the next time"
    return
  fi
  for one in $(names | awk -v made="$1" '$0 <= made' | head -n "-$KEEP"); do
    drop "$one"
    echo "base-backup.sh: $one has gone, as too old"
  done
  oldest=$(names | head -n 1)
  first=$(sed -n 's/^START WAL LOCATION: .*(file \([0-9A-F]\{24\}\))$/\1/p' "$store/$oldest/data/backup_label")
  pg_archivecleanup -x .gz "$folder/wal" "$first"
  for one in "/archive/$INSTANCE"/*/; do
    one=$(basename "$one")
    if [ "$one" != "$series" ]; then
      echo "base-backup.sh: $one is the archive of the server before an upgrade or a snapshot; it stays until somebody removes it"
    fi
  done
}

step "the archive could not be opened"
mkdir -p "$store"
# All that lock these are on one node, as the archive is.
exec 8>"/archive/$INSTANCE/restore.lock" 9>"$folder/base.lock"
if ! flock --nonblock 9; then refuse "another base backup is at work"; fi
# Left by runs that were killed: none is at work now.
rm -rf "$store"/.*.partial "$store"/.*.gone
started=$(date +%s)
name=$(name_of "$started")
due=$(name_of $((started - EVERY_DAYS * 86400 + 3600)))
# One that a wrong clock has dated later than now does not count.
newest=$(names | awk -v now="$name" '$0 <= now' | tail -n 1)
if [ -n "$newest" ] && [ "$EVERY_DAYS" -gt 0 ] && is_before "$due" "$newest"; then
  echo "base-backup.sh: $newest is younger than $EVERY_DAYS days; none is due"
  step "what is too old could not be removed"
  remove_old "$newest"
  result "{\"baseBackup\":\"$newest\",\"isNew\":false}"
  exit 0
fi

# A full volume would stop the archive too, and the server keeps its WAL until its own volume is full.
step "the room in the archive could not be measured"
bytes=$(quiet_psql --command='select sum(pg_database_size(oid))::bigint from pg_database')
free=$(df --output=avail --block-size=1 "$store" | tail -n 1)
if [ $((free)) -lt $((bytes + 64 * 1024 * 1024)) ]; then
  refuse "the archive has room for $((free / 1048576)) MiB, and a base backup needs $((bytes / 1048576 + 64)) MiB"
fi

step "the copy failed"
new=$store/.$name.partial
cleanup() { rm -rf "$new"; }
mkdir -m 0700 "$new"
pg_basebackup --pgdata="$new/data" --format=plain --wal-method=stream --checkpoint=fast --no-password --label="$name"

step "the copy is not what the server sent"
pg_verifybackup --quiet "$new/data"

step "the base backup could not be published"
# A moment that is reached from here is later.
date +%s >"$new/finished"
sync "$new/finished" "$new"
mv -T "$new" "$store/$name"
sync "$store"
seconds=$(($(date +%s) - started))
echo "base-backup.sh: $name holds $bytes bytes and was verified, after $seconds s"

step "$name is published; what is too old could not be removed"
remove_old "$name"
result "{\"baseBackup\":\"$name\",\"isNew\":true,\"bytes\":$bytes,\"seconds\":$seconds}"
