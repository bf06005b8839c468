-- The extensions that only a superuser makes, where they were: the dump makes the others. The database is still empty, so
-- none of them finds a function of the application's.
\set ON_ERROR_STOP off
\set manifest `cat beside/manifest.json`
set client_min_messages = warning;
select format('create schema if not exists %I authorization %I', wanted.schema, :'role'),
    format('create extension if not exists %I schema %I cascade', wanted.name, wanted.schema)
  from json_to_recordset(:'manifest'::json -> 'extensions') as wanted (name name, schema name)
  where not exists (
    select from pg_available_extension_versions as offered
      where offered.name = wanted.name and (trusted or not superuser)
  )
\gexec
select string_agg(name, ', ') as absent
  from json_to_recordset(:'manifest'::json -> 'extensions') as wanted (name name, schema name)
  where not exists (select from pg_available_extensions as offered where offered.name = wanted.name)
\gset
\if :{?absent}
  \warn 'drill.sh: not in this image:' :absent
\endif
