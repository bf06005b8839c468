#!/bin/sh
# The dump, in the snapshot of the session that runs this.
set -eu

pg_dump --format=custom --compress=1 --snapshot="$SNAPSHOT" --no-owner --no-privileges --no-security-labels --no-tablespaces \
  --no-publications --no-subscriptions --exclude-schema=cdk8s_database --quote-all-identifiers --lock-wait-timeout=60s \
  --file=dump.new
mv dump.new dump
