import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { setTimeout as sleep } from 'node:timers/promises';
import { attacked, TRAPS } from './attacks';
import { runAsBackend } from './backend-pod';
import { DatabasePod } from './database-pod';
import { Example } from './example';
import { Namespace } from './namespace';
import { OldServer } from './old-server';
import { temporaryFolder } from './temporary-folder';

const PASSWORD = 'some-password';
const FROM = `host: 'postgres', port: 5433, database: 'shop', user: 'shop'`;
const KEY = `password: { secret: 'postgres', key: 'POSTGRES_PASSWORD' }`;

/** What an application does: it writes a row, and reads those that there are. */
const WRITE = `
import os, re, sys, psycopg2
with psycopg2.connect(re.sub(r'^postgresql\\+\\w+:', 'postgresql:', os.environ['DATABASE_URL'])) as connection:
    cursor = connection.cursor()
    cursor.execute('insert into note (body) values (%s)', (sys.argv[1],))
    cursor.execute("select body from note where body like 'written %' order by id")
    print([body for body, in cursor])
`;

/** What a role that may only make its own things would do with the rights of whoever reads them. */
const OLD_TRAPS = `
  create role author;
  grant create on database shop to author;
  grant create on schema public to author;
  set session authorization author;
  ${TRAPS.replace(/alter (database|role) app .*/g, '')}
  create function trap.leave() returns void language plpgsql as $$
  begin
    execute 'copy (select 1) to program ''touch /tmp/climbed''';
  exception when others then null;
  end $$;
  create function trap.mark() returns bool language plpgsql immutable as
    'begin perform trap.leave(); return true; end';
  create table trap.marked as select 1 as x;
  create index on trap.marked (x) where trap.mark();
  reset session authorization;
  create function trap.on_ddl() returns event_trigger language plpgsql as 'begin perform trap.climb(); end';
  create event trigger on_ddl on ddl_command_start execute function trap.on_ddl();`;

/** All that pg_dump knows but rows, and without what a server says of itself. */
const SCHEMA = [
  'pg_dump',
  '--schema-only',
  '--no-owner',
  '--no-privileges',
  '--no-publications',
  '--exclude-schema=cdk8s_database',
];

let namespace: Namespace;
let example: Example;
let old: OldServer;
let pod: DatabasePod;

beforeAll(async () => {
  example = await Example.copyTo(await temporaryFolder());
  namespace = await Namespace.create('from-postgresql');
  const list = join(example.base, 'kustomization.yaml');
  const text = await readFile(list, 'utf8');
  await writeFile(list, text.replace('resources:\n', 'resources:\n  - postgres.yaml\n'));
  await writeFile(join(example.repository, 'cdk8s.yaml'), 'app: npx cdk8s-database synth main.ts\n');
  old = await OldServer.start(namespace, example, 15);
  await old.sql(await readFile(join(__dirname, '../postgres-import/shop.sql'), 'utf8'));
  const secret = join(example.base, 'backend', 'secret.yaml');
  const url = 'postgresql://shop:of%20the%20old%20server@postgres:5433/shop';
  const before = (await readFile(secret, 'utf8')).replace(
    /DATABASE_URL: .*/,
    `DATABASE_URL: ${Buffer.from(url).toString('base64')}`,
  );
  await writeFile(secret, before);
  await namespace.kubectl(['apply', '-f', secret]);
  await runAsBackend(namespace, example, 'before', {
    image: 'localhost/pyapp:latest',
    command: ['sleep', '600'],
    files: { 'write.py': WRITE },
  });
  pod = new DatabasePod(namespace);
});

/** What the application sees after it has written a row. */
async function written(app: string): Promise<string> {
  const exec = ['exec', app, '--', 'python3', '/srv/program/write.py', `written ${app}`];
  return (await namespace.kubectl(exec)).stdout.trim();
}

/** Renders the import, and applies it. Returns its Job's name. */
async function started(options: string, edit = (yaml: string): string => yaml): Promise<string> {
  await writeFile(
    join(example.repository, 'main.ts'),
    `import { BackendSecret, GitOpsApp, PostgresDatabase, PostgresImport } from 'cdk8s-database';
    import { Size } from 'cdk8s';
    const app = new GitOpsApp();
    const database = new PostgresDatabase(app, 'database', {
      storage: { size: Size.mebibytes(600) }, resources: { cpuRequest: 0.05 },
    });
    new BackendSecret(app, 'backend-secret', {
      key: 'DATABASE_URL', value: database.url({ driver: 'psycopg2' }), replaceDatabase: true,
    });
    new PostgresImport(database, 'import', { ${options} });
    app.synth();`,
  );
  await example.synth(PASSWORD, '--in-place');
  const folder = join(example.base, 'database');
  const config = join(folder, 'configmap.yaml');
  const yaml = await readFile(config, 'utf8');
  await writeFile(config, edit(yaml));
  const jobs = loadAll(await readFile(join(folder, 'job.yaml'), 'utf8')) as {
    metadata: { name: string };
  }[];
  const name = jobs[0]?.metadata.name ?? '';
  await namespace.kubectl(['delete', 'job,configmap', name, '--ignore-not-found', '--wait']);
  await namespace.apply(folder);
  await writeFile(config, yaml);
  return name;
}

