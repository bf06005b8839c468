import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgres, type PostgresServer } from '../postgres/server';
import { renderedFiles, renderedObject } from './rendered';

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
async function apply(credentials: { username: string; password: string }): Promise<void> {
  for (const [name, value] of Object.entries(credentials)) writeFileSync(join(folder, name), value);
  await superuser.query(ROLES.replaceAll('/run/secrets/database', folder));
}

async function logIn(user: string, password: string): Promise<string> {
  const client = new Client({ ...server.connection, password, user });
  await client.connect();
  await client.end();
  return 'in';
}

test('a changed password holds in the running server, and the old one no longer', async () => {
  const changed = `it's "quoted" \\ $1 %L é\u{1f511}`;
  await apply({ username: 'app', password: 'before' });
  expect(await logIn('app', 'before')).toBe('in');

  await apply({ username: 'app', password: changed });

  expect(await logIn('app', changed)).toBe('in');
  await expect(logIn('app', 'before')).rejects.toThrow(/password authentication failed/);
});

test('a line end behind the password, as many a tool leaves one, is no part of it', async () => {
  await apply({ username: 'app\n', password: 'with an end\n' });
  expect(await logIn('app', 'with an end')).toBe('in');
});

test('what somebody made of the role is undone', async () => {
  await apply({ username: 'climber', password: 'x' });
  await superuser.query('alter role climber superuser createrole createdb');

  await apply({ username: 'climber', password: 'x' });

  const { rows } = await superuser.query(
    "select rolsuper, rolcreaterole, rolcreatedb from pg_roles where rolname = 'climber'",
  );
  expect(rows).toEqual([{ rolcreatedb: false, rolcreaterole: false, rolsuper: false }]);
});

test('a password never reaches the log, not even when the role cannot be set up', async () => {
  await superuser.query("alter system set log_statement = 'all'");
  await superuser.query('select pg_reload_conf()');

  await expect(apply({ username: 'pg_reserved', password: 'in-no-log' })).rejects.toThrow(
    /could not be set up/,
  );
  await apply({ username: 'app', password: 'in-no-log' });

  expect(server.log()).toContain('could not be set up');
  expect(server.log()).not.toContain('in-no-log');
});
