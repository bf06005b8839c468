#!/bin/sh
# compose.sh COMMAND...: puts the credentials, and the server's certificate where there is one, to where a cluster mounts
# them, in memory, and becomes COMMAND.
set -eu

if [ -z "${POSTGRES_PASSWORD:-}" ]; then
  echo "compose.sh: POSTGRES_PASSWORD is not set; give it in the file that env_file names" >&2
  exit 1
fi

umask 077
printf '%s' "$POSTGRES_USER" >/run/secrets/database/username
printf '%s' "$POSTGRES_PASSWORD" >/run/secrets/database/password
unset POSTGRES_PASSWORD

if [ -n "${DATA_VOLUME:-}" ]; then cp "$DATA_VOLUME"/tls/tls.* /run/secrets/tls/; fi

exec "$@"
