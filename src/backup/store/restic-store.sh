# shellcheck shell=sh
# A store that is a repository of restic, sourced. A backup is two snapshots with its name as a tag: the dump, and then the
# files beside it, by which it is published.
AWS_ACCESS_KEY_ID=$(cat /run/secrets/store/AWS_ACCESS_KEY_ID)
AWS_SECRET_ACCESS_KEY=$(cat /run/secrets/store/AWS_SECRET_ACCESS_KEY)
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
dropped=false

repository() { /tools/restic --quiet "$@"; }

# tagged TAG: the names of the snapshots with it, the oldest first.
tagged() {
  found=$(repository snapshots --json --host "$INSTANCE" --tag "$1")
  printf '%s\n' "$found" | tr '",[]' '[\n*]' | while read -r one; do
    if is_name "$one"; then echo "$one"; fi
  done | sort -u
}

open_store() {
  status=0
  repository cat config >/dev/null || status=$?
  case $status in
    0) ;;
    # The first backup of all.
    10) if [ "$PURPOSE" = backup ]; then repository init; else return 1; fi ;;
    *) return "$status" ;;
  esac
  if [ "$PURPOSE" != backup ]; then return 0; fi
  # Left by a pod that was killed: those of one at work are younger, and stay.
  repository unlock
  whole=$(tagged manifest)
  for name in $(tagged dump); do
    if is_before "$name" "$1" && ! printf '%s\n' "$whole" | grep -Fqx "$name"; then drop "$name"; fi
  done
}

begin() {
  name=$1
  shift
  if tagged manifest | grep -Fqx "$name"; then
    echo "restic-store.sh: there is a backup $name already" >&2
    return 1
  fi
  repository backup --host "$INSTANCE" --tag "dump,$name" --stdin-filename dump --stdin-from-command -- "$@"
}

read_new() { repository dump --host "$INSTANCE" --tag "dump,$1" latest /dump; }
read_dump() { read_new "$1"; }

publish() { (cd "$2" && repository backup --host "$INSTANCE" --tag "manifest,$1" .); }

abandon() { drop "$1"; }

names() { tagged manifest; }

fetch() {
  repository restore --host "$INSTANCE" --tag "manifest,$1" --target "$2" latest
}

# The name itself goes first: what is left of a dump without it goes the next time.
drop() {
  dropped=true
  repository forget --host "$INSTANCE" --tag "manifest,$1" --unsafe-allow-remove-all
  repository forget --host "$INSTANCE" --tag "dump,$1" --unsafe-allow-remove-all
}

# Frees the room of what was dropped, and proves that the rest is there.
close_store() {
  if [ "$dropped" = true ]; then repository prune; fi
  repository check
}
