import type { Namespace } from './namespace';

/**
 * Objects of the application's whose functions make a superuser as soon as one runs them, or a session of a superuser
 * does that has another role for now: in each place from which a statement about the object calls them.
 */
export const TRAPS = String.raw`
  create schema trap;
  set search_path = trap, pg_catalog;
  create function rise() returns void language plpgsql as $$
  begin
    begin execute 'reset role'; exception when others then null; end;
    begin execute 'reset session authorization'; exception when others then null; end;
    execute 'create role climbed superuser';
  end $$;
  create function climb(n int default 1) returns int language plpgsql immutable set search_path = pg_catalog as $$
  begin
    if exists (select from pg_roles where rolsuper and rolname in (current_user, session_user))
      and not exists (select from pg_roles where rolname = 'climbed') then
      perform trap.rise();
    end if;
    return n;
  end $$;
  create function may_run() returns bool language sql immutable as 'select trap.climb() is not null';
  create table checked (x int check (climb(x) = x) default climb());
  insert into checked values (1);
  create domain domain as int check (climb(value) = value);
  create table of_domain as select 1::domain as x;
  create table indexed as select n as x from generate_series(1, 100) n;
  create index on indexed (x) where may_run();
  create index on indexed (climb(x));
  create statistics measured on (climb(x)) from indexed;
  create table generated (x int, y int generated always as (climb(x)) stored);
  insert into generated values (1);
  create materialized view materialized as select climb() from indexed;
  create view seen as select climb();
  create rule also as on insert to of_domain do also select climb();
  create function on_write() returns trigger language plpgsql as 'begin perform trap.climb(); return new; end';
  create trigger on_write before insert on checked for each row execute function on_write();
  alter table checked enable always trigger on_write;
  create function plus(domain, int) returns domain language sql as 'select $1';
  create aggregate total(int) (sfunc = plus, stype = domain, initcond = '1');
  create table parted (k domain) partition by list (k);
  create table part partition of parted for values in (1);
  insert into parted values (1);
  create table excluding (x int, exclude using btree ((climb(x)) with =));
  create table secured as select 1 as x;
  alter table secured enable row level security, force row level security;
  create policy who on secured using (may_run());
  create function same(int, int) returns bool language sql as 'select trap.may_run()';
  create operator = (leftarg = int, rightarg = int, function = same);
  create function quote_ident(name) returns text language plpgsql as 'begin perform trap.climb(); return $1; end';
  create table "x postgres" (x int check (climb(x) = x));
  insert into "x postgres" values (1);
  create table "line
\! touch /tmp/climbed
" as select 1 as x;
  alter database app set search_path = trap, pg_catalog, public;
  alter role app set search_path = trap, pg_catalog, public;`;

/** What would make the application's role more than it is, or would read, write or run something outside. */
const ATTEMPTS = String.raw`
  alter role app superuser;
  alter role app createrole bypassrls replication;
  alter role postgres password 'known';
  create role climbed superuser;
  create database climbed;
  grant pg_execute_server_program, pg_read_server_files, pg_write_server_files to app;
  grant postgres to app;
  set role postgres;
  set session authorization postgres;
  update pg_authid set rolsuper = true;
  select rolpassword from pg_authid;
  alter system set archive_command = 'touch /tmp/climbed';
  set session_preload_libraries = 'climbed';
  set session_replication_role = replica;
  alter role app set session_preload_libraries = 'climbed';
  alter database app set session_preload_libraries = 'climbed';
  copy (select 1) to program 'touch /tmp/climbed';
  create temporary table stolen (line text);
  copy stolen from program 'id';
  copy stolen from '/etc/passwd';
  copy stolen from '/run/secrets/database/password';
  copy (select 1) to '/tmp/climbed';
  select pg_read_file('/etc/passwd');
  select pg_read_binary_file('/run/secrets/tls/tls.key');
  select pg_ls_dir('/run/secrets/database');
  select pg_stat_file('/etc/passwd');
  select lo_import('/etc/passwd');
  select lo_export(lo_from_bytea(0, 'x'), '/tmp/climbed');
  load 'climbed';
  create function climbed() returns int language c as '/lib/x86_64-linux-gnu/libc.so.6', 'getpid';
  create function climbed(text) returns int language internal as 'system';
  create extension plpython3u;
  create extension dblink;
  create extension file_fdw;
  create extension postgres_fdw;
  create extension adminpack;
  create function climbed() returns event_trigger language plpgsql as 'begin end';
  create event trigger climbed on ddl_command_start execute function climbed();
  create subscription climbed connection 'host=/var/run/postgresql user=postgres' publication climbed;
  create tablespace climbed location '/tmp';
  create or replace function pg_catalog.now() returns timestamptz language sql as 'select null::timestamptz';
  alter function pg_catalog.now() owner to app;
  create function pg_catalog.climbed() returns int language sql as 'select 1';
  alter table stolen owner to postgres;
  create function climbed(int) returns int language sql security definer as 'select 1';
  alter function climbed(int) owner to postgres;
  security label on role app is 'climbed';
  select pg_reload_conf();
  select pg_terminate_backend(pid) from pg_stat_activity where usename = 'postgres';
  alter default privileges for role postgres grant all on tables to app;
  reassign owned by postgres to app;
  table stolen;`;

/** Tries them all as the application, and says what it is afterwards: nothing more, where all held. */
export async function attacked(namespace: Namespace): Promise<string> {
  const inPod = ['exec', '-i', 'database-0', '-c', 'postgres', '--'];
  const { stdout: taken } = await namespace.kubectl([...inPod, 'psql', '-XqAt'], { input: ATTEMPTS });
  const asSuperuser = ['psql', '-U', 'postgres', '-d', 'postgres', '-XqAtc'];
  const { stdout: who } = await namespace.kubectl([
    ...inPod,
    ...asSuperuser,
    `select string_agg(rolname, ',') from pg_roles
     where rolname !~ '^pg_' and (rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls
       or oid in (select member from pg_auth_members where member = 'app'::regrole))`,
  ]);
  const { stdout: files } = await namespace.kubectl([...inPod, 'sh', '-c', 'ls -d /tmp/climbed* || true']);
  return [who.trim(), files, /root:|uid=|SCRAM|PRIVATE KEY/.exec(taken)?.[0] ?? ''].join(' ').trim();
}
