# shellcheck shell=sh
# What the sessions of a Job are set to, sourced. It outweighs what the application's role has set for itself and for its
# database. Names are looked up where nobody but the superuser makes any, and a value's text is the same when it is written
# and when it is read again.
for setting in role=none search_path=pg_catalog local_preload_libraries= exit_on_error=off row_security=on \
  idle_session_timeout=0 idle_in_transaction_session_timeout=0 \
  timezone=UTC lc_monetary=C bytea_output=hex xmlbinary=base64 array_nulls=on transform_null_equals=off quote_all_identifiers=off \
  "default_transaction_read_only=$READ_ONLY"; do
  PGOPTIONS="${PGOPTIONS:-} -c $setting"
done
PGCLIENTENCODING=UTF8
export PGOPTIONS PGCLIENTENCODING
