#!/bin/sh
# The rows of each table of a database, as psql prints them: what is the same before and after.
set -eu

psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --username=postgres --dbname="$1" <<'SQL'
select format('select %L, count(*) from only %I.%I', format('%I.%I', nspname, relname), nspname, relname)
from pg_class join pg_namespace on pg_namespace.oid = relnamespace
where relkind = 'r' and relpersistence <> 't' and nspname <> 'information_schema' and nspname !~ '^pg_'
order by nspname, relname
\gexec
SQL
