#!/bin/sh
# dump.sh ROOM: a dump of the old server's database, and the checksum of each table in the same snapshot. ROOM: MiB that
# the folder may take. The old server is only read.
set -eu

room=$1
here=$(dirname "$0")
if [ -e imported ]; then exit 0; fi

tries=24
until pg_isready --quiet --timeout=5; do
  tries=$((tries - 1))
  echo "dump.sh: the old server at $PGHOST, port $PGPORT, does not answer; is it running, and does its NetworkPolicy" \
    "admit the pods of this Job?" >&2
  if [ "$tries" -eq 0 ]; then exit 1; fi
  sleep 5
done

# Names are looked up where nobody but the superuser makes any; and nothing that its database or role is set to holds.
PGOPTIONS='-c search_path=pg_catalog -c default_transaction_read_only=on -c role=none -c local_preload_libraries='
PGOPTIONS="$PGOPTIONS -c statement_timeout=0 -c lock_timeout=1min -c idle_in_transaction_session_timeout=0"
export PGOPTIONS

# connect OPTION: whether a session with it can be had; what the server says is in the file "said".
connect() {
  PGOPTIONS="$PGOPTIONS $1" psql --no-psqlrc --quiet --tuples-only --no-align --command='select 1' >/dev/null 2>said
}
# From 17 on there are triggers that run at a login, with the rights of whoever logs in. Only a superuser can go without
# them; for anybody else they are what they always are.
if connect '-c event_triggers=off'; then
  PGOPTIONS="$PGOPTIONS -c event_triggers=off"
elif ! grep -q event_triggers said || ! connect ''; then
  cat said >&2
  echo "dump.sh: no session on the old server; nothing was changed" >&2
  # Another attempt changes none of these.
  if grep -Eq 'authentication|pg_hba|does not exist|SSL' said; then exit 3; fi
  exit 1
fi

# Stands before each table's name in its rows, where no row can have it.
MARK=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
PROGRAM=$here
export MARK PROGRAM
rm -f dump source.sums refused
status=0
psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --set=room="$room" --set=mark="$MARK" --set=except=cdk8s_database \
  --file="$here/source.sql" 2>said || status=$?
sed 's/^psql:[^ ]* //' said >&2
if [ -e refused ]; then
  echo "dump.sh: nothing was changed, neither there nor here" >&2
  exit 3
fi
if [ "$status" -ne 0 ] || [ ! -e dump ] || [ ! -e source.sums ]; then
  echo "dump.sh: the dump failed for the reason above; the old server is as it was" >&2
  # Nor does another attempt change these.
  if grep -Eq 'permission denied|row-level security' said; then exit 3; fi
  exit 1
fi
echo "dump.sh: dumped, $(du -m dump | cut -f 1) MiB"
