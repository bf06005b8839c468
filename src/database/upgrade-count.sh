#!/bin/sh
# The rows of each table of the database that PGDATABASE names: what is the same before and after. Tables of extensions
# are made by the extension.
set -eu

psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 <<'SQL'
-- So that no function of somebody else's is taken for PostgreSQL's own.
set search_path = pg_catalog;
select format('select %L, count(*) from only %I.%I', nspname || '.' || relname, nspname, relname)
from pg_class join pg_namespace on pg_namespace.oid = relnamespace
where relkind = 'r' and relpersistence <> 't' and nspname <> 'information_schema' and nspname !~ '^pg_'
  and not exists (
    select from pg_depend
    where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype = 'e'
  )
order by nspname collate "C", relname collate "C"
\gexec
SQL
