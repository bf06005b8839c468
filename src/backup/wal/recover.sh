#!/bin/sh
# recover.sh: the database as it was at the moment AT, in a server of this pod's own that nobody else reaches; of that a
# backup, which restore.sh restores as any other. Nothing of the application's runs as a superuser here.
set -eu

# The programs themselves, before the image's wrappers of them in Perl.
PATH=/usr/lib/postgresql/${PG_MAJOR:-}/bin:$PATH
export PURPOSE=restore
cd /work
rm -rf ./*
for part in psql result store; do
  # shellcheck source=/dev/null
  . "$PROGRAM/$part.sh"
done

started=$(date +%s)
case $AT in
  latest)
    moment=
    seconds=$started
    ;;
  *)
    # A backup's name is a moment too.
    moment=$(echo "$AT" | sed 's/^\(....\)\(..\)\(..\)T\(..\)\(..\)\(..\)Z$/\1-\2-\3T\4:\5:\6Z/')
    if ! echo "$moment" | grep -Eqx '[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z| ?[+-][0-9]{2}(:?[0-9]{2})?)' ||
      ! seconds=$(date --utc --date="$moment" +%s 2>/dev/null); then
      refuse "AT is no moment with a time zone; give one as 2026-11-29T07:15:00Z, or latest"
    fi
    # PostgreSQL takes no Z there.
    moment=$(date --utc --date="$moment" '+%Y-%m-%d %H:%M:%S.%6N+00')
    if [ "$seconds" -gt "$started" ]; then refuse "AT has not come yet"; fi
    ;;
esac

step "the archive could not be read"
# From the choice until the end, base-backup.sh removes nothing. Whoever makes the first base backup makes the file.
lock=/archive/$INSTANCE/restore.lock
if [ -e "$lock" ]; then
  exec 8<"$lock"
  flock --shared 8
fi
# The last base backup that was complete before that moment.
found=$(
  for one in "/archive/$INSTANCE"/*/base/*/; do
    if is_name "$(basename "$one")" && [ -f "$one/finished" ]; then echo "$(cat "$one/finished") $one"; fi
  done | sort -n
)
base=$(echo "$found" | awk -v at="$seconds" '$1 != "" && $1 < at { last = $2 } END { print last }')
if [ -z "$base" ]; then
  first=$(echo "$found" | head -n 1 | cut -d ' ' -f 1)
  refuse "no base backup is older than that moment${first:+; the first one was complete at $(date --utc --date="@$first" +%Y-%m-%dT%H:%M:%SZ)}"
fi
ARCHIVE=$(dirname "$(dirname "$base")")
IS_RUNNING=false
if [ "$(cat /recovered/tail/series)" = "$(basename "$ARCHIVE")" ]; then IS_RUNNING=true; fi
export ARCHIVE IS_RUNNING
# By name: of the newest timeline the last file. Without it, the end of what is there is not the end of the WAL.
last=$(
  {
    find "$ARCHIVE/wal" -name '*.gz' | sed 's/\.gz$//'
    if [ "$IS_RUNNING" = true ]; then find /recovered/tail -type f; fi
  } | sed -n 's/.*\/\([0-9A-F]\{24\}\)$/\1/p' | sort | tail -n 1
)
echo "recover.sh: from the base backup $(basename "$base") to ${moment:-the end of the WAL}"

step "the base backup could not be copied"
cd /recovered
rm -rf data store fetched log
pg_verifybackup --quiet "${base}data"
cp -R "${base}data" data
chmod -R u=rwX,go= data
rm -f data/postgresql.auto.conf
touch data/recovery.signal data/postgresql.auto.conf fetched
echo 'local all all trust' >pg_hba.conf
cat >postgresql.conf <<CONF
listen_addresses = ''
unix_socket_directories = '/recovered'
hba_file = '/recovered/pg_hba.conf'
ident_file = '/dev/null'
restore_command = 'sh "$PROGRAM/fetch-wal.sh" "%f" "%p"'
recovery_target_action = 'promote'
# Nobody reads before it is there, and so no setting has to be as large as it was.
hot_standby = off
max_connections = 20
max_prepared_transactions = 1000
max_locks_per_transaction = 1024
max_wal_senders = 0
max_worker_processes = 0
max_logical_replication_workers = 0
autovacuum = off
# What is lost in a crash is recovered again.
fsync = off
full_page_writes = off
synchronous_commit = off
logging_collector = off
log_min_error_statement = panic
log_error_verbosity = terse
log_line_prefix = ''
log_checkpoints = off
CONF

# recover [OPTION]: the server, when it has reached the moment.
recover() {
  pg_ctl --pgdata=data --wait --log=log -o "-c config_file=/recovered/postgresql.conf ${1:-}" start >/dev/null || return 1
  # That one is content with a server that still recovers.
  until pg_isready --quiet --host=/recovered; do
    if ! pg_ctl --pgdata=data status >/dev/null; then return 1; fi
    sleep 0.2
  done
}
cleanup() {
  pg_ctl --pgdata=/recovered/data --mode=immediate stop >/dev/null 2>&1 || true
}
# said: while nobody is in the database, its log says nothing about rows.
said() { grep -E "^(LOG|FATAL|PANIC|fetch-wal.sh):" log | grep -v "not accepting connections" | tail -n 30 >&2; }

step "the database could not be recovered"
reached=true
if [ -n "$moment" ]; then
  if ! recover "-c recovery_target_time='$moment'"; then
    # After the last of its transactions: the end is that moment's state too, if nothing is missing.
    if ! grep -q 'recovery ended before configured recovery target was reached' log || [ "$IS_RUNNING" != true ]; then
      said
      if grep -q 'recovery ended before' log; then
        refuse "the archive of that server ends before that moment; give latest for its end"
      fi
      exit 1
    fi
    echo "recover.sh: nothing was committed after that moment, so it is the end of the WAL"
    # Its FATAL is none.
    rm log
    reached=false
  fi
fi
if [ -z "$moment" ] || [ "$reached" = false ]; then
  recover || { said; exit 1; }
  if [ -n "$last" ] && ! grep -Fqx "$last" fetched; then
    said
    refuse "a file of the WAL is missing in the archive, after $(tail -n 1 fetched)"
  fi
fi
said

step "the recovered database could not be dumped"
export PGHOST=/recovered PGUSER=postgres
live=$PGDATABASE
owner=$(echo "select pg_catalog.pg_get_userbyid(datdba) from pg_catalog.pg_database where datname = :'live'" |
  PGDATABASE=postgres quiet_psql --set=live="$live" --file=-)
if [ -z "$owner" ]; then refuse "there was no database $live at that moment"; fi
# As prepare.sh does before each backup.
(
  export PGUSER="$owner" READ_ONLY=off
  # shellcheck source=/dev/null
  . "$PROGRAM/session.sh"
  quiet_psql --file="$PROGRAM/let-read.sql"
)
mkdir passwords
# In this server it has none.
: >passwords/cdk8s_database_backup
NAME=$(name_of "$seconds") PASSWORDS=/recovered/passwords sh "$PROGRAM/backup.sh"
cleanup
rm -rf data
echo "recover.sh: recovered after $(($(date +%s) - started)) s"
