#!/bin/sh
# Tablespaces are the server's, and publications and subscriptions connect it to others.
set -eu

exec pg_dump --format=custom --compress="$COMPRESS" --snapshot="$SNAPSHOT" --no-security-labels --no-tablespaces \
  --no-publications --no-subscriptions --quote-all-identifiers --lock-wait-timeout=60s
