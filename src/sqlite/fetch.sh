#!/bin/sh
# Takes the backup BACKUP, or the latest, out of a restic repository.
set -eu

if [ "$BACKUP" != latest ]; then
  set -- --path "/scratch/$BACKUP"
fi
restic restore latest:/scratch --host "$NAME" "$@" --target /scratch/restored --verify
