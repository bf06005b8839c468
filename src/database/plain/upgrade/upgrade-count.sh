#!/bin/sh
# The rows of each table of the database that PGDATABASE names: what is the same before and after. Tables of extensions
# are made by the extension. By COPY, which has no plan: one would evaluate functions that the predicates of indexes
# call, and they would run as the superuser.
set -eu

psql --no-psqlrc --tuples-only --no-align --set=ON_ERROR_STOP=1 <<'SQL'
select format('select %L', nspname || '.' || relname),
  format('copy %I.%I %s to %L', nspname, relname, '(' || quote_ident((
    select attname from pg_catalog.pg_attribute
    where attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = ''
    order by attlen < 0, attnum
    limit 1
  )) || ')', '/dev/null')
from pg_catalog.pg_class join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
where relkind = 'r' and relpersistence <> 't' and nspname <> 'information_schema' and nspname !~ '^pg_'
  and not exists (
    select from pg_catalog.pg_depend
    where classid = 'pg_catalog.pg_class'::regclass and objid = pg_class.oid and deptype = 'e'
  )
order by nspname collate "C", relname collate "C"
\gexec
SQL
