#!/bin/sh
# Puts what was read into the database, in one transaction. Runs in the folder of what was read.
set -eu

if [ -e imported ]; then
  echo "load.sh: this very file was imported before; there is nothing to do"
  exit 0
fi
PGUSER=$(cat /run/secrets/database/username)
PGPASSWORD=$(cat /run/secrets/database/password)
export PGUSER PGPASSWORD
status=0
# terse, and no value after a colon: what stands in a row may be a secret.
psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --set=VERBOSITY=terse \
  --file="$(dirname "$0")/load.sql" 2>said || status=$?
# A message goes on where the value in it does.
sed -n 's/: ".*/: (a value)/; s/value ".*/(a value)/; /^psql:/p' said >&2
if [ "$status" -eq 2 ]; then
  echo "load.sh: the connection is lost; what was not complete is not in the database" >&2
  exit "$status"
elif [ "$status" -ne 0 ]; then
  echo "load.sh: stopped; the database is as it was" >&2
  exit "$status"
fi
echo "load.sh: all rows are in the database"
