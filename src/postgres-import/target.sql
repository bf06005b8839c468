-- What is in the new database, as one line of JSON.
\set ECHO none
\restrict known
\unrestrict known
begin;
set local search_path = pg_catalog;
set local client_min_messages = warning;

select to_regclass('cdk8s_database.postgres_import') is not null as has_imports,
  :'mode' = 'replace' as is_replaced
\gset
\set is_imported false
\if :has_imports
  select exists (select from cdk8s_database.postgres_import where name = :'name') as is_imported
  \gset
\endif
\if :is_imported
  \! touch imported
\elif :is_replaced
\else
  \ir empty.sql
\endif

select json_build_object(
  'major', current_setting('server_version_num')::int / 10000,
  'extensions', (
    select json_agg(json_build_object(
        'name', available.name,
        'schema', nspname,
        'may_make', trusted or not superuser
      ))
      from pg_available_extensions as available
      join pg_available_extension_versions as offered
        on offered.name = available.name and version = default_version
      left join pg_extension on extname = available.name
      left join pg_namespace on pg_namespace.oid = extnamespace
  )
);
rollback;
