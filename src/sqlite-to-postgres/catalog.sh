#!/bin/sh
# catalog.sh [MIGRATION]: writes down what the database has, as soon as it answers, and has had that migration.
set -eu

awaited=${1-}
PGUSER=$(cat /run/secrets/database/username)
PGPASSWORD=$(cat /run/secrets/database/password)
export PGUSER PGPASSWORD
while true; do
  status=0
  psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --set=VERBOSITY=verbose \
    ${awaited:+"--set=awaited=$awaited"} --file="$(dirname "$0")/catalog.sql" \
    >catalog.json 2>said || status=$?
  if [ "$status" -eq 0 ]; then exit 0; fi
  cat said >&2
  # A server that is away, or stops, or has not had its migrations.
  if [ "$status" -ne 2 ] && ! grep -Eq 'ERROR:  (55P03|57P0.):' said; then exit "$status"; fi
  echo "catalog.sh: trying again in 5 seconds" >&2
  sleep 5
  # It may have been changed meanwhile.
  PGPASSWORD=$(cat /run/secrets/database/password)
done
