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
for made in "/scratch/$NAME"-*.sqlite; do restic backup --host "$NAME" "$made"; done

# stored OPTION...: the paths of the backups, as they are named after their moment.
stored() {
  found=$(restic snapshots --host "$NAME" --json "$@")
  printf '%s\n' "$found" | tr '"' '\n' | grep "^/scratch/$NAME-[0-9-]*\.sqlite$" || true
}

# One that a wrong clock has dated later than this is no reason for any to go: it has a tag for as long, and only those
# without a tag are counted.
stored --tag '' | awk -v made="$made" '$0 > made' | while read -r path; do
  restic tag --host "$NAME" --path "$path" --add dated-later
done
stored --tag dated-later | awk -v made="$made" '$0 <= made' | while read -r path; do
  restic tag --host "$NAME" --path "$path" --remove dated-later
done
restic forget --host "$NAME" --tag '' --group-by host --keep-within 1d --keep-daily "$KEEP" --prune
restic check
