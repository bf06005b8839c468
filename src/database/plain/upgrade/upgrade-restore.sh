#!/bin/sh
# In the new version's image: a data directory with all that was dumped, under its name only when it is whole, has as
# many rows in each table as the old one, and nobody in it may do more than before. What a role owns is made by that
# role: functions of its own run as soon as a row is checked or an index made, and a session can end each SET ROLE.
set -eu
umask 077
trap 'if [ $? -ne 0 ]; then echo "upgrade-restore.sh: the restore failed for the reason above; the old volume is as it was" >&2; fi' EXIT

exec 8>"$DATA_VOLUME/upgrade.lock"
flock 8

dump=$DATA_VOLUME/upgrade
if [ -s "$PGDATA/PG_VERSION" ]; then
  rm -rf "$dump" "$dump.new"
  exit 0
fi

new=$PGDATA.new
rm -rf "$new"
mkdir -p "$(dirname "$PGDATA")"
initdb --pgdata="$new" --username=postgres --encoding=UTF8 --locale=C.UTF-8 --data-checksums \
  --auth-local=peer --auth-host=scram-sha-256 --no-instructions >/dev/null
sort -u "$dump"/*/owners | sed 's/.*/owner postgres "&"/' >/tmp/pg_ident.conf

export PGHOST=/tmp PGUSER=postgres PGDATABASE=postgres
# As in upgrade-dump.sh.
PGOPTIONS='-c search_path=pg_catalog -c role=none -c local_preload_libraries= -c default_transaction_read_only=off'
PGOPTIONS="$PGOPTIONS -c statement_timeout=0 -c lock_timeout=0 -c idle_in_transaction_session_timeout=0"
case $(cat "$new/PG_VERSION") in 14 | 15 | 16) ;; *) PGOPTIONS="$PGOPTIONS -c transaction_timeout=0" ;; esac
export PGOPTIONS PGCLIENTENCODING=UTF8
# Within the server's own limits, and without durability until it is whole: a run that is killed begins anew.
pg_ctl --pgdata="$new" --wait --silent --log=/tmp/server.log start \
  -o "-c config_file=/etc/postgresql/postgresql.conf -c hba_file=/etc/upgrade/pg_hba.conf -c listen_addresses='' -c archive_mode=off" \
  -o "-c ident_file=/tmp/pg_ident.conf -c unix_socket_directories=/tmp -c ssl=off -c fsync=off -c autovacuum=off" \
  -o "-c max_parallel_workers_per_gather=0" || {
  cat /tmp/server.log >&2
  exit 1
}

# sql: as the superuser, from standard input or as the arguments say; the first error ends it.
sql() { psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 "$@"; }

# restore LOGIN LIST [OPTION]: the entries of the list, where there is one, into the database that PGDATABASE names.
restore() {
  login=$1
  list=$dump/$oid/$2
  shift 2
  if [ ! -f "$list" ]; then return; fi
  if [ "$login" != postgres ]; then set -- --no-owner --enable-row-security; fi
  # Of its words those of the first lines: the others quote rows.
  if ! pg_restore --dbname="user='$login'" --no-tablespaces --exit-on-error --use-list="$list" "$@" \
    "$dump/$oid/dump" 2>/tmp/restore.log; then
    echo "upgrade-restore.sh: in database $database, as role $login:" >&2
    sed -n '/^pg_restore: /p' /tmp/restore.log >&2
    exit 1
  fi
}

# restore_runs PLAN: its lists, each as its owner.
restore_runs() {
  if [ ! -f "$dump/$oid/$1" ]; then return; fi
  while read -r run owner; do restore "$owner" "$run"; done <"$dump/$oid/$1"
}

sql --output=/dev/null <"$dump/globals.sql"
while read -r oid; do
  database=$(cat "$dump/$oid/name")
  # A new server has these two.
  case $database in postgres | template1) ;; *) restore postgres create --create ;; esac
done <"$dump/databases"
# Until all is there each role can log in everywhere, and finds no settings of its own or of the database.
sql <<'SQL'
copy pg_db_role_setting to '/tmp/settings';
copy (select oid, datacl, datconnlimit from pg_database) to '/tmp/databases';
copy (select oid, rolcanlogin, rolconnlimit from pg_authid) to '/tmp/roles';
delete from pg_db_role_setting;
update pg_database set datacl = null, datconnlimit = -1 where datname <> 'template0';
update pg_authid set rolcanlogin = true, rolconnlimit = -1 where not rolsuper and rolname !~ '^pg_';
SQL

while read -r oid; do
  database=$(cat "$dump/$oid/name")
  export PGDATABASE="$database"
  restore postgres early
  sql --command=analyze
  sql <"$dump/$oid/grant.sql"
  restore_runs runs
  sql <"$dump/$oid/revoke.sql"
  restore postgres late
  restore_runs refreshes

  sh /etc/upgrade/upgrade-count.sh >/tmp/counts
  if ! diff "$dump/$oid/counts" /tmp/counts >&2; then
    echo "upgrade-restore.sh: $database has not as many rows as before" >&2
    exit 1
  fi
  # As each owner, for the functions that indexes call. No statistics are no reason to stop: autovacuum makes them.
  while read -r owner; do
    sql --username="$owner" --command='set client_min_messages = error; analyze' ||
      echo "upgrade-restore.sh: $database was not analyzed as $owner; the server does it later" >&2
  done <"$dump/$oid/owners"
  restore postgres last
done <"$dump/databases"

export PGDATABASE=postgres
sql <<'SQL'
copy pg_db_role_setting from '/tmp/settings';
create temporary table old_database (oid oid, datacl aclitem[], datconnlimit int);
copy old_database from '/tmp/databases';
update pg_database set datacl = old.datacl, datconnlimit = old.datconnlimit
from old_database as old where old.oid = pg_database.oid;
create temporary table old_role (oid oid, rolcanlogin bool, rolconnlimit int);
copy old_role from '/tmp/roles';
update pg_authid set rolcanlogin = old.rolcanlogin, rolconnlimit = old.rolconnlimit
from old_role as old where old.oid = pg_authid.oid;
SQL
while read -r oid; do
  PGDATABASE=$(cat "$dump/$oid/name") sh /etc/upgrade/upgrade-privileged.sh >/tmp/privileged
  LC_ALL=C comm -13 "$dump/$oid/privileged" /tmp/privileged >/tmp/more
  if [ -s /tmp/more ]; then
    cat /tmp/more >&2
    echo "upgrade-restore.sh: there is more than before that only a superuser can give; see above" >&2
    exit 1
  fi
done <"$dump/databases"

pg_ctl --pgdata="$new" --wait --timeout=86400 --silent --mode=fast stop
cp "$dump/source" "$DATA_VOLUME/upgraded-from"
sync
if [ -d "$PGDATA" ]; then rmdir "$PGDATA"; fi
mv "$new" "$PGDATA"
rm -rf "$dump"
echo "upgrade-restore.sh: every table has as many rows as before"
