#!/bin/sh
# list.sh: a line of JSON for each backup in the store, the oldest first. Of the manifest it says the size and the version
# alone: what the database is set to may be a secret.
set -eu

export PURPOSE=list
cd /work
rm -rf ./*
for part in result store; do
  # shellcheck source=/dev/null
  . "$PROGRAM/$part.sh"
done

step "the store could not be opened"
open_store "$(name_of "$(date +%s)")"
step "the backups could not be listed"
count=0
for name in $(names); do
  rm -rf beside
  mkdir beside
  known=
  if fetch "$name" "$PWD/beside" >/dev/null; then
    known=$(sed -n 's/^{"format":1,"name":"[^"]*","instance":"[^"]*",\("bytes":[0-9]*\),.*, "version" : "\([^"\\]*\)".*/,\1,"version":"\2"/p' beside/manifest.json)
  fi
  echo "{\"backup\":\"$name\"$known}"
  count=$((count + 1))
done
result "{\"listed\":$count}"
