-- The dump, and the counts and checksums of its tables in the same snapshot.
\set ECHO none
set client_encoding = 'UTF8';
set client_min_messages = warning;
begin isolation level repeatable read, read only;
-- TRUNCATE, CLUSTER and some kinds of ALTER TABLE change what a snapshot sees of a table: these wait until both are done.
select format('lock table only %I.%I in access share mode', nspname, relname)
  from pg_class join pg_namespace on pg_namespace.oid = relnamespace
  where relkind in ('r', 'p') and relpersistence <> 't' and nspname <> 'information_schema' and nspname !~ '^pg_'
\gexec
-- Sequences are in no snapshot: one that goes on meanwhile has the state of some moment of the dump.
\ir sequences.sql
\! mv sequences sequences.before
select pg_export_snapshot() as snapshot
\gset
\setenv SNAPSHOT :snapshot
\! sh "$PROGRAM/dump.sh" && touch dumped
\set is_dumped `if [ -e dumped ]; then echo true; else echo false; fi`
\if :is_dumped
\else
  \q
\endif
\ir sequences.sql
\! mv sequences sequences.after
\ir sums.sql
\o facts.json
select json_build_object(
  'database', current_database(),
  'major', current_setting('server_version_num')::int / 10000,
  'version', current_setting('server_version'),
  'takenAt', to_char(transaction_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
  'databaseBytes', pg_database_size(current_database()),
  'encoding', pg_encoding_to_char(encoding),
  'locale', datcollate,
  'extensions', (select coalesce(json_agg(extname order by extname), '[]') from pg_extension where extname <> 'plpgsql'),
  -- Roles that may do something here: without them, the dump's GRANTs cannot be restored.
  'grantees', (
    select coalesce(json_agg(distinct rolname), '[]')
      from pg_shdepend join pg_roles on pg_roles.oid = refobjid
      where refclassid = 'pg_authid'::regclass and deptype = 'a' and dbid = pg_database.oid
  )
)
  from pg_database where datname = current_database();
\o
commit;
\! sh "$PROGRAM/whole.sh"
