#!/bin/sh
# In the old version's image: everything that its data directory holds, dumped onto the new version's volume. The old
# volume stays as it is. A run that is killed is begun anew; one that is complete is not repeated.
set -eu
umask 077
# A server that is killed recovers the next time, and that empties unlogged tables: it is stopped, whatever ends this.
runs=
end() {
  status=$?
  if [ -n "$runs" ]; then pg_ctl --pgdata="$OLD_PGDATA" --wait --timeout=86400 --silent --mode=fast stop >&2 || true; fi
  if [ "$status" -ne 0 ]; then
    echo "upgrade-dump.sh: the dump failed for the reason above; the old volume is as it was" >&2
  fi
}
trap end EXIT
trap 'exit 143' INT TERM

# The old server may still be at its last checkpoint, and a pod that was deleted by force at this here.
exec 8>"$DATA_VOLUME/upgrade.lock" 9>"$OLD_PGDATA.lock"
flock 8
flock 9

if [ ! -s "$OLD_PGDATA/PG_VERSION" ]; then
  echo "upgrade-dump.sh: there is no data directory in $OLD_PGDATA; nothing was changed" >&2
  exit 1
fi
# Other bytes mean that a server has run on the old data since.
state=$(cksum <"$OLD_PGDATA/global/pg_control")
dump=$DATA_VOLUME/upgrade
if [ -s "$PGDATA/PG_VERSION" ]; then
  if [ "$state" = "$(cat "$DATA_VOLUME/upgraded-from" 2>/dev/null)" ]; then exit 0; fi
  echo "upgrade-dump.sh: the new volume holds a database that is not what the old one holds now; nothing was changed." >&2
  echo "Delete the new volume's claim to take the old data over once more, or finish the upgrade to go on with the new." >&2
  exit 1
fi
if [ -d "$dump" ]; then
  if [ "$state" = "$(cat "$dump/source")" ]; then exit 0; fi
  rm -rf "$dump"
fi

new=$dump.new
rm -rf "$new"
mkdir "$new"
# As start.sh does, for the same reason.
chmod 00700 "$OLD_PGDATA"
# An owner may give a database settings; those that would change or end the superuser's sessions are not for these here.
PGOPTIONS='-c search_path=pg_catalog -c role=none -c local_preload_libraries= -c default_transaction_read_only=off'
PGOPTIONS="$PGOPTIONS -c statement_timeout=0 -c lock_timeout=0 -c idle_in_transaction_session_timeout=0"
# From 17 on there are triggers that run at a login.
case $OLD_MAJOR in 14 | 15 | 16) ;; *) PGOPTIONS="$PGOPTIONS -c event_triggers=off -c transaction_timeout=0" ;; esac
# Names are written here and compared there.
export PGHOST=/tmp PGUSER=postgres PGDATABASE=postgres PGOPTIONS PGCLIENTENCODING=UTF8
runs=yes
pg_ctl --pgdata="$OLD_PGDATA" --wait --timeout=86400 --silent --log=/tmp/server.log start \
  -o "-c listen_addresses='' -c unix_socket_directories=/tmp -c hba_file=/etc/upgrade/pg_hba.conf -c autovacuum=off" \
  -o "-c shared_buffers=16MB -c max_parallel_workers_per_gather=0 -c max_logical_replication_workers=0" || {
  cat /tmp/server.log >&2
  exit 1
}

# ask SQL: its rows, from the database that PGDATABASE names.
ask() { psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --command="$1"; }

# The template of restores is made anew at the new server's start.
others="datname <> 'template0' and not (datname = 'cdk8s_database_template' and datdba = 10 and not datallowconn)"
closed=$(ask "select datname from pg_database where not datallowconn and $others")
if [ -n "$closed" ]; then
  echo "upgrade-dump.sh: nobody may connect to $closed, so it cannot be taken over; allow it, or drop it" >&2
  exit 1
fi
# The superuser is there in each new server already, and who granted a role need not be able to in the new version.
pg_dumpall --globals-only --quote-all-identifiers --no-tablespaces --file="$new/globals"
sed -e '/^CREATE ROLE "postgres";$/d' -e '/^GRANT /s/ GRANTED BY "[^"]*";$/;/' "$new/globals" >"$new/globals.sql"
ask "select rolname from pg_roles where rolsuper" >"$new/superusers"
ask "select oid from pg_database where $others order by oid" >"$new/databases"
refused=
while read -r oid; do
  PGDATABASE=$(PGDATABASE=postgres ask "select datname from pg_database where oid = $oid")
  mkdir "$new/$oid"
  echo "$PGDATABASE" >"$new/$oid/name"
  # Their rows pg_dump selects by an expression, and with a plan, which evaluates what indexes of the table's owner call.
  selected=$(ask "
    select format('%s of extension %s', relation::regclass, extname)
    from pg_extension cross join unnest(extconfig, extcondition) as config (relation, condition)
      join pg_class on pg_class.oid = relation join pg_roles on pg_roles.oid = relowner
    where condition <> '' and not rolsuper")
  if [ -n "$selected" ]; then
    echo "upgrade-dump.sh: in $PGDATABASE, $selected does not belong to a superuser, and part of its rows is to be dumped;" \
      "give it to one by ALTER TABLE … OWNER TO" >&2
    exit 1
  fi
  # In the database's own encoding, and in the background, since a shell that waits for a program in front of it is told
  # of no signal.
  env -u PGCLIENTENCODING pg_dump --format=custom --create --quote-all-identifiers --compress=1 --file="$new/$oid/dump" &
  wait $!
  sh /etc/upgrade/upgrade-count.sh >"$new/$oid/counts"
  sh /etc/upgrade/upgrade-privileged.sh >"$new/$oid/privileged"
  sh /etc/upgrade/upgrade-rights.sh owners >"$new/$oid/owners"
  sh /etc/upgrade/upgrade-rights.sh grant to >"$new/$oid/grant.sql"
  sh /etc/upgrade/upgrade-rights.sh revoke from >"$new/$oid/revoke.sql"
  # Their names are read from lists, and stand in pg_ident.conf.
  if grep "[[:space:]\"'\\\\]\\|^[/+]" "$new/$oid/owners" >&2; then
    echo "upgrade-dump.sh: roles with a blank, a quote, a backslash, or a first / or + in their names own what is in" \
      "$PGDATABASE, and cannot be logged in as; rename them" >&2
    refused=1
  fi
  pg_restore --list --verbose --file="$new/$oid/list" "$new/$oid/dump"
  sh /etc/upgrade/upgrade-plan.sh "$new/$oid" "$new/superusers" <"$new/$oid/list" || refused=1
done <"$new/databases"

pg_ctl --pgdata="$OLD_PGDATA" --wait --timeout=86400 --silent --mode=fast stop
runs=
cksum <"$OLD_PGDATA/global/pg_control" >"$new/source"
if [ -n "$refused" ]; then exit 1; fi
sync
mv "$new" "$dump"
echo "upgrade-dump.sh: $(wc -l <"$dump/databases") databases dumped"
