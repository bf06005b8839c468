import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabasePod } from './database-pod';
import type { Example } from './example';
import type { Namespace } from './namespace';
import { ownDatabase } from './own-database';

/** A capability of the user's own. ROLES: its roles, as TypeScript. */
const capability = (roles: string): string => `
  class Reader extends Capability<PostgresDatabase> {
    contribute() {
      return { roles: ${roles} };
    }
  }
  new Reader(database, 'reader');
`;
const READER = `{ name: 'cdk8s_database_reader', attributes: ['bypassrls'], memberOf: ['pg_read_all_data'], login: 'password' }`;

let example: Example;
let namespace: Namespace;
let pod: DatabasePod;

async function apply(roles: string): Promise<void> {
  const main = join(example.repository, 'main.ts');
  const plain = (await readFile(main, 'utf8')).replace(/ {2}\/\/ roles\n[^]*\/\/ end\n/, '');
  const program = plain
    .replace('import { BackendSecret', 'import { Capability, BackendSecret')
    .replace('import { Capability, Capability,', 'import { Capability,')
    .replace('  app.synth();', `  // roles\n${capability(roles)}// end\n  app.synth();`);
  await writeFile(main, program);
  await example.synth('some-password', '--in-place');
  await namespace.apply(join(example.base, 'database'));
  await namespace.kubectl(['annotate', 'pod', 'database-0', '--overwrite', `looked-at=${Date.now()}`]);
}

async function role(): Promise<string> {
  return await pod.sql(
    `select rolcanlogin, rolbypassrls, rolcreatedb, rolpassword is not null, array(select roleid::regrole::text from pg_auth_members where member = pg_authid.oid)
      from pg_authid where rolname = 'cdk8s_database_reader'`,
  );
}

async function until(wanted: string): Promise<void> {
  while ((await role()) !== wanted) await sleep(250);
}

beforeAll(async () => {
  ({ example, namespace, pod } = await ownDatabase('roles', '{ storage: { size: Size.mebibytes(300) } }'));
});

test('a role comes into a running server, logs in by the derived password, and may do what is said alone', async () => {
  await apply(`[${READER}]`);
  await until('t|t|f|t|{pg_read_all_data}');
  const as = async (sql: string): Promise<string> =>
    await pod.run(
      'sh',
      '-c',
      'PGPASSWORD=$(sh /etc/postgresql/role-password.sh cdk8s_database_reader) psql "$0" -XqAtc "$1"',
      'host=127.0.0.1 sslmode=require user=cdk8s_database_reader dbname=app',
      sql,
    );
  expect(await as('select current_user')).toBe('cdk8s_database_reader');
  await expect(as('create table mine (id int)')).rejects.toThrow('permission denied');

  await as(`alter role current_user password 'stolen'`);
  while (!(await pod.log()).includes("a role's password was changed")) await sleep(250);
  expect(await as('select 1')).toBe('1');

  await apply(
    `[${READER.replace(`'pg_read_all_data'`, `'pg_monitor'`).replace(`'bypassrls'`, `'createdb'`)}]`,
  );
  await until('t|f|t|t|{pg_monitor}');
});

test('a role that nobody contributes any more cannot log in', async () => {
  await apply('[]');
  await until('f|f|t|t|{pg_monitor}');
});
