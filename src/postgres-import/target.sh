#!/bin/sh
# target.sh NAME [replace]: writes down what the new database has, as soon as it answers; refuses one that is not empty.
set -eu

name=$1
mode=${2-keep}
PGUSER=$(cat /run/secrets/database/username)
PGPASSWORD=$(cat /run/secrets/database/password)
export PGUSER PGPASSWORD
while true; do
  status=0
  psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --set=VERBOSITY=verbose \
    --set=name="$name" --set=mode="$mode" --file="$(dirname "$0")/target.sql" >target.json 2>said || status=$?
  if [ "$status" -eq 0 ]; then exit 0; fi
  sed '/^LOCATION: /d' said >&2
  if grep -q 'invalid command .restrict' said; then
    echo "target.sh: this image's psql is older than August 2025, and what an old server says could run programs in it" \
      "(CVE-2025-8714); take a newer minor version of PostgreSQL" >&2
  fi
  # A server that is away, or stops.
  if [ "$status" -ne 2 ] && ! grep -Eq 'ERROR:  (55P03|57P0.):' said; then exit "$status"; fi
  echo "target.sh: trying again in 5 seconds" >&2
  sleep 5
  # It may have been changed meanwhile.
  PGPASSWORD=$(cat /run/secrets/database/password)
done
