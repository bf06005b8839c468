#!/bin/sh
# restore.sh NAME [replace]: puts the dump into the new database as the application's role, in one transaction, which is
# kept only if each table has the rows that it has in the old one.
set -eu

name=$1
mode=${2-keep}
here=$(dirname "$0")
if [ -e imported ]; then
  echo "restore.sh: $name has been done before; there is nothing to do"
  exit 0
fi
PGUSER=$(cat /run/secrets/database/username)
PGPASSWORD=$(cat /run/secrets/database/password)
MARK=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
PROGRAM=$here
export PGUSER PGPASSWORD MARK PROGRAM

# Only a superuser may make or comment on these. Extensions bring their own comments.
pg_restore --list dump |
  sed '/^[0-9]*; [0-9]* [0-9]* \(EVENT TRIGGER\|COMMENT - EVENT TRIGGER\|COMMENT - EXTENSION\) /d' >list
large='^[0-9]*; [0-9]* [0-9]* BLOBS '
grep "$large" list >list.large || true
grep -v "$large" list >list.rest

# section NAME LIST: as SQL. A materialized view has what its owner sees, row security included. A newer pg_restore sets
# what an older server does not have, in its first lines.
section() {
  pg_restore --no-owner --no-privileges --enable-row-security --section="$1" --use-list="$2" --file=- dump 2>>said.restore |
    sed '1,30{/^SET transaction_timeout = 0;$/d}'
}

rm -f restored said.restore target.sums differences
status=0
{
  cat "$here/begin.sql"
  section pre-data list.rest
  section data list.rest
  # Their bytes are written as digits. These would end the transaction.
  section data list.large | sed '/^BEGIN;$/d; /^COMMIT;$/d'
  cat "$here/verify.sql"
  section post-data list.rest
  if [ ! -s said.restore ]; then cat "$here/commit.sql"; fi
} 2>/dev/null | psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --set=VERBOSITY=verbose \
  --set=name="$name" --set=mode="$mode" --set=mark="$MARK" --set=except=cdk8s_database --set=here="$here" --file=- >/dev/null 2>said || status=$?
if [ -e imported ]; then
  echo "restore.sh: $name has been done by another pod; there is nothing to do"
  exit 0
fi
if [ ! -e restored ]; then
  # What stands in a row may be a secret, and so may what one of its functions says.
  sed -n -e '/^psql:[^ ]* ERROR:  P0/s/^psql:[^ ]* \(ERROR:  P0...\): .*/\1: one of its functions has raised an error/p' \
    -e '/^psql:[^ ]* ERROR:  P0/d' \
    -e '/^psql:[^ ]* \(ERROR\|FATAL\)/{s/^psql:[^ ]* //;s/: ".*/: (a value)/;s/value ".*/(a value)/;p;}' \
    -e '/^\(SCHEMA\|TABLE\|COLUMN\|CONSTRAINT\) NAME:/p' -e 's/^CONTEXT:  \(COPY [^,]*, line [0-9]*\).*/\1/p' said >&2
  if [ -s differences ]; then cat differences >&2; fi
  if [ "$status" -eq 0 ] || [ "$status" -eq 2 ]; then cat said.restore >&2; fi
  if grep -q 'ERROR:  53200' said; then
    echo "restore.sh: so many tables in one transaction need configuration: { settings: { max_locks_per_transaction: 1024 } }" >&2
  fi
  echo "restore.sh: stopped; the new database is as it was, and the old one as well" >&2
  # A server that is away or busy may be there the next time.
  if [ "$status" -eq 3 ] && ! grep -Eq 'ERROR:  (40P01|53|55P03|57P0)' said; then exit 3; fi
  exit 1
fi
awk -F '\t' '{
  name = substr($1, 2, length($1) - 2)
  gsub(/\\"/, "\"", name)
  printf "%s: %s rows, checksum %s, as in the old database\n", name, $2, substr($3, 1, 30)
}' target.sums
# For its plans; autovacuum would come to it later.
psql --no-psqlrc --quiet --command='set client_min_messages = error; analyze' ||
  echo "restore.sh: no statistics were made; the server makes them later" >&2
echo "restore.sh: all of it is in the new database"
