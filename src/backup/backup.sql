-- The dump, and the counts and checksums of its tables in the same snapshot.
\set ECHO none
set client_encoding = 'UTF8';
set client_min_messages = warning;
-- A table that has become a view since it was looked up is not read: that would call functions of the application's.
select set_config(name, 'view, foreign-table', false) from pg_settings where name = 'restrict_nonsystem_relation_kind';
begin isolation level repeatable read, read only;
-- These tables and sequences are in no dump.
select min(to_json(format('%I.%I', nspname, relname))::text) as in_extension
  from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    join pg_depend on classid = 'pg_class'::regclass and objid = pg_class.oid and deptype = 'e'
    join pg_roles on pg_roles.oid = relowner
  where relkind in ('r', 'p', 'S') and not rolsuper
\gset
\if :{?in_extension}
  \warn 'backup.sql:' :in_extension 'was added to an extension, so a dump would not have it: alter extension ... drop table ...'
  \q
\endif
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
  'extensions', (
    select coalesce(json_agg(json_build_object('name', extname, 'schema', nspname) order by pg_extension.oid), '[]')
      from pg_extension join pg_namespace on pg_namespace.oid = extnamespace where extname <> 'plpgsql'
  ),
  'settings', (
    select coalesce(json_agg(json_build_object('name', split_part(one, '=', 1), 'value', substr(one, strpos(one, '=') + 1),
        'role', case when setrole <> 0 then (select rolname from pg_roles where pg_roles.oid = setrole) end) order by one), '[]')
      from pg_db_role_setting cross join unnest(setconfig) as one
      where setdatabase = pg_database.oid and setrole in (0, datdba)
  ),
  -- Of the owner's sessions.
  'searchPath', coalesce((
    select substr(one, length('search_path=') + 1) from pg_db_role_setting cross join unnest(setconfig) as one
      where setdatabase in (0, pg_database.oid) and setrole in (0, datdba) and one ^@ 'search_path='
      order by setrole = 0, setdatabase = 0
      limit 1
  ), '"$user", public'),
  'rights', case when datacl is not null then (
    select coalesce(json_agg(json_build_object('grantee', rolname, 'privilege', privilege_type, 'grantable', is_grantable)), '[]')
      from aclexplode(datacl) left join pg_roles on pg_roles.oid = grantee
      where grantee <> datdba
  ) end,
  'connectionLimit', datconnlimit,
  'comment', shobj_description(oid, 'pg_database'),
  'owner', (select rolname from pg_roles where pg_roles.oid = datdba),
  -- Roles that may do something here: without them, the dump's GRANTs cannot be restored.
  'grantees', (
    select coalesce(json_agg(distinct rolname), '[]')
      from pg_shdepend join pg_roles on pg_roles.oid = refobjid
      where refclassid = 'pg_authid'::regclass and dbid = pg_database.oid
        and (deptype = 'a' or classid = 'pg_default_acl'::regclass)
  ),
  -- Those that policies name: without them, these cannot be restored.
  'policyRoles', (
    select coalesce(json_agg(distinct rolname), '[]')
      from pg_shdepend join pg_roles on pg_roles.oid = refobjid
      where refclassid = 'pg_authid'::regclass and dbid = pg_database.oid and deptype = 'r'
  )
)
  from pg_database where datname = current_database();
\o
commit;
\! sh "$PROGRAM/whole.sh"
