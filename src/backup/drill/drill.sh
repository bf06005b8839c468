#!/bin/sh
# drill.sh: the rehearsal. The newest backup is restored into a server of this pod's own, which nobody else reaches, and
# each table compared with what it was; then what the user says has to be true of it.
set -eu

export PURPOSE=drill SUMS=tables.tsv
cd /work
rm -rf ./*
export READ_ONLY=off
for part in session psql result store chosen restore-into; do
  # shellcheck source=/dev/null
  . "$PROGRAM/$part.sh"
done

started=$(date +%s)
step "the store could not be opened"
open_store "$(name_of "$started")"
name=$(choose latest)
if [ -z "$name" ]; then refuse "there is no backup"; fi
echo "drill.sh: taking $name"
step "the backup $name is damaged"
fetch_checked "$name"

step "the server of the drill could not start"
data=/drill/data
rm -rf "$data"
initdb --pgdata="$data" --username=postgres --encoding=UTF8 --locale=C.UTF-8 --auth=trust --no-sync --no-instructions >/dev/null
cat >>"$data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '/drill'
# What is lost in a crash is restored again the next time.
fsync = off
full_page_writes = off
synchronous_commit = off
max_locks_per_transaction = 1024
max_wal_size = 256MB
max_worker_processes = 0
logging_collector = off
CONF
# What it says may quote rows.
pg_ctl --pgdata="$data" --wait --timeout=120 --log=/dev/null start >/dev/null
cleanup() { pg_ctl --pgdata="$data" --mode=immediate stop >/dev/null 2>&1 || true; }
export PGHOST=/drill PGUSER=postgres PGDATABASE=postgres

step "the backup $name is of another database"
[ "$(manifest name)" = "$name" ]
[ "$(manifest instance)" = "$INSTANCE" ]
[ "$(manifest database)" = "$APPLICATION_DATABASE" ]
takenAt=$(manifest takenAt)
bytes=$(manifest bytes)

step "the backup $name is damaged"
[ "$(read_dump "$name" | wc --bytes)" = "$bytes" ]

step "the roles and extensions of $name could not be made"
# The role has its own name, which policies and the rights that it gives by default say.
application=$(manifest owner)
{ manifest grantees && manifest policyRoles && manifest owner; } | sort -u >wanted.roles
quiet_psql --command='select rolname from pg_roles' >roles
grep -Fvx -f roles wanted.roles | while IFS= read -r role; do
  echo 'create role :"role"' | quiet_psql --set=role="$role" --file=-
done
quiet_psql --set=role="$application" --file=- <<'SQL'
select rolsuper from pg_roles where rolname = :'role'
\gset
-- Its functions are called.
\if :rolsuper
  \warn 'drill.sh: the owner of the database is a superuser'
  select 1 / 0;
\endif
alter role :"role" login;
create database restored owner :"role";
SQL
PGDATABASE=restored quiet_psql --set=role="$application" --file="$PROGRAM/extensions.sql"

step "the backup $name does not restore"
export PGUSER="$application" PGDATABASE=restored
status=0
(set -e; restore_into "$name") & wait "$!" || status=$?
[ "$status" -eq 0 ]
step "the backup $name is of another server than it says"
grep -Fqx ";     Dumped from database version: $(manifest version)" list
seconds=$(($(date +%s) - started))
age=$((started - $(date --utc --date="$takenAt" +%s)))
echo "drill.sh: $name is whole again after $seconds s; its data was $age s old"

if [ -f "$PROGRAM/assertions" ]; then
  while read -r assertion; do
    step "not true of $name: $(sed -n 1p "$PROGRAM/$assertion.txt")"
    [ "$(PGOPTIONS='-c statement_timeout=10min' quiet_psql --file="$PROGRAM/$assertion.sql")" = t ]
  done <"$PROGRAM/assertions"
fi
result "{\"drill\":\"passed\",\"backup\":\"$name\",\"bytes\":$((bytes)),\"restoreSeconds\":$seconds,\"dataAgeSeconds\":$age}"
