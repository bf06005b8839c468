import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabasePod } from './database-pod';
import type { Namespace } from './namespace';
import { ownDatabase } from './own-database';

const NEW_PASSWORD = `it's "new" \\ $1 %L é\u{1f511}`;

let namespace: Namespace;
let pod: DatabasePod;

beforeAll(async () => {
  ({ namespace, pod } = await ownDatabase(
    'superuser',
    `{
      storage: { size: Size.mebibytes(600) }, resources: { cpuRequest: 0.05 },
      // All that shows a statement's text in the log.
      configuration: {
        settings: { debug_print_parse: true, deadlock_timeout: '10ms', log_lock_waits: true, log_statement: 'all' },
      },
    }`,
  ));
});

/** Runs SQL by psql as it is found in the pod, where nobody says who they are. */
async function bare(sql: string): Promise<string> {
  return await pod.run('psql', '-XqAt', '-c', sql);
}

/** Whether the application's role gets in over the network by a password. */
async function logIn(password: string): Promise<string> {
  const psql = ['psql', 'host=127.0.0.1 sslmode=require', '-XqAtc', 'select 1'];
  return await pod.run('env', `PGPASSWORD=${password}`, ...psql).then(
    () => 'in',
    (error: unknown) => String(error),
  );
}

async function setSecret(password: string): Promise<void> {
  const data = { data: { password: Buffer.from(password).toString('base64') } };
  const patch = ['patch', 'secret', 'database-credentials', '--patch', JSON.stringify(data)];
  await namespace.kubectl(patch);
  // The kubelet mounts a changed Secret anew when it looks at the pod next: at once where the pod has changed.
  await namespace.kubectl(['annotate', 'pod', 'database-0', '--overwrite', `looked-at=${Date.now()}`]);
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(250);
}

test('a function of the application’s is not called by what brings changes in as the superuser', async () => {
  // What PostgreSQL 14 allows everybody, and databases that come from it have kept.
  await pod.sql('grant create on schema public to public', 'postgres');
  await pod.sql(
    `set role app;
    create function format(text, text, text) returns text language plpgsql as
      'begin create role climbed superuser; return pg_catalog.format($1, $2, $3); end'`,
    'postgres',
  );
  const applied = '/var/run/postgresql/applied';
  await pod.run('rm', applied);
  // The next probe does all of it again.
  await until(async () => (await pod.run('sh', '-c', `if [ -f ${applied} ]; then echo again; fi`)) !== '');
  expect(await pod.sql("select count(*) from pg_roles where rolname = 'climbed'")).toBe('0');
});

test('psql in the pod is the application, and the superuser takes no names from it', async () => {
  await bare(`
    create schema evil;
    create function evil.now() returns timestamptz language plpgsql as
      'begin if (select rolsuper from pg_roles where rolname = current_user) then
        create role climbed superuser; end if; return pg_catalog.now(); end';
    alter database app set search_path = evil, pg_catalog, public`);
  await bare('create table proof as select now() as carved_at; drop table proof');
  await pod.run('psql', '-U', 'postgres', '-XqAtc', 'select now()');

  expect(await bare('select current_user, current_setting($$is_superuser$$)')).toBe('app|off');
  expect(await pod.sql("select count(*) from pg_roles where rolname = 'climbed'")).toBe('0');
  expect(await pod.run('psql', '-U', 'postgres', '-d', 'postgres', '-XqAtc', 'select current_user')).toBe(
    'postgres',
  );
});

test('who holds an old password cannot set it again, and the new one is in no log', async () => {
  const thief = bare("begin; alter role app password 'stolen'; select pg_sleep(6); rollback");

  await setSecret(NEW_PASSWORD);
  await until(async () => (await logIn(NEW_PASSWORD)) === 'in');
  await thief;
  expect(await logIn('some-password')).toContain('password authentication failed');

  await bare("alter role app password 'some-password'");
  await until(async () => (await logIn(NEW_PASSWORD)) === 'in');
  expect(await logIn('some-password')).toContain('password authentication failed');
  const log = await pod.log();
  expect(log).toContain('was changed in the database');
  for (const shown of [NEW_PASSWORD, NEW_PASSWORD.replaceAll("'", "''"), 'SCRAM-SHA-256$'])
    expect(log).not.toContain(shown);
});

test('an empty password in the Secret changes nothing, and is said', async () => {
  await setSecret('');
  await until(async () => (await pod.log()).includes('the password in the Secret is empty'));
  expect(await logIn(NEW_PASSWORD)).toBe('in');
  await setSecret(NEW_PASSWORD);
});

test('the log tells of a row that failed, and not what was in it', async () => {
  await bare('create table person (name text check (length(name) < 5))');
  await expect(pod.run('sh', '-c', "printf 'Marguerite' | psql -c 'copy person from stdin'")).rejects.toThrow(
    'violates check constraint',
  );
  const log = await pod.log();
  expect(log).toContain('violates check constraint');
  expect(log).not.toContain('Marguerite');
});

test('words are found by their stems, as with the official image', async () => {
  expect(await bare("select to_tsvector('conversations') @@ to_tsquery('conversation')")).toBe('t');
});
