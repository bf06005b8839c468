import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgres, type PostgresServer } from '../../postgres/server';
import known from '../../../src/text/known-props.json';
import { roleProblems, type PredefinedRole } from '../../../src/server/server-role';
import { renderedFiles, renderedObject } from '../rendered';

const ROLES =
  renderedObject<{ data: Record<string, string> }>(renderedFiles(), 'configmap.yaml').data['roles.sql'] ?? '';

const folder = mkdtempSync(join(tmpdir(), 'roles-'));
let server: PostgresServer;
let superuser: Client;

beforeAll(async () => {
  chmodSync(folder, 0o755);
  server = await startPostgres();
  superuser = new Client(server.connection);
  await superuser.connect();
}, 60_000);

afterAll(async () => {
  await superuser.end();
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** As ready.sh does when the Secret has changed. */
async function apply(username: string): Promise<void> {
  writeFileSync(join(folder, 'username'), username);
  await superuser.query(
    ROLES.replaceAll('/run/secrets/database', folder).replaceAll('/etc/postgresql', folder),
  );
}

test('what somebody made of the role is undone', async () => {
  await apply('climber');
  await superuser.query('alter role climber superuser createrole createdb');

  await apply('climber');

  const { rows } = await superuser.query(
    "select rolsuper, rolcreaterole, rolcreatedb from pg_roles where rolname = 'climber'",
  );
  expect(rows).toEqual([{ rolcreatedb: false, rolcreaterole: false, rolsuper: false }]);
});

test('a line end behind the name, as many a tool leaves one, is no part of it', async () => {
  await apply('with_an_end\n');
  const { rows } = await superuser.query("select rolcanlogin from pg_roles where rolname = 'with_an_end'");
  expect(rows).toEqual([{ rolcanlogin: true }]);
});

test('a role can be a member of each predefined role that is not as good as the superuser', async () => {
  const named = known.ServerRole.memberOf.match(/pg_\w+/g) as PredefinedRole[];
  const here = named.filter(
    (one) => roleProblems({ name: 'cdk8s_database_x', login: 'socket', memberOf: [one] }, 16).length === 0,
  );
  writeFileSync(join(folder, 'roles'), `cdk8s_database_x socket - ${here.join(',')}\n`);
  await apply('beside_it');
  rmSync(join(folder, 'roles'));

  const { rows } = await superuser.query<{ name: string; member: boolean }>(
    `select rolname as name, pg_has_role('cdk8s_database_x', oid, 'member') as member
      from pg_roles where rolname ^@ 'pg_' order by rolname`,
  );
  expect(rows.filter(({ member }) => !member).map(({ name }) => name)).toEqual([
    'pg_database_owner',
    'pg_execute_server_program',
    'pg_read_server_files',
    'pg_write_server_files',
  ]);
});

test('the superuser takes no names from the owner of the database that it looks into', async () => {
  await apply('owner');
  await superuser.query('create database owned owner owner');
  const owner = { ...server.connection, database: 'owned' };
  const session = new Client(owner);
  await session.connect();
  await session.query(`set role owner; create schema evil; reset role; set role owner;
    create function evil.now() returns text language sql as 'select session_user';
    alter database owned set search_path = evil, pg_catalog, public`);
  await session.end();

  const looking = new Client(owner);
  await looking.connect();
  const { rows } = await looking.query(
    "select now()::text <> 'postgres' as own, current_setting('search_path')",
  );
  await looking.end();
  expect(rows).toEqual([{ own: true, current_setting: '""' }]);
});
