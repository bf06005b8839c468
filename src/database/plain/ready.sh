#!/bin/sh
# Ready is a server that takes connections and works with what is mounted now: the kubelet brings a changed password,
# configuration or certificate into the running pod, and this brings it into the running server.
set -eu

# The programs themselves, before the image's wrappers of them in Perl: a probe is to cost little.
PATH=/usr/lib/postgresql/${PG_MAJOR:-}/bin:$PATH

role=$(cat /run/secrets/database/username)
password=$(cat /run/secrets/database/password)

# One that is about to be is waited for, since the next time to be asked is seconds away.
tries=30
until pg_isready --quiet --host=127.0.0.1 --username="$role" --dbname="$PGDATABASE"; do
  tries=$((tries - 1))
  if [ "$tries" -eq 0 ]; then exit 1; fi
  sleep 0.1
done

# superuser OPTION...: psql that takes no function of somebody else's for PostgreSQL's own, leaves nothing of what it does
# in a log or a statistic, and does not wait for who has locked the role.
superuser() {
  PGOPTIONS="-c search_path=pg_catalog -c log_min_messages=panic -c pg_stat_statements.track=none -c lock_timeout=1s \
    -c default_transaction_read_only=off" psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --set=role="$role" \
    --host=/var/run/postgresql --username=postgres --dbname=postgres "$@"
}

# What the server checks the roles' passwords against, as a checksum: each role can change its own.
verifier() {
  echo "select sha256(convert_to(string_agg(rolname || ' ' || rolpassword, ',' order by rolname), 'UTF8')) from pg_authid
    where rolname = :'role' or rolname ^@ 'cdk8s_database_' and rolcanlogin
    having count(rolpassword) filter (where rolname = :'role') = 1" | superuser
}

# Each password twice, as \password asks for it.
passwords() {
  printf '%s\n%s\n' "$password" "$password"
  for one in ${own_roles:-}; do
    derived=$(sh /etc/postgresql/role-password.sh "$one")
    printf '%s\n%s\n' "$derived" "$derived"
  done
}

# say TEXT: a line in the container's log; what a probe prints is seen only where it fails.
say() { echo "ready.sh: $1" 2>/dev/null >/proc/1/fd/2 || true; }

applied=/var/run/postgresql/applied
before=$(cat "$applied" 2>/dev/null) || true
mounted=$(cat /etc/postgresql/* /run/secrets/database/* /run/secrets/tls/* | cksum)
if standing=$(verifier) && [ "$before" != "$mounted $standing" ]; then
  set -- --command='select pg_reload_conf()' --file=/etc/postgresql/roles.sql
  if [ -n "$password" ]; then
    # The server's own roles that log in with a password.
    own_roles=$(sed -n 's/^\([^ ]*\) password .*/\1/p' /etc/postgresql/roles 2>/dev/null) || true
    # The server is given a verifier and never the password, which would stand in a statement.
    set -- "$@" --command='\password :"role"'
    for one in $own_roles; do set -- "$@" --command="\\password $one"; done
  else
    say "the password in the Secret is empty; the role \"$role\" keeps the one it has"
  fi
  if [ -n "$before" ] && [ "${before% *}" = "$mounted" ]; then
    say "a role's password was changed in the database; it becomes again what the Secret says"
  fi
  # Of a server that is monitored. No query reads a certificate, so that its end is written down for one.
  end=/etc/postgresql/certificate-end.sql
  if [ -f "$end" ] && ends=$(openssl x509 -noout -enddate -in /run/secrets/tls/tls.crt 2>/dev/null); then
    set -- "$@" --set=ends="${ends#*=}" --file="$end"
  fi
  # A certificate is loaded whatever becomes of the password, which the server may refuse now, say on a full disk: then
  # what was holds, and this is done again the next time.
  if said=$(passwords | superuser --output=/dev/null "$@" 2>&1); then
    standing=$(verifier)
    echo "$mounted $standing" >"$applied"
  else
    say "the role \"$role\" could not be set up: $said"
  fi
  if [ -z "$standing" ]; then
    echo "ready.sh: nobody can log in, since the role \"$role\" has no password: see the log"
    exit 1
  fi
elif [ -z "$before" ]; then
  exit 1
fi

# A new database is shown to the application with its tables in it.
awaits_schema=$DATA_VOLUME/awaits-schema
if [ ! -f /etc/postgresql/awaits-schema ]; then rm -f "$awaits_schema"; fi
tries=10
until [ ! -f "$awaits_schema" ]; do
  # As the role that the migrations run as: what that has made there may be more than a table.
  complete=$(PGPASSWORD=$password PGSSLMODE=require psql --no-psqlrc --tuples-only --no-align \
    --host=127.0.0.1 --username="$role" \
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