/** Waits for a Job to end as OUTCOME says. Returns what all of its last pod has said. */
async function ended(job: string, outcome: 'complete' | 'failed'): Promise<string> {
  const wait = ['wait', `job/${job}`, `--for=condition=${outcome}`, '--timeout=100s'];
  await namespace.explained(namespace.kubectl(wait));
  const logs = ['target', 'dump', 'restore'].map(
    async (container) =>
      await namespace.kubectl(['logs', `job/${job}`, `--container=${container}`]).then(
        ({ stdout }) => stdout,
        () => '',
      ),
  );
  return (await Promise.all(logs)).join('');
}

/** Waits until a question to the new database has this answer. */
async function until(question: string, answer: string): Promise<void> {
  const deadline = performance.now() + 60_000;
  while ((await pod.sql(question)) !== answer) {
    if (performance.now() > deadline) await namespace.explained(Promise.reject(new Error(question)));
    await sleep(500);
  }
}

const TABLES = "select count(*) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace";

test('a wrong password ends it at once, and is in no log', async () => {
  const job = await started(`from: { ${FROM}, password: { secret: 'postgres', key: 'WRONG' } }`);
  await namespace.rolledOut('statefulset/database');
  const log = await ended(job, 'failed');
  expect(log).toContain('password authentication failed for user "shop"');
  expect(log).not.toContain('another one');
  const { stdout } = await namespace.kubectl(['get', 'pods', '-l', `job-name=${job}`, '-o', 'name']);
  expect(stdout.trim().split('\n')).toHaveLength(1);
});

test('a new database that is not empty stays what it is', async () => {
  await pod.sql('set role app; create table taken as select 1 as x');
  const log = await ended(await started(`from: { ${FROM}, ${KEY} }`), 'failed');
  expect(log).toContain('the database app is not empty, and nothing is written over: table public.taken');
});

test('an extension that only a superuser makes is named before anything is done', async () => {
  await old.sql('create extension pageinspect');
  const log = await ended(await started(`from: { ${FROM}, ${KEY} }, replace: true`), 'failed');
  expect(log).toContain("made by a superuser only; give the database extensions: ['pageinspect']");
  expect(await pod.sql(TABLES)).toBe('1');
  await old.sql('drop extension pageinspect');
});

test('a row that arrives as another one is found, and nothing is kept', async () => {
  const spoil = (yaml: string): string =>
    yaml.replace('section data list.rest', "section data list.rest | sed 's/note 1000/note 1001/'");
  const job = await started(`from: { ${FROM}, ${KEY} }, replace: true`, spoil);
  const log = await ended(job, 'failed');
  expect(log).toMatch(/there: "table public.note"\t2572\t[0-9a-f]{64}\nhere: {2}"table public.note"\t2572\t/);
  expect(await pod.sql(TABLES)).toBe('1');
  expect(await pod.sql('select x from taken')).toBe('1');
});

