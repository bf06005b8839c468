#!/bin/sh
# server-facts.sh INSTANCE: what that server says of itself, as lines of a name and a value. What cannot be asked is left
# out, or is an "error".

# The programs themselves, before the image's wrappers of them in Perl.
PATH=/usr/lib/postgresql/${PG_MAJOR:-}/bin:$PATH

df --block-size=1 --output=size,used,avail "$DATA_VOLUME" 2>/dev/null | sed -n '2s/^ */volume /p'

# The archive of its WAL, of a server that has one: also of one that does not start.
if [ -d /archive ]; then
  df --block-size=1 --output=size,used,avail /archive 2>/dev/null | sed -n '2s/^ */archive-volume /p'
  find "$PGDATA/pg_wal/archive_status/" -name '*.ready' -printf '%T@\n' 2>/dev/null | sort -n |
    awk 'NR == 1 { since = $1 } END { if (NR > 0) print "waiting", NR, since }'
  # As archive.sh names the folder of this server. The others are of servers before an upgrade or a snapshot.
  series=$(od -An -tu8 -N8 "$PGDATA/global/pg_control" | tr -d ' ')
  if [ -f /etc/postgresql/from-snapshot ]; then series=$series-from-$(cat /etc/postgresql/from-snapshot); fi
  for base in "/archive/$1"/*/base/*/; do
    # Only a whole one has it.
    if finished=$(cat "$base/finished" 2>/dev/null); then
      case $base in */"$series"/*) server=this ;; *) server=earlier ;; esac
      echo "base $(basename "$base") $finished $server"
    fi
  done
fi

# What clients are shown: the server keeps an old one where it refuses to load what is mounted.
timeout 10 openssl s_client -connect 127.0.0.1:5432 -starttls postgres </dev/null 2>/dev/null |
  openssl x509 -noout -enddate -issuer -subject -nameopt RFC2253 2>/dev/null | sed 's/^/certificate /'

# As the application's role, by the socket and without a password. What its owner has set the database to does not hold.
if ! said=$(
  PGCONNECT_TIMEOUT=5 PGOPTIONS='-c search_path=pg_catalog -c statement_timeout=10s' \
    timeout 20 psql --no-psqlrc --quiet --tuples-only --no-align --field-separator=' ' --set=ON_ERROR_STOP=1 \
    --host=/var/run/postgresql 2>&1 <<'SQL'
select 'server', split_part(current_setting('server_version'), ' ', 1),
  floor(extract(epoch from clock_timestamp() - pg_postmaster_start_time()));
-- Of others' sessions only the role and the database are shown: those are taken for clients.
select 'connections', count(*),
  current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
    - coalesce(current_setting('reserved_connections', true), '0')::int
  from pg_stat_activity
  where pid <> pg_backend_pid() and usesysid is not null and datid is not null
    and coalesce(backend_type, 'client backend') = 'client backend';
select 'checksums', coalesce(sum(checksum_failures), 0) from pg_stat_database;
select 'archived', last_archived_wal, extract(epoch from last_archived_time)
  from pg_stat_archiver where last_archived_time is not null and current_setting('archive_mode') <> 'off';
select 'unarchived', last_failed_wal, extract(epoch from last_failed_time), failed_count
  from pg_stat_archiver where last_failed_time is not null and current_setting('archive_mode') <> 'off';
select 'restart', name from pg_settings where pending_restart order by name;
select 'database', pg_database_size(current_database()), current_database();
SQL
); then
  echo "error $(printf '%s' "$said" | tr '\n' ' ')"
else
  printf '%s\n' "$said"
fi
