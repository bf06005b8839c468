-- One snapshot of the old database: what stands in the way, the dump, and a checksum of each table. The session may be a
-- superuser's, and the database may be hostile: it runs nothing but PostgreSQL's own functions.
\set ECHO none
set client_encoding = 'UTF8';
set client_min_messages = warning;
begin isolation level repeatable read, read only;
\set target `cat target.json`

select current_setting('server_version_num')::int / 10000 as major, current_setting('server_version_num')::int >= 170000 as has_limit
\gset
\if :has_limit
  set transaction_timeout = 0;
\endif

with target as (
  select (:'target'::json ->> 'major')::int as major
), extension as (
  select extname, nspname, theirs.schema, theirs.may_make, theirs.name is not null as is_available
    from pg_extension
    join pg_namespace on pg_namespace.oid = extnamespace
    left join json_to_recordset(:'target'::json -> 'extensions') as theirs (name text, schema text, may_make boolean)
      on theirs.name = extname
    where extname <> 'plpgsql'
), problem (text) as (
  select format('the old server is PostgreSQL %s, and the new one %s, which may not know all of it; give the new one version %s or newer', :major, major, :major)
    from target where :major > major
  union all
  select format('the old server is PostgreSQL %s; from 12 on, numbers are written so that both sides can be compared. Upgrade it first, or move it by hand', :major)
    where :major < 12
  union all
  select format('the extension %I is not in the image of the new server; give the database another image: version: PostgresVersion.of(..., { image })', extname)
    from extension where not is_available
  union all
  select format('the extension %I can be made by a superuser only; give the database extensions: [%L]', extname, extname)
    from extension where is_available and schema is null and not may_make
  union all
  select format('the extension %I is in the schema %I there, and in %I in the new database; %s', extname, nspname, schema,
      case when may_make then 'take it out of extensions, and drop it in the new database: the import makes it where it was'
      else format('move it by psql -U postgres: create schema if not exists %I; alter extension %I set schema %I', nspname, extname, nspname) end)
    from extension where schema <> nspname
  union all
  select format('its tables take %s MiB, and scratch is %s MiB; give the import scratch: Size.gibibytes(%s)', mib, :room, mib / 1024 + 1)
    from (
      select (sum(pg_table_size(oid)) / 1048576)::bigint as mib from pg_class where relkind = 'r' and oid >= 16384
    ) as tables
    where mib > :room
)
select count(*) > 0 as is_refused, string_agg('refused: ' || text, E'\n') as problems from problem
\gset
\if :is_refused
  \warn :problems
  \! touch refused
  \q
\endif

-- What only a superuser may make, and what is of the old server rather than of its database.
with left_behind (text) as (
  select format('event trigger %I: only a superuser may make one', evtname) from pg_event_trigger
    where not exists (select from pg_depend where classid = 'pg_event_trigger'::regclass and objid = pg_event_trigger.oid and deptype = 'e')
  union all
  select format('publication %I', pubname) from pg_publication
  union all
  select format('subscription %I', subname) from pg_subscription where subdbid = (select oid from pg_database where datname = current_database())
  union all
  -- Without the value, which may be a secret.
  select format('setting %s of %s', split_part(setting, '=', 1),
      case when setrole = 0 then 'the database' else format('the role %I', pg_get_userbyid(setrole)) end)
    from pg_db_role_setting cross join unnest(setconfig) as setting
    where (setdatabase = (select oid from pg_database where datname = current_database()) or setdatabase = 0)
      and (setrole = 0 or setrole in (select relowner from pg_class where oid >= 16384))
  union all
  select format('what the role %I may do', rolname)
    from pg_roles
    where oid in (
      select refobjid from pg_shdepend
        where refclassid = 'pg_authid'::regclass and deptype = 'a'
          and dbid = (select oid from pg_database where datname = current_database())
    )
  union all
  select format('the order of text: by %s there, by code point in the new database', datcollate)
    from pg_database where datname = current_database() and datcollate not in ('C', 'C.UTF-8', 'C.utf8', 'POSIX')
)
select 'left behind: ' || text from left_behind order by 1;

-- Sequences are in no snapshot: where one goes on meanwhile, the application still runs.
\ir sequences.sql
\! mv sequences sequences.before
select pg_export_snapshot() as snapshot
\gset
\setenv SNAPSHOT :snapshot
\! sh /etc/postgres-import/pg-dump.sh
\set is_dumped `if [ -e dump ]; then echo true; else echo false; fi`
\if :is_dumped
\else
  \q
\endif
\ir sequences.sql
\! mv sequences sequences.after
\setenv SUMS source.sums
\ir sums.sql
commit;
