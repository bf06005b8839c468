#!/bin/sh
# backup.sh: one backup into the store. It is published only when it was read back whole, and older ones go only then.
set -eu

export PURPOSE=backup SUMS=tables.tsv
PGUSER=cdk8s_database_backup
PGPASSWORD=$(cat "${PASSWORDS:-/run/secrets/backup}/$PGUSER")
# Stands before each table's name in its rows, where no row can have it.
MARK=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
export READ_ONLY=on
export PGUSER PGPASSWORD MARK
export PGSERVICEFILE="$PROGRAM/pg_service.conf" PGSERVICE=backup
cd /work
rm -rf ./*
mkdir beside
for part in session psql result store; do
  # shellcheck source=/dev/null
  . "$PROGRAM/$part.sh"
done

started=$(date +%s)
# That of a recovered database is the moment that it is of.
NAME=${NAME:-$(name_of "$started")}
export NAME
step "the store could not be opened"
# No run is at work for longer than its Job's deadline.
open_store "$(name_of $((started - DEADLINE)))"

# Whatever ends this, what is not published leaves no trace.
is_published=false
cleanup() { if [ "$is_published" = false ]; then abandon "$NAME" || true; fi; }
step "the dump failed"
quiet_psql --set=mark="$MARK" --set=except= --file="$PROGRAM/backup.sql" >/dev/null || true
[ -e whole ]

step "the dump could not be read back from the store"
mkfifo to.restore to.count
pg_restore --file=/dev/null <to.restore && touch restored &
wc --bytes <to.count >bytes &
{ read_new "$NAME" && touch read; } | { tee -p to.restore to.count && touch copied; } | sha256sum | sed 's/-$/dump/' >beside/SHA256SUMS
# Of a tee that was killed before it opened its pipes, the readers would wait for ever.
[ -e copied ]
wait
[ -e read ]
[ -e restored ]

step "the backup could not be published"
bytes=$(cat bytes)
facts=$(sed 's/^{//' facts.json)
# Of a program that was killed in a pipeline, nothing else tells.
[ "$((bytes))" -gt 0 ]
grep -q '^[0-9a-f]\{64\}  dump$' beside/SHA256SUMS
seconds=$(($(date +%s) - started))
printf '{"format":1,"name":"%s","instance":"%s","bytes":%s,"seconds":%s,%s\n' \
  "$NAME" "$INSTANCE" "$bytes" "$seconds" "$facts" >beside/manifest.json
(cd beside && sha256sum globals.sql manifest.json sequences.tsv tables.tsv) >>beside/SHA256SUMS
publish "$NAME" /work/beside
is_published=true
echo "backup.sh: $NAME holds $bytes bytes and was read back whole, after $seconds s"

step "$NAME is published; the older backups could not be removed"
for one in $(names | awk -v made="$NAME" -v daily="$KEEP_DAILY" -v weekly="$KEEP_WEEKLY" -v monthly="$KEEP_MONTHLY" \
  -f "$PROGRAM/expired.awk"); do
  drop "$one"
  echo "backup.sh: $one has gone, as too old"
done
close_store
result "{\"backup\":\"$NAME\",\"bytes\":$bytes,\"seconds\":$seconds}"
