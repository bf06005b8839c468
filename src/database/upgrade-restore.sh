#!/bin/sh
# In the new version's image: a data directory with all that was dumped, under its name only when it is whole and has
# as many rows in each table as the old one.
set -eu

if [ -s "$PGDATA/PG_VERSION" ]; then exit 0; fi

exec 8>"$DATA_VOLUME/upgrade.lock"
flock 8

dump=$DATA_VOLUME/upgrade
new=$PGDATA.new
rm -rf "$new"
mkdir -p "$(dirname "$PGDATA")"
initdb --pgdata="$new" --username=postgres --encoding=UTF8 --locale=C.UTF-8 --data-checksums \
  --auth-local=peer --auth-host=scram-sha-256 --no-instructions >/dev/null

export PGHOST=/tmp
# No durability until it is whole: a run that is killed begins anew.
pg_ctl --pgdata="$new" --wait --silent --log=/tmp/server.log start \
  -o "-c listen_addresses='' -c unix_socket_directories=/tmp -c fsync=off -c max_wal_size=4GB -c hba_file=/etc/upgrade/pg_hba.conf"

# restore DATABASE: SQL from standard input; the first error ends it.
restore() {
  psql --no-psqlrc --quiet --output=/dev/null --set=ON_ERROR_STOP=1 --username=postgres --dbname="$1"
}

restore postgres <"$dump/globals.sql"
while read -r oid database; do
  # With --create, the dump makes its database and connects to it.
  gzip --decompress --stdout "$dump/$oid.sql.gz" | restore postgres
  sh /etc/upgrade/upgrade-count.sh "$database" >/tmp/counts
  if ! diff "$dump/$oid.counts" /tmp/counts >&2; then
    echo "upgrade-restore.sh: $database has not as many rows as before; the old volume is as it was" >&2
    exit 1
  fi
done <"$dump/databases"
vacuumdb --all --analyze-only --quiet --username=postgres

pg_ctl --pgdata="$new" --wait --timeout=86400 --silent --mode=fast stop
sync
if [ -d "$PGDATA" ]; then rmdir "$PGDATA"; fi
mv "$new" "$PGDATA"
rm -rf "$dump"
echo "upgrade-restore.sh: every table has as many rows as before"
