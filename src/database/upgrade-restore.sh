#!/bin/sh
# In the new version's image: a data directory with all that was dumped, under its name only when it is whole and has
# as many rows in each table as the old one.
set -eu
umask 077

exec 8>"$DATA_VOLUME/upgrade.lock"
flock 8

dump=$DATA_VOLUME/upgrade
if [ -s "$PGDATA/PG_VERSION" ]; then
  rm -rf "$dump" "$dump.new"
  exit 0
fi
# A file that ends too early would else be read to where it ends.
gzip --test "$dump"/*.sql.gz

new=$PGDATA.new
rm -rf "$new"
mkdir -p "$(dirname "$PGDATA")"
initdb --pgdata="$new" --username=postgres --encoding=UTF8 --locale=C.UTF-8 --data-checksums \
  --auth-local=peer --auth-host=scram-sha-256 --no-instructions >/dev/null

export PGHOST=/tmp PGUSER=postgres PGOPTIONS='-c statement_timeout=0 -c lock_timeout=0 -c default_transaction_read_only=off'
# Within the server's own limits, and without durability until it is whole: a run that is killed begins anew.
pg_ctl --pgdata="$new" --wait --silent --log=/tmp/server.log start \
  -o "-c config_file=/etc/postgresql/postgresql.conf -c hba_file=/etc/upgrade/pg_hba.conf -c listen_addresses=''" \
  -o "-c unix_socket_directories=/tmp -c ssl=off -c fsync=off -c autovacuum=off -c max_parallel_workers_per_gather=0" || {
  cat /tmp/server.log >&2
  exit 1
}

# restore DATABASE: SQL from standard input; the first error ends it.
restore() {
  PGDATABASE=$1 psql --no-psqlrc --quiet --output=/dev/null --set=ON_ERROR_STOP=1
}

restore postgres <"$dump/globals.sql"
while read -r oid; do
  database=$(cat "$dump/$oid.name")
  # With --create, the dump makes its database and connects to it.
  target=postgres
  if [ "$database" = template1 ]; then target=template1; fi
  gzip --decompress --stdout "$dump/$oid.sql.gz" | restore "$target"
  PGDATABASE=$database sh /etc/upgrade/upgrade-count.sh >/tmp/counts
  if ! diff "$dump/$oid.counts" /tmp/counts >&2; then
    echo "upgrade-restore.sh: $database has not as many rows as before; the old volume is as it was" >&2
    exit 1
  fi
done <"$dump/databases"
vacuumdb --all --analyze-only --quiet

pg_ctl --pgdata="$new" --wait --timeout=86400 --silent --mode=fast stop
cp "$dump/source" "$DATA_VOLUME/upgraded-from"
sync
if [ -d "$PGDATA" ]; then rmdir "$PGDATA"; fi
mv "$new" "$PGDATA"
rm -rf "$dump"
echo "upgrade-restore.sh: every table has as many rows as before"
