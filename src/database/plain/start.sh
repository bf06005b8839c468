#!/bin/sh
# Makes the data directory and the application's role where there are none, and runs the server as its child.
set -eu

config=/etc/postgresql
credentials=/run/secrets/database

# As process 1 the shell would ignore what Kubernetes ends a pod with.
trap 'exit 143' INT TERM

# run_sql DATA_DIRECTORY DATABASE OPTION...: SQL from standard input, as the superuser, before anybody can connect.
run_sql() {
  data=$1
  database=$2
  shift 2
  postgres --single -j -D "$data" -c config_file="$config/postgresql.conf" -c default_transaction_read_only=off \
    "$@" "$database" >/dev/null
}

# make_extensions DATA_DIRECTORY IS_NEW: those of main.ts that the application's database has not. Where it is new (on),
# each error ends it.
make_extensions() {
  if [ ! -f "$config/extensions" ]; then return 0; fi
  {
    cat "$config/extensions.sql"
    printf '\n\n'
  } | run_sql "$1" "$PGDATABASE" -c search_path=pg_catalog -c statement_timeout=0 -c log_min_error_statement=panic \
    -c cdk8s_database.is_new="$2" \
    -c exit_on_error="$2"
}

# One server at a time. PostgreSQL's own lock file cannot tell, since each pod has process IDs of its own; and a pod
# that was deleted by force is not gone at once. The server and its children inherit this lock until they end.
mkdir -p "$(dirname "$PGDATA")"
exec 9>"$PGDATA.lock"
if ! flock --nonblock 9; then
  echo "start.sh: another server still has the data; waiting until it has ended" >&2
  flock 9 &
  wait $!
fi

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  if [ -d "$PGDATA" ] && [ -n "$(ls -A "$PGDATA")" ]; then
    echo "start.sh: $PGDATA is not empty and holds no PostgreSQL data directory; nothing was changed" >&2
    exit 1
  fi
  if [ -d "$DATA_VOLUME/upgrade" ] || [ -d "$DATA_VOLUME/upgrade.new" ]; then
    echo "start.sh: an upgrade onto this volume was begun and not completed; nothing was changed" >&2
    exit 1
  fi
  if [ -f "$config/upgraded-from" ]; then
    echo "start.sh: the volume is empty, and should hold the data of PostgreSQL $(cat "$config/upgraded-from"), which is still" \
      "on the old volume; nothing was changed. Apply the YAML with the steps of the upgrade, and what finishes it only" \
      "when the pod is ready. If the old data is not wanted: cdk8s-database upgrade --drop-old-claims" >&2
    exit 1
  fi
  # Made aside and renamed when whole: a pod that is killed here leaves no database or a complete one.
  new=$PGDATA.new
  rm -rf "$new"
  # Another major version keeps its data elsewhere on the volume: an empty database beside it is not what is wanted.
  other=$(find "$DATA_VOLUME" -maxdepth 3 -name PG_VERSION 2>/dev/null | head -n 1)
  if [ -n "$other" ]; then
    echo "start.sh: $other belongs to PostgreSQL $(cat "$other"), and this is $(postgres --version); nothing was changed" >&2
    exit 1
  fi
  if [ -f "$config/from-snapshot" ]; then
    echo "start.sh: the volume is made from the VolumeSnapshot $(cat "$config/from-snapshot"), and holds no PostgreSQL data" \
      "directory; nothing was changed" >&2
    exit 1
  fi
  initdb --pgdata="$new" --username=postgres --encoding=UTF8 --locale=C.UTF-8 --data-checksums \
    --auth-local=peer --auth-host=scram-sha-256 --no-instructions
  role=$(cat "$credentials/username")
  {
    cat "$config/roles.sql"
    printf '\ncreate database "%s" owner "%s";\n\n' "$PGDATABASE" "$role"
  } | run_sql "$new" postgres -c exit_on_error=on
  make_extensions "$new" on
  # Looked at by ready.sh, and gone when the migrations have run.
  if [ -f "$config/awaits-schema" ]; then touch "$DATA_VOLUME/awaits-schema"; fi
  if [ -d "$PGDATA" ]; then rmdir "$PGDATA"; fi
  mv "$new" "$PGDATA"
fi

# To each folder of a volume the kubelet lets in the group of any pod that names one and mounts it, a backup's, say; such
# a data directory the server refuses. The five digits take the group's bit off as well.
chmod 00700 "$PGDATA"

# On a full disk the server ends at once, and Kubernetes waits longer before each new start; this looks again itself.
room=$DATA_VOLUME/.room
until said=$(dd if=/dev/zero of="$room" bs=1M count=16 status=none 2>&1); do
  rm -f "$room"
  echo "start.sh: the volume takes no 16 MiB ($said); waiting until something is freed, or the volume has grown" >&2
  # In the background, since a shell that waits for a program in front of it is told of no signal.
  sleep 5 &
  wait $!
done
rm -f "$room"

# What ALTER SYSTEM sets outweighs what is mounted, and a wrong value keeps the server from starting, so that nobody can
# take it back. To a file that is read-only it adds nothing; from 17 on a setting forbids it as well.
auto=$PGDATA/postgresql.auto.conf
dropped=$(sed -n 's/^[[:space:]]*\([[:alpha:]_][[:alnum:]_.]*\).*/\1/p' "$auto" | sort -u | tr '\n' ' ')
if [ -n "$dropped" ]; then
  echo "start.sh: dropped what ALTER SYSTEM has set, since main.ts says what the server is set to: $dropped" >&2
fi
rm -f "$auto"
touch "$auto"
chmod 0400 "$auto"

# Whom the operating system's user of this container, and of sidecars, may be in the database.
{
  echo 'pod postgres postgres'
  printf 'pod postgres "%s"\n' "$(sed 's/"/""/g' "$credentials/username")"
  if [ -f "$config/roles" ]; then sed -n 's/^\([^ ]*\) socket .*/pod nobody \1/p' "$config/roles"; fi
} >/var/run/postgresql/pg_ident.conf

# What ready.sh has applied is of the server before. So is the process that the server's lock files name: under that ID
# another one may be alive here, for which the server would not start.
run=/var/run/postgresql
rm -f "$run/applied" "$run"/.s.PGSQL.*.lock "$PGDATA/postmaster.pid"

# In each server's start and not while it runs, so that it is alone with the database, and has the time that it takes.
# A database that is in use goes on without them: the log says what was not made.
make_extensions "$PGDATA" off || echo "start.sh: the extensions could not be looked at; the server starts without" >&2
if [ -f "$config/restore-template.sh" ]; then
  # shellcheck source=/dev/null
  . "$config/restore-template.sh"
fi

# Not by exec: whatever outlives the shell that started it, a program of a probe or of "kubectl exec", becomes a child
# of process 1, and the server takes a child that ends with an error for a crash of its own: it ends all sessions.
postgres -D "$PGDATA" -c config_file="$config/postgresql.conf" &
server=$!
trap 'kill -HUP "$server"' HUP
trap 'kill -INT "$server"' INT
trap 'kill -QUIT "$server"' QUIT
trap 'kill -TERM "$server"' TERM
# A signal ends the wait and not the server.
while true; do
  status=0
  wait "$server" || status=$?
  if ! kill -0 "$server" 2>/dev/null; then exit "$status"; fi
done
