#!/bin/sh
# Tablespaces are the server's, and publications and subscriptions connect it to others. In another database a row may belong
# to another part of a hash: enums are hashed by numbers that each database gives anew.
set -eu

exec pg_dump --format=custom --compress="$COMPRESS" --snapshot="$SNAPSHOT" --no-security-labels --no-tablespaces \
  --no-publications --no-subscriptions --quote-all-identifiers --load-via-partition-root --lock-wait-timeout=60s
