#!/bin/sh
# archive.sh PATH NAME FOLDER: the server's archive_command. One file of the WAL into the archive of this server in FOLDER:
# it has its name there only when it is whole and on the disk. The server keeps the file until this succeeds.
set -eu

new=
# Of a status above 125 the archiver ends, and does not count it as a failure.
trap 'if [ "$?" -ne 0 ]; then rm -f "$new"; exit 1; fi' EXIT

# Another server, of another major version or on another volume, has files of the same names.
series=$(od -An -tu8 -N8 global/pg_control | tr -d ' ')
if [ -f /etc/postgresql/from-snapshot ]; then series=$series-from-$(cat /etc/postgresql/from-snapshot); fi
folder=$3/$series/wal
mkdir -p "$folder"

kept=$folder/$2.gz
if [ -e "$kept" ]; then
  # The server asks again for one whose success it did not come to note. The first time may have ended before the folder
  # was on the disk.
  if gzip -dc "$kept" | cmp -s - "$1"; then
    sync "$kept" "$folder"
    exit 0
  fi
  echo "archive.sh: $kept is there already, and has other content; another server writes to this archive" >&2
  exit 1
fi
new=$folder/.$2.partial
# What archive_timeout completes early is mostly zeros.
gzip -1 -n <"$1" >"$new"
sync "$new"
mv -T "$new" "$kept"
sync "$folder"
