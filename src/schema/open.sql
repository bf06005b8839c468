-- One at a time. Who comes second does not wait here but comes again: a session that waits inside of a statement is one
-- that CREATE INDEX CONCURRENTLY waits for in its turn.
\set ECHO none
do $$
begin
  if not pg_try_advisory_lock(hashtextextended('cdk8s_database.migration', 0)) then
    raise lock_not_available using message = 'another run of the migrations is under way';
  end if;
end
$$;
\set ECHO errors

set client_min_messages = warning;
create schema if not exists cdk8s_database;
create table if not exists cdk8s_database.migration (
  name text primary key,
  checksum text not null,
  -- Null while it is to be done.
  applied_at timestamptz
);

-- What the superuser makes when the server starts, which may be behind the start of this.
select set_config('cdk8s_database.extensions', :'extensions', false) as "extensions" \gset
do $$
declare
  missing text;
begin
  select string_agg(name, ', ' order by name) into missing
    from regexp_split_to_table(current_setting('cdk8s_database.extensions'), '\s+') as name
    where name <> '' and not exists (select from pg_extension where extname = name);
  if missing is not null then
    raise lock_not_available using message = 'not yet in the database: the extensions ' || missing,
      hint = 'They are made when the server starts; where one cannot be, its log says why.';
  end if;
end
$$;

create temporary table wanted (name text, checksum text, mode text, index text, statements text);
\copy wanted from '/etc/schema/migrations' with (delimiter ' ')

do $$
declare
  edited text;
  unknown text;
begin
  select string_agg(name, ', ' order by name) into edited
    from cdk8s_database.migration join wanted using (name)
    where applied_at is not null and migration.checksum <> wanted.checksum;
  if edited is not null then
    raise exception 'applied with another content: %', edited
      using hint = 'Give the files back what they held, and put the change into a new one.';
  end if;
  select string_agg(name, ', ' order by name) into unknown
    from cdk8s_database.migration left join wanted using (name)
    where applied_at is not null and wanted.name is null;
  if unknown is not null then
    raise warning 'the database has migrations that are not among the files: %', unknown;
  end if;
end
$$;

begin;
delete from cdk8s_database.migration where applied_at is null;
insert into cdk8s_database.migration (name, checksum)
  select name, checksum from wanted on conflict do nothing;
commit;
drop table wanted;
reset all;
