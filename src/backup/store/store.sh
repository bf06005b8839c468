# shellcheck shell=sh
# The functions of the store in STORE, sourced by the programs of a Job for the PURPOSE backup, restore or drill.

# is_name TEXT: whether it can be a backup's: its moment, 20261129T020000Z.
is_name() {
  case $1 in
    [0-9][0-9][0-9][0-9][01][0-9][0-3][0-9]T[0-2][0-9][0-5][0-9][0-5][0-9]Z) return 0 ;;
    *) return 1 ;;
  esac
}

# is_before NAME OTHER
is_before() { [ "$1" != "$2" ] && [ "$(printf '%s\n' "$1" "$2" | sort | head -n 1)" = "$1" ]; }

# name_of SECONDS: the name of that moment, in seconds since 1970.
name_of() { date --utc --date="@$1" +%Y%m%dT%H%M%SZ; }

# shellcheck source=/dev/null
. "$PROGRAM/$STORE-store.sh"
