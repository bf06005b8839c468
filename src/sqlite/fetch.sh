#!/bin/sh
# Takes the backup BACKUP, or the latest, out of a restic repository.
set -eu

AWS_ACCESS_KEY_ID=$(cat /run/secrets/store/AWS_ACCESS_KEY_ID)
AWS_SECRET_ACCESS_KEY=$(cat /run/secrets/store/AWS_SECRET_ACCESS_KEY)
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY

if [ "$BACKUP" != latest ]; then
  set -- --path "/scratch/$BACKUP"
fi
restic restore latest:/scratch --host "$NAME" "$@" --target /scratch/restored --verify
