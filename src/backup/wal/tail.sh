#!/bin/sh
# tail.sh: the WAL of the running server that is not in the archive yet, so that a moment ago can be restored as well, and
# also while the archive takes nothing.
set -eu

# The programs themselves, before the image's wrappers of them in Perl.
PATH=/usr/lib/postgresql/${PG_MAJOR:-}/bin:$PATH
export PURPOSE=restore
for part in psql result series; do
  # shellcheck source=/dev/null
  . "$PROGRAM/$part.sh"
done

step "the server does not send its WAL"
tail=/recovered/tail
rm -rf "$tail"
mkdir -p "$tail"
series=$(running_series)
wal=/archive/$INSTANCE/$series/wal
tries=3
# What the server archives, it may remove meanwhile: then it is in the archive the next time.
while true; do
  rm -f "$tail"/*
  last=$(find "$wal" -name '*.gz' 2>/dev/null | sed -n 's/.*\/\([0-9A-F]\{24\}\)\.gz$/\1/p' | sort | tail -n 1)
  # It is received from where this one ends.
  if [ -n "$last" ]; then gzip -dc "$wal/$last.gz" >"$tail/$last"; fi
  # Up to the last byte that is there now, and not up to one that is still to come.
  end=$(quiet_psql --command='select pg_current_wal_flush_lsn() - 1')
  if pg_receivewal --directory="$tail" --endpos="$end" --no-loop --no-password; then break; fi
  tries=$((tries - 1))
  if [ "$tries" -eq 0 ]; then exit 1; fi
done
for one in "$tail"/*.partial; do
  if [ -e "$one" ]; then mv "$one" "${one%.partial}"; fi
done
echo "$series" >"$tail/series"
