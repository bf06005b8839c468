#!/bin/sh
# fetch-wal.sh NAME PATH: the recovering server's restore_command. 1: there is no such file, which is where the WAL ends;
# above 125: recovery must not go on without it.
set -u

archived=$ARCHIVE/wal/$1.gz
received=/recovered/tail/$1
if [ -e "$archived" ]; then
  if ! gzip -dc "$archived" >"$2"; then
    echo "fetch-wal.sh: $1 is damaged in the archive" >&2
    exit 200
  fi
elif [ "$IS_RUNNING" = true ] && [ -e "$received" ]; then
  cp "$received" "$2" || exit 200
else
  exit 1
fi
echo "$1" >>/recovered/fetched
