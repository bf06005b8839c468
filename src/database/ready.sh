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
if [ -f "$applied" ] && [ "$mounted" = "$(cat "$applied")" ]; then exit 0; fi

# A certificate is loaded whatever becomes of the password, which the server may refuse now (3), say on a full disk: then
# it says why in its log, what was holds, and this is done again the next time.
status=0
export PGOPTIONS='-c pg_stat_statements.track=none' # which may keep statements as they were, passwords included
psql --no-psqlrc --quiet --output=/dev/null --host=/var/run/postgresql --dbname=postgres --set=ON_ERROR_STOP=1 \
  --command='select pg_reload_conf()' --file=/etc/postgresql/roles.sql || status=$?
if [ "$status" -eq 0 ]; then echo "$mounted" >"$applied"; fi
if [ "$status" -ne 3 ]; then exit "$status"; fi
