#!/bin/sh
# The dump, in the snapshot of the session that runs this, straight into the store; beside it roles and settings.
set -eu

# shellcheck source=/dev/null
. "$PROGRAM/store.sh"
# Without the passwords' verifiers, though the role can read them: whoever has one can guess the password.
pg_dumpall --globals-only --no-role-passwords --no-tablespaces --file=beside/globals.sql
begin "$NAME" sh "$PROGRAM/pg-dump.sh"
