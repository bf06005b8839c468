# shellcheck shell=sh
# psql in a program, sourced: rows and nothing else, and the first error ends it.

# quiet_psql OPTION...
quiet_psql() { psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 "$@"; }
