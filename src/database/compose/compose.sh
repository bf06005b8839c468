#!/bin/sh
# compose.sh COMMAND...: puts the credentials, and the server's certificate where there is one, to where a cluster mounts
# them, in memory, and becomes COMMAND.
set -eu

# Its name is another one for each environment: who has sourced its .env file gives it to nothing else.
password=$(printenv "$PASSWORD_VARIABLE") || true
if [ -z "$password" ]; then
  echo "compose.sh: $PASSWORD_VARIABLE is not set; give it in the file that env_file names" >&2
  exit 1
fi

umask 077
printf '%s' "$POSTGRES_USER" >/run/secrets/database/username
printf '%s' "$password" >/run/secrets/database/password
unset "$PASSWORD_VARIABLE"

if [ -n "${DATA_VOLUME:-}" ]; then cp "$DATA_VOLUME"/tls/tls.* /run/secrets/tls/; fi

exec "$@"
