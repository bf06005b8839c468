#!/bin/sh
# restore.sh: a backup into a new database beside the application's, as the application's role; it takes the place of the
# old one only when its tables have the rows that they had when the backup was made. Settings are in the environment:
# AT (latest, a name, or <= and a name), INTO (a database to restore into, which takes no place), REPLACE, DISCONNECT and
# DROP_OLD (true or false).
set -eu

export PURPOSE=restore SUMS=tables.tsv
application=$(cat /run/secrets/database/username)
live=$PGDATABASE
export READ_ONLY=off
export PGSERVICEFILE="$PROGRAM/pg_service.conf" PGSERVICE=restore
cd /work
rm -rf ./*
for part in session psql result store chosen restore-into; do
  # shellcheck source=/dev/null
  . "$PROGRAM/$part.sh"
done

# as_restorer DATABASE, as_application DATABASE: who logs in from now on, and where.
as_restorer() {
  PGDATABASE=$1
  PGUSER=cdk8s_database_restore
  PGPASSWORD=$(cat "/run/secrets/backup/$PGUSER")
  export PGDATABASE PGUSER PGPASSWORD
}
as_application() {
  PGDATABASE=$1
  PGUSER=$application
  PGPASSWORD=$(cat /run/secrets/database/password)
  export PGDATABASE PGUSER PGPASSWORD
}

# server_sql FILE ERRORS: names are given as variables; what the server says of errors is in the file ERRORS.
server_sql() {
  quiet_psql --set=live="$live" --set=new="$new" --set=old="$old" --set=owner="$application" --file="$PROGRAM/$1" 2>"$2" ||
    { sed 's/^psql:[^ ]* //' "$2" >&2; return 1; }
}

# settings_into: what the database is set to, and who may connect to it.
settings_into() {
  left=$(quiet_psql --file="$PROGRAM/database-settings.sql" 2>said) || {
    complain said
    return 1
  }
  if [ -n "$left" ]; then
    echo "restore.sh: not set or granted for the restored database, since the application's role may not: $left" >&2
  fi
}

started=$(date +%s)
step "the store could not be opened"
open_store "$(name_of "$started")"
name=$(choose "$AT")
if [ -z "$name" ]; then
  echo "restore.sh: no backup is $AT; there are: $(names | tail -n 20 | tr '\n' ' ')" >&2
  refuse "there is no such backup"
fi
stamp=$(echo "$name" | tr TZ tz)
new=${INTO:-$(printf '%.30s_restored_%s' "$live" "$stamp")}
old=$(printf '%.30s_before_%s' "$live" "$(name_of "$started" | tr TZ tz)")
echo "restore.sh: taking $name"
step "the backup $name is damaged"
fetch_checked "$name"

step "the server does not take the backup"
as_restorer postgres
major=$(manifest major)
is_newer="select current_setting('server_version_num')::int / 10000 < :'major'::int"
if [ "$(echo "$is_newer" | quiet_psql --set=major="$major" --file=-)" = t ]; then
  refuse "the backup is of PostgreSQL $major, which is newer than the server"
fi
has_live=$(echo "select exists (select from pg_database where datname = :'live')" | quiet_psql --set=live="$live" --file=-)
has_new=$(echo "select exists (select from pg_database where datname = :'new')" | quiet_psql --set=new="$new" --file=-)
if [ -n "$INTO" ]; then
  if [ "$has_new" = t ]; then refuse "there is a database of that name already; give another one with --into"; fi
elif [ "$has_live" = t ]; then
  # Of a session of another role the server shows little more than whose it is; autovacuum is nobody's.
  sessions="select count(*) from pg_stat_activity where datname = :'live' and usename is not null"
  others=$(echo "$sessions and usename <> :'owner'" | quiet_psql --set=live="$live" --set=owner="$application" --file=-)
  if [ "$others" -gt 0 ]; then
    refuse "the database is in use by $others sessions of other roles, such as a backup or psql -U postgres; let them end first"
  fi
  used=$(echo "$sessions" | quiet_psql --set=live="$live" --file=-)
  if [ "$used" -gt 0 ] && [ "$DISCONNECT" != true ]; then
    refuse "the database is in use by $used sessions; stop the application, or give --disconnect"
  fi
  if [ "$REPLACE" != true ]; then
    as_application "$live"
    if [ "$(quiet_psql --file="$PROGRAM/has-rows.sql" 2>/dev/null || echo t)" != f ]; then
      refuse "the database has rows, which the backup would replace; give --replace, and the old database is kept beside it"
    fi
    as_restorer postgres
  fi
fi

step "the new database could not be made"
server_sql create-database.sql said
step "the backup $name could not be restored; the old database is as it was"
as_application "$new"
status=0
# Not in a condition: "set -e" would not hold in the function.
(set -e; restore_into "$name"; settings_into) & wait "$!" || status=$?
as_restorer postgres
if [ "$status" -ne 0 ]; then
  server_sql drop-new.sql said || true
  exit 1
fi
# One line is of the large objects.
tables=$(grep -c '^"table ' beside/tables.tsv) || true
rows=$(awk -F '\t' '{ rows += $2 } END { printf "%d", rows }' beside/tables.tsv)
echo "restore.sh: $tables tables with $rows rows are in the database $new, as they were in the backup"

if [ -z "$INTO" ]; then
  step "the new database is complete and could not take the place of the old one; a session may be in it again"
  rm -f swapped
  if [ "$DISCONNECT" = true ]; then
    while [ ! -e swapped ]; do
      server_sql disconnect.sql said.disconnect >/dev/null || true
      sleep 0.2
    done &
  fi
  server_sql swap.sql said || { touch swapped; server_sql drop-new.sql said || true; exit 1; }
  touch swapped
  new=$live
  if [ "$has_live" = t ]; then
    echo "restore.sh: the database $live is the restored one; the one before is kept as $old"
    if [ "$DROP_OLD" = true ]; then
      step "the restored database has its place; the old one, $old, could not be dropped"
      server_sql drop-old.sql said
      echo "restore.sh: $old was dropped, as --drop-old says"
    fi
  fi
fi
result "{\"restored\":\"$name\",\"rows\":$rows,\"seconds\":$(($(date +%s) - started))}"
