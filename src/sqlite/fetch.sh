#!/bin/sh
# Takes the backup BACKUP, or the latest, out of a restic repository.
set -eu

AWS_ACCESS_KEY_ID=$(cat /run/secrets/store/AWS_ACCESS_KEY_ID)
AWS_SECRET_ACCESS_KEY=$(cat /run/secrets/store/AWS_SECRET_ACCESS_KEY)
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY

# By its name and not by restic's own latest: one that a wrong clock has dated later than now would be that for ever.
if [ "$BACKUP" = latest ]; then
  stored=$(restic snapshots --host "$NAME" --json)
  now=/scratch/$NAME-$(date -u +%Y%m%d-%H%M%S).sqlite
  latest=$(printf '%s\n' "$stored" | tr '"' '\n' | grep "^/scratch/$NAME-[0-9-]*\.sqlite$" | sort |
    awk -v now="$now" '{ last = $0 } $0 <= now { past = $0 } END { print past != "" ? past : last }')
  if [ -z "$latest" ]; then
    echo "fetch.sh: there is no backup in the store" >&2
    exit 1
  fi
  BACKUP=${latest#/scratch/}
fi
echo "fetch.sh: taking $BACKUP"
restic restore latest:/scratch --host "$NAME" --path "/scratch/$BACKUP" --target /scratch/restored --verify
