#!/bin/sh
# role-password.sh ROLE: the password of a role of the server's own. It is derived from the application's, which nobody can
# learn from it: the Job that logs in with it does not need the application's where it works.
set -eu

password=$(cat /run/secrets/database/password)
if [ -z "$password" ]; then
  echo "role-password.sh: the Secret's password is empty, and everybody could derive from that" >&2
  exit 1
fi
printf '%s %s' "$1" "$password" | sha256sum | cut -c 1-64
