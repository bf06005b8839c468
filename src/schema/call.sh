#!/bin/sh
# call.sh PROCEDURE: calls a stored procedure of the schema.
set -eu

PGUSER=$(cat /run/secrets/database/username)
PGPASSWORD=$(cat /run/secrets/database/password)
export PGUSER PGPASSWORD
exec psql --no-psqlrc --quiet --echo-errors --set=ON_ERROR_STOP=1 --command="call \"$1\"()"
