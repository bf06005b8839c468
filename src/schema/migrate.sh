#!/bin/sh
# Applies the migrations that the database has not had yet, in their order, each as a whole or not at all. Whatever ends
# it, it can be run again. Exits 0 when all are in the database, 3 where the server refused one.
set -eu

schema=/etc/schema

# For each migration what psql is to know of it, and what it does with it.
steps() {
  echo "\\i $schema/open.sql"
  while read -r name _ mode index statements; do
    echo "\\set migration_file $schema/$name"
    echo "\\set migration_name $name"
    echo "\\set migration_index '$index'"
    echo "\\set migration_statements '$statements'"
    echo "\\set migration_concurrently $([ "$mode" = concurrently ] && echo on || echo off)"
    echo "\\i $schema/step.sql"
  done <"$schema/migrations"
}

extensions=$(cat "$schema/extensions" 2>/dev/null) || true
exec 3>&1
while true; do
  PGUSER=$(cat /run/secrets/database/username)
  PGPASSWORD=$(cat /run/secrets/database/password)
  export PGUSER PGPASSWORD
  status=0
  said=$(steps | psql --no-psqlrc --quiet --tuples-only --no-align --echo-errors \
    --set=ON_ERROR_STOP=1 --set=VERBOSITY=verbose --set=extensions="$extensions" 2>&1 >&3) || status=$?
  if [ -n "$said" ]; then printf '%s\n' "$said" >&2; fi
  if [ "$status" -eq 0 ]; then
    echo "migrate.sh: the database has all migrations"
    exit 0
  fi
  # What may be otherwise in a moment: a server that is away, a deadlock, no room, a lock not given, another one at work, a
  # server that stops. While it waits for a lock, others wait behind it; so it leaves them more time than it takes.
  transient='ERROR:  (40001|40P01|53...|55P03|57P0.):'
  if [ "$status" -eq 2 ]; then
    pause=2
  elif [ "$status" -eq 3 ] && printf '%s\n' "$said" | grep -Eq "$transient"; then
    pause=10
  else
    echo "migrate.sh: stopped; nothing of the migration that failed is in the database, those before it stay" >&2
    exit "$status"
  fi
  echo "migrate.sh: trying again in $pause seconds" >&2
  sleep "$pause"
done
