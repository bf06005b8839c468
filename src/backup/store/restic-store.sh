# shellcheck shell=sh
# A store that is a repository of restic, sourced. A backup is two snapshots with its name as a tag: the dump, and then the
# files beside it, by which it is published.
AWS_ACCESS_KEY_ID=$(cat /run/secrets/store/AWS_ACCESS_KEY_ID)
AWS_SECRET_ACCESS_KEY=$(cat /run/secrets/store/AWS_SECRET_ACCESS_KEY)
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
dropped=false
pod=$(uname -n)

repository() { /tools/restic --quiet --retry-lock 5m "$@"; }

# What only reads leaves no lock behind, however it ends.
reading() { /tools/restic --quiet --no-lock "$@"; }

# alone ARGUMENT...: restic needs nobody else in the repository. The lock of a pod that was killed is taken for stale after
# half an hour.
alone() {
  for _ in 1 2 3 4 5 6 7 8; do
    repository unlock
    status=0
    repository "$@" || status=$?
    # 11: the repository is locked.
    if [ "$status" -ne 11 ]; then return "$status"; fi
  done
  return "$status"
}

# tagged TAG: the names of the snapshots with it, the oldest first.
tagged() {
  found=$(reading snapshots --json --host "$INSTANCE" --tag "$1")
  printf '%s\n' "$found" | tr '",[]' '[\n*]' | while read -r one; do
    if is_name "$one"; then echo "$one"; fi
  done | sort -u
}

open_store() {
  status=0
  # restic asks a store that refuses it for a quarter of an hour.
  timeout 60 /tools/restic --quiet --no-lock cat config >/dev/null || status=$?
  case $status in
    0) ;;
    # The first backup of all.
    10) if [ "$PURPOSE" = backup ]; then repository init; else return 1; fi ;;
    *) return "$status" ;;
  esac
  if [ "$PURPOSE" != backup ]; then return 0; fi
  # Left by a pod that was killed: those of one at work are younger, and stay.
  repository unlock
  for name in $(tagged dump); do
    if is_before "$name" "$1" && [ "$(reading snapshots --json --host "$INSTANCE" --tag "manifest,$name")" = '[]' ]; then
      drop "$name"
    fi
  done
}

# The pod's name is a tag as well: another run of this very second is another backup.
begin() {
  name=$1
  shift
  repository backup --host "$INSTANCE" --tag "dump,$name,$pod" --stdin-filename dump --stdin-from-command -- "$@"
}

read_new() { reading dump --host "$INSTANCE" --tag "dump,$1,$pod" latest /dump; }
read_dump() { reading dump --host "$INSTANCE" --tag "dump,$1" latest /dump; }

publish() {
  published=$(tagged manifest)
  if printf '%s\n' "$published" | grep -Fqx "$1"; then
    echo "restic-store.sh: there is a backup $1 already" >&2
    return 1
  fi
  (cd "$2" && repository backup --host "$INSTANCE" --tag "manifest,$1" .)
}

# Where the lock of another run forbids it, a later run does it.
abandon() { /tools/restic --quiet forget --host "$INSTANCE" --tag "dump,$1,$pod" --unsafe-allow-remove-all; }

names() { tagged manifest; }

fetch() {
  reading restore --host "$INSTANCE" --tag "manifest,$1" --target "$2" latest
}

forget() {
  dropped=true
  alone forget --host "$INSTANCE" --tag "$1" --unsafe-allow-remove-all
}

# The name itself goes first: what is left of a dump without it goes the next time.
drop() {
  forget "manifest,$1"
  forget "dump,$1"
}

# Frees the room of what was dropped, and proves that the rest is there.
close_store() {
  if [ "$dropped" = true ]; then alone prune; fi
  reading check
}
