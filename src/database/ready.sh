#!/bin/sh
# Ready is a server that takes connections and works with what is mounted now: the kubelet brings a changed password,
# configuration or certificate into the running pod, and this brings it into the running server.
set -eu

# One that is about to be is waited for, since the next time to be asked is seconds away.
tries=30
until pg_isready --quiet --host=127.0.0.1 --username="$(cat /run/secrets/database/username)" --dbname="$PGDATABASE"; do
  tries=$((tries - 1))
  if [ "$tries" -eq 0 ]; then exit 1; fi
  sleep 0.1
done

applied=/var/run/postgresql/applied
mounted=$(cat /etc/postgresql/* /run/secrets/database/* /run/secrets/tls/* | cksum)
if [ ! -f "$applied" ] || [ "$mounted" != "$(cat "$applied")" ]; then
  # A certificate is loaded whatever becomes of the password, which the server may refuse now (3), say on a full disk:
  # then it says why in its log, what was holds, and this is done again the next time.
  status=0
  # No function of somebody else's is taken for PostgreSQL's own, and no extension keeps statements as they were.
  PGOPTIONS='-c search_path=pg_catalog -c pg_stat_statements.track=none' psql --no-psqlrc --quiet --output=/dev/null \
    --host=/var/run/postgresql --dbname=postgres --set=ON_ERROR_STOP=1 \
    --command='select pg_reload_conf()' --file=/etc/postgresql/roles.sql || status=$?
  if [ "$status" -eq 0 ]; then echo "$mounted" >"$applied"; fi
  if [ "$status" -ne 0 ] && [ "$status" -ne 3 ]; then exit "$status"; fi
fi

# A new database is shown to the application with its tables in it.
awaits_schema=$DATA_VOLUME/awaits-schema
if [ ! -f /etc/postgresql/awaits-schema ]; then rm -f "$awaits_schema"; fi
tries=10
until [ ! -f "$awaits_schema" ]; do
  # As the role that the migrations run as: what that has made there may be more than a table.
  complete=$(PGPASSWORD=$(cat /run/secrets/database/password) PGSSLMODE=require psql --no-psqlrc --tuples-only --no-align \
    --host=127.0.0.1 --username="$(cat /run/secrets/database/username)" \
    --command='select count(*) > 0 and count(*) = count(applied_at) from cdk8s_database.migration' 2>/dev/null) || true
  if [ "$complete" = t ]; then rm "$awaits_schema"; fi
  tries=$((tries - 1))
  if [ "$tries" -eq 0 ] && [ -f "$awaits_schema" ]; then
    echo "ready.sh: a new database, and its schema is not there yet: see the log of the Job with the migrations;" \
      "one that was complete before this volume was made has to be deleted, and applied again"
    exit 1
  fi
  sleep 0.1
done
