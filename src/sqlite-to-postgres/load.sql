-- One transaction: the tables that are missing, all rows, and the proof that they are those of the file. It is kept
-- only where each table has as many rows as the file, with the same checksum.
\set ECHO none
\unset DBNAME
\unset ENCODING
\unset HOST
\unset PORT
\unset USER
set client_min_messages = warning;
set timezone = 'UTC';
set datestyle = 'ISO, YMD';
set extra_float_digits = 1;
begin;
select pg_advisory_xact_lock(hashtextextended('cdk8s_database.sqlite_import', 0)) as "lock" \gset
create schema if not exists cdk8s_database;
create table if not exists cdk8s_database.sqlite_import (
  sha256 text primary key,
  imported_at timestamptz not null default now(),
  -- Of each table, as they were then.
  tables jsonb not null
);

create temporary table expected (name text, rows bigint, checksum text, file text) on commit drop;
create temporary table found (name text, rows bigint, checksum text) on commit drop;
create temporary table undone (redo text) on commit drop;

create function pg_temp.set_sequence(sequence regclass, last bigint) returns void language plpgsql as $$
begin
  if last < (select seqmin from pg_sequence where seqrelid = sequence) then
    return;
  end if;
  -- A sequence of its own from here on, which goes with the transaction where that does.
  execute format('alter sequence %s restart', sequence);
  perform setval(sequence, last);
end
$$;

\i create.sql
\i target.sql

-- Nobody else sees or changes them until all is decided.
do $$
declare
  one record;
  has_rows boolean;
begin
  for one in select name from expected loop
    execute format('lock table %s in access exclusive mode', one.name);
  end loop;
  for one in select name from expected loop
    execute format('select exists (select from %s)', one.name) into has_rows;
    if has_rows then
      raise exception 'table % has rows already; nothing is written over', one.name;
    end if;
  end loop;

  -- Rows come table by table, and refer to each other in circles: the keys are there again before the end, and look at
  -- all rows then. The old file's own triggers have done their work already.
  for one in
    select conrelid::regclass as name, conname, pg_get_constraintdef(pg_constraint.oid) as definition, description
      from pg_constraint
      left join pg_description on objoid = pg_constraint.oid and classoid = 'pg_constraint'::regclass
      where contype = 'f' and conparentid = 0 and conrelid in (select name::regclass from expected)
  loop
    execute format('alter table %s drop constraint %I', one.name, one.conname);
    insert into undone values (format('alter table %s add constraint %I %s', one.name, one.conname, one.definition));
    if one.description is not null then
      insert into undone values (format('comment on constraint %I on %s is %L', one.conname, one.name, one.description));
    end if;
  end loop;
  for one in
    select tgrelid::regclass as name, tgname, tgenabled from pg_trigger
      where not tgisinternal and tgparentid = 0 and tgenabled in ('O', 'A')
        and tgrelid in (select name::regclass from expected)
  loop
    execute format('alter table %s disable trigger %I', one.name, one.tgname);
    insert into undone values (format(
      'alter table %s enable %s trigger %I', one.name, case one.tgenabled when 'A' then 'always' else '' end, one.tgname));
  end loop;
end
$$;

\i copy.sql
\i verify.sql

do $$
declare
  one record;
begin
  for one in
    select name, expected.rows, expected.checksum, found.rows as rows_here, found.checksum as checksum_here
      from expected left join found using (name)
      where (expected.rows, expected.checksum) is distinct from (found.rows, found.checksum)
  loop
    raise exception 'table % has % rows with checksum % here, and % with % in the file',
      one.name, one.rows_here, one.checksum_here, one.rows, one.checksum;
  end loop;
  for one in select redo from undone loop
    execute one.redo;
  end loop;
end
$$;
\i complete.sql
\o /dev/null
\i sequences.sql
\o
insert into cdk8s_database.sqlite_import (sha256, tables)
  select file, json_agg(json_build_object('table', name, 'rows', rows, 'checksum', checksum) order by name)
    from expected group by file;
select format('table %s: %s rows, checksum %s, as in the file', name, rows, checksum) from found order by name;
commit;
