import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { definitionOf } from './backup/definition';
import type { DatabasePod } from './database-pod';
import type { Namespace } from './namespace';
import { ownDatabase } from './own-database';

let namespace: Namespace;
let pod: DatabasePod;

beforeAll(async () => {
  ({ namespace, pod } = await ownDatabase(
    'hostile-backup',
    `{
      storage: { size: Size.mebibytes(600) }, resources: { cpuRequest: 0.05 },
      extensions: ['pg_stat_statements', 'btree_gin'], backup: { drill: {} },
    }`,
  ));
});

/** Makes a Job of a CronJob, and waits for its end; returns what its containers have said. */
async function job(
  name: string,
  cronJob: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { stdout } = await namespace.kubectl([
    ...['create', 'job', name, `--from=cronjob/${cronJob}`, '--dry-run=client', '-o', 'yaml'],
  ]);
  const variables = Object.entries(env).map(([key, value]) => `${key}=${value}`);
  const set = ['set', 'env', '--local', '-f', '-', '-o', 'yaml', ...variables];
  const made = variables.length === 0 ? stdout : (await namespace.kubectl(set, { input: stdout })).stdout;
  await namespace.kubectl(['create', '-f', '-'], { input: made });
  await namespace.explained(
    namespace.kubectl(['wait', `job/${name}`, '--for=condition=Complete', '--timeout=180s']),
  );
  return (await namespace.kubectl(['logs', `job/${name}`, '--all-containers'])).stdout;
}

async function run(file: string): Promise<void> {
  await pod.script(await readFile(join(__dirname, 'backup', file), 'utf8'), { role: 'app' });
}

/** Makes a Job of the backup; returns what its first pod has said that failed. */
async function failedBackup(name: string): Promise<string> {
  await namespace.kubectl(['create', 'job', name, '--from=cronjob/database-backup']);
  await namespace.kubectl(['wait', `job/${name}`, '--for=jsonpath={.status.failed}=1', '--timeout=60s']);
  const { stdout } = await namespace.kubectl(['logs', `job/${name}`, '--all-containers']);
  await namespace.kubectl(['delete', 'job', name]);
  return stdout;
}

test('a database with something of each kind comes back as it was', async () => {
  await run('everything.sql');
  await job('backup-1', 'database-backup');
  await job('drill-1', 'database-drill');
  await job('restore-1', 'database-restore', { INTO: 'again' });
  expect(await definitionOf(pod, 'again')).toBe(await definitionOf(pod, 'app'));
});

test('rights that its owner cannot give are named, and keep nothing from being restored', async () => {
  await pod.script(`
    create role reader;
    grant usage on schema public to reader;
    create table public.given as select 1 as n;
    alter table public.given owner to app;
    alter default privileges grant select on tables to reader;
    grant select on pg_catalog.pg_subscription to reader;
    grant select on public.given to reader with grant option;
    set role reader;
    grant select on public.given to public;
  `);
  await job('backup-of-rights', 'database-backup');
  const said = await job('restore-of-rights', 'database-restore', { INTO: 'rights' });
  expect(said).toContain('permission denied for table pg_subscription');
  expect(said).toContain('these rights are not restored, since they are not the application');
  expect(await pod.sql('select relacl from pg_class where relname = $$given$$', 'rights')).toBe(
    '{app=arwdDxt/app,reader=r*/app,=r/app}',
  );
});

test.each(['table', 'sequence'])('a %s that a dump would not have fails the backup', async (kind) => {
  const sql = (text: string): Promise<string> =>
    pod.run('psql', '-U', 'app', '-d', 'app', '-v', 'ON_ERROR_STOP=1', '-Xqc', text);
  await sql(
    `create ${kind} public.taken${kind === 'table' ? ' ()' : ''}; alter extension citext add ${kind} public.taken`,
  );
  expect(await failedBackup(`taken-${kind}`)).toContain('"public.taken" was added to an extension');
  await sql(`alter extension citext drop ${kind} public.taken; drop ${kind} public.taken`);
});

test('what the application plants runs as nobody else, and keeps nothing from being saved', async () => {
  // One that only reads and is deferrable would wait for its end.
  const serializable = 'begin isolation level serializable read write; select pg_catalog.pg_sleep(600)';
  const open = pod.run('psql', '-U', 'app', '-d', 'app', '-Xqc', serializable).catch(() => undefined);
  await run('hostile.sql');
  const said = [
    await job('backup-2', 'database-backup'),
    await job('drill-2', 'database-drill'),
    await job('restore-2', 'database-restore', { DISCONNECT: 'true', REPLACE: 'true' }),
  ].join('\n');
  // The restore has ended it.
  await open;
  expect(said).not.toContain('pwned');
  const runs = [...(await pod.log()).matchAll(/spy: (\S+) as (\S+) in/g)].map(
    ([, who, role]) => `${who} ${role}`,
  );
  expect([...new Set(runs)]).toEqual(['app app']);
  expect(await pod.sql("select count(*) from pg_roles where rolname = 'climbed'", 'postgres')).toBe('0');
});

test('who derives the passwords of the server’s own roles gets into no other database', async () => {
  const logIn = async (role: string, database: string): Promise<string> =>
    await pod
      .run(
        'sh',
        '-c',
        'PGPASSWORD=$(sh /etc/postgresql/role-password.sh "$0") psql "$1" -XqAtc "select current_user"',
        `cdk8s_database_${role}`,
        `host=127.0.0.1 sslmode=require user=cdk8s_database_${role} dbname=${database}`,
      )
      .catch(String);
  expect(await logIn('backup', 'again')).toContain('pg_hba.conf rejects');
  expect(await logIn('restore', 'again')).toContain('pg_hba.conf rejects');
  expect(await logIn('restore', 'postgres')).toBe('cdk8s_database_restore');
});