test('all of it arrives, also when the Job is killed, and nothing of it runs as a superuser', async () => {
  expect(await written('before')).toBe("['written before']");
  // More than is sorted in memory.
  await old.sql(
    'create table bulk as select n, repeat(md5(n::text), 5) as text from generate_series(1, 300000) n',
  );
  await old.sql(OLD_TRAPS);
  // The last thing that an import does is to note that it is done.
  await pod.sql(`
    set role app; create schema cdk8s_database;
    create table cdk8s_database.postgres_import
      (name text primary key, imported_at timestamptz not null default now(), tables jsonb not null)`);
  const held = pod
    .sql('begin; lock table cdk8s_database.postgres_import in share mode; select pg_sleep(600)')
    .catch(() => undefined);
  const job = await started(`from: { ${FROM}, ${KEY} }, replace: true`);
  const waiting = `select count(*) from pg_locks
    where relation = 'cdk8s_database.postgres_import'::regclass and not granted`;
  await until(waiting, '1');
  await namespace.kubectl(['delete', 'pods', '-l', `job-name=${job}`, '--force', '--grace-period=0']);
  await until(waiting, '0');
  expect(await pod.sql(TABLES)).toBe('1');
  await pod.sql("select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(600)'");
  await held;

  const log = await ended(job, 'complete');
  expect(log).toContain('left behind: event trigger on_ddl: only a superuser may make one');
  expect(log).toMatch(/^table public.note: 2573 rows, checksum [0-9a-f]{30}, as in the old database$/m);
  expect(log).toMatch(/^table billing.invoice: 2572 rows, /m);
  expect(log).toMatch(/^table public.bulk: 300000 rows, /m);
  expect(log).toMatch(/^large objects: /m);
  expect(log).not.toContain('of the old server');

  // From 16 on views are written without what is not needed to tell columns apart.
  const cleaned = (text: string): string =>
    text
      .replace(
        /^(-- Dumped|\\(un)?restrict|SET transaction_timeout|CREATE EVENT TRIGGER|-- Name: on_ddl; Type: EVENT| +EXECUTE FUNCTION trap.on_ddl).*$/gm,
        '',
      )
      .replace(/\bnote\./g, '');
  const here = cleaned(await pod.run(...SCHEMA, '-U', 'postgres', 'app'));
  const there = cleaned(await old.run([...SCHEMA, '-U', 'shop', 'shop']));
  expect(here.split('\n').filter((line) => !there.includes(line))).toEqual([]);
  expect(there.split('\n').filter((line) => !here.includes(line))).toEqual([]);
  expect(await pod.sql("select nextval('lonely'), nextval('untouched'), nextval('note_id_seq')")).toBe(
    '55|1|3002',
  );

  // Neither there, where the import reads as a superuser, nor here.
  expect(await old.run(['sh', '-c', 'ls /tmp/climbed || true'])).toBe('');
  expect(await old.sql("select count(*) from pg_roles where rolname = 'climbed'")).toBe('0');
  // So it would have been found: counting the rows by a plan is enough.
  await old.sql('select count(*) from trap.marked where x = 1');
  expect(await old.run(['sh', '-c', 'ls /tmp/climbed'])).toBe('/tmp/climbed');
  expect(await attacked(namespace)).toBe('postgres');
  expect(
    await pod.sql(`select count(*) from pg_shdepend where refobjid = 'app'::regrole and deptype = 'o'
      and dbid = (select oid from pg_database where datname = 'app')`),
  ).not.toBe('0');
  expect(
    await pod.sql(
      'select count(*) from pg_proc where proowner = 10 and oid >= 16384 and pronamespace = $$public$$::regnamespace',
    ),
  ).toBe('0');
}, 180_000);

test('the application goes on where it was; the Job is done once', async () => {
  await namespace.kubectl(['apply', '-f', join(example.base, 'backend', 'secret.yaml')]);
  await runAsBackend(namespace, example, 'after', {
    image: 'localhost/pyapp:latest',
    command: ['sleep', '600'],
    files: { 'write.py': WRITE },
  });
  expect(await written('after')).toBe("['written before', 'written after']");

  const log = await ended(await started(`from: { ${FROM}, ${KEY} }, replace: true`), 'complete');
  expect(log).toContain('database-import has been done before; there is nothing to do');
  expect(await pod.sql("select count(*) from note where body = 'written after'")).toBe('1');
  expect(await old.sql("select count(*) from note where body like 'written %'")).toBe('1');
});

test('by hand it arrives too, and belongs to the application', async () => {
  await old.sql('drop event trigger on_ddl; alter table note no force row level security');
  await pod.sql('create database by_hand owner app', 'postgres');
  const dump = [
    'pg_dump',
    '-U',
    'shop',
    '-d',
    'shop',
    '--no-owner',
    '--no-acl',
    '--no-comments',
    '--no-publications',
  ];
  const into = async (psql: readonly string[], text: string): Promise<string> => {
    const options = ['-d', 'by_hand', '-X', '-q', '-1', '-v', 'ON_ERROR_STOP=1', '-f', '-'];
    const exec = ['exec', '-i', 'database-0', '-c', 'postgres', '--', ...psql, ...options];
    await namespace.kubectl(exec, { input: text });
    const owners = "select string_agg(distinct tableowner, ',') from pg_tables where schemaname = 'public'";
    return await pod.sql(`select count(*), (${owners}) from note`, 'by_hand');
  };
  expect(await into(['psql'], await old.run(dump))).toBe('2573|app');

  // Its functions would end the role of a superuser's session.
  await old.sql('drop schema trap cascade');
  await pod.sql('drop database by_hand with (force)', 'postgres');
  await pod.sql('create database by_hand owner app', 'postgres');
  expect(await into(['psql', '-U', 'postgres'], `set role app;\n${await old.run(dump)}`)).toBe('2573|app');
});
