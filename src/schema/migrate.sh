#!/bin/sh
# Applies the migrations that the database has not had yet, in their order, each as a whole or not at all. Whatever ends
# it, it can be run again. Exits 0 when all are in the database, 3 where the server refused one.
set -eu

schema=/etc/schema

# For each migration what psql is to know of it, and what it does with it.
steps() {
  echo "\\i $schema/open.sql"
  while IFS='	' read -r name checksum mode index; do
    echo "\\set migration_file $schema/$name"
    echo "\\set migration_name $name"
    echo "\\set migration_index '$index'"
    echo "\\set migration_concurrently $([ "$mode" = concurrently ] && echo on || echo off)"
    echo "\\i $schema/step.sql"
    : "$checksum"
  done <"$schema/migrations.tsv"
}

exec 3>&1
while true; do
  PGPASSWORD=$(cat /run/secrets/database/password)
  export PGPASSWORD
  status=0
  said=$(steps | psql --no-psqlrc --quiet --tuples-only --no-align --echo-errors \
    --set=ON_ERROR_STOP=1 --set=VERBOSITY=verbose 2>&1 >&3) || status=$?
  if [ -n "$said" ]; then echo "$said" >&2; fi
  if [ "$status" -eq 0 ]; then
    echo "migrate.sh: the database has all migrations"
    exit 0
  fi
  # What may be otherwise in a moment: another one at work, a lock not given, no room, a server that stops or is away.
  case "$status:$said" in
  3:*"ERROR:  40"* | 3:*"ERROR:  53"* | 3:*"ERROR:  55"* | 3:*"ERROR:  57"* | 2:*) ;;
  *)
    echo "migrate.sh: stopped; what the failed migration had done is undone, those before it stay" >&2
    exit "$status"
    ;;
  esac
  echo "migrate.sh: trying again in two seconds" >&2
  sleep 2
done
