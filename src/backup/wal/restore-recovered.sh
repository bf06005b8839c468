#!/bin/sh
# restore-recovered.sh: restores what recover.sh has left, whose moment AT was.
set -eu

export AT=latest
# shellcheck source=/dev/null
. "$PROGRAM/restore.sh"
