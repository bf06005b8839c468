#!/bin/sh
# Puts the copy that backup.py made into a restic repository, and lets older ones go once it is there.
set -eu

AWS_ACCESS_KEY_ID=$(cat /run/secrets/store/AWS_ACCESS_KEY_ID)
AWS_SECRET_ACCESS_KEY=$(cat /run/secrets/store/AWS_SECRET_ACCESS_KEY)
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY

status=0
restic cat config >/dev/null || status=$?
case $status in
  0) ;;
  10) restic init ;; # the first backup of all
  *) exit "$status" ;;
esac

# Left by a pod that was killed: no other one is at work.
restic unlock
restic backup --host "$NAME" "/scratch/$NAME"-*.sqlite
restic forget --host "$NAME" --group-by host --keep-within 1d --keep-daily "$KEEP" --prune
restic check
