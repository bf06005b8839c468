#!/bin/sh
# In the old version's image: everything that its data directory holds, as SQL on the new version's volume. The old
# volume stays as it is. A run that is killed is begun anew; one that is complete is not repeated.
set -eu

if [ -s "$PGDATA/PG_VERSION" ] || [ -d "$DATA_VOLUME/upgrade" ]; then exit 0; fi
if [ ! -s "$OLD_PGDATA/PG_VERSION" ]; then
  echo "upgrade-dump.sh: there is no data directory in $OLD_PGDATA; nothing was changed" >&2
  exit 1
fi

# The old server may still be at its last checkpoint, and a pod that was deleted by force at this here.
exec 8>"$DATA_VOLUME/upgrade.lock" 9>"$OLD_PGDATA.lock"
flock 8
flock 9

new=$DATA_VOLUME/upgrade.new
rm -rf "$new"
mkdir "$new"
export PGHOST=/tmp
pg_ctl --pgdata="$OLD_PGDATA" --wait --timeout=86400 --silent --log=/tmp/server.log start \
  -o "-c listen_addresses='' -c unix_socket_directories=/tmp -c autovacuum=off -c hba_file=/etc/upgrade/pg_hba.conf" ||
  {
    cat /tmp/server.log >&2
    exit 1
  }

# The superuser is there in each new server already.
pg_dumpall --globals-only --username=postgres | sed '/^CREATE ROLE postgres;$/d' >"$new/globals.sql"
psql --no-psqlrc --tuples-only --no-align --username=postgres --dbname=postgres \
  --command="select oid, datname from pg_database where datallowconn and not datistemplate" --field-separator=' ' >"$new/databases"
while read -r oid database; do
  create=--create
  if [ "$database" = postgres ]; then create=; fi
  # shellcheck disable=SC2086 # nothing, or one word
  pg_dump --username=postgres --no-password $create --dbname="$database" --file="$new/$oid.sql.gz" --compress=1
  sh /etc/upgrade/upgrade-count.sh "$database" >"$new/$oid.counts"
done <"$new/databases"

pg_ctl --pgdata="$OLD_PGDATA" --wait --timeout=86400 --silent --mode=fast stop
sync
mv "$new" "$DATA_VOLUME/upgrade"
echo "upgrade-dump.sh: $(wc -l <"$DATA_VOLUME/upgrade/databases") databases dumped"
