#!/bin/sh
# prepare.sh ROLE...: what the containers after this one need of the application's role, whose password they do not get: the
# passwords of these roles of the server's own.
set -eu

PGUSER=$(cat /run/secrets/database/username)
PGPASSWORD=$(cat /run/secrets/database/password)
export PGUSER PGPASSWORD
export READ_ONLY=off
# shellcheck source=/dev/null
. "$(dirname "$0")/session.sh"
umask 077
for role in "$@"; do sh "$(dirname "$0")/role-password.sh" "$role" >"/run/secrets/backup/$role"; done

tries=24
until pg_isready --quiet --timeout=5; do
  tries=$((tries - 1))
  echo "prepare.sh: the server at $PGHOST does not answer" >&2
  if [ "$tries" -eq 0 ]; then
    printf '{"error":"the server does not answer"}' >"${RESULT:-/dev/termination-log}"
    exit 1
  fi
  sleep 5
done

# A restore may find no database, or one that lets nobody in.
if [ -e /run/secrets/backup/cdk8s_database_backup ]; then
  psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --file="$(dirname "$0")/let-read.sql"
fi
