import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runAsBackend } from './backend-pod';
import type { DatabasePod } from './database-pod';
import { Example } from './example';
import { migrationsIn } from '../schema/migrated';
import { migrated } from './migration-job';
import { writeMigrations } from './migrations';
import { Namespace } from './namespace';
import { ownDatabase, program } from './own-database';
import { PROJECT } from './project';
import { temporaryFolder } from './temporary-folder';

const PASSWORD = 'some-password';
const PYTHON = 'localhost/pyapp:latest';
const STORAGE = 'storage: { size: Size.mebibytes(600) }, resources: { cpuRequest: 0.05 }';
const WITH_SCHEMA = `{ schema: Schema.fromDirectory('schema'), ${STORAGE} }`;
const WITH_EXTENSION = `{ schema: Schema.fromDirectory('schema'), extensions: ['pg_stat_statements'], ${STORAGE} }`;
const WITHOUT_SCHEMA = `{ ${STORAGE} }`;

/** Takes the first connection that there is to have, and says at once what it finds. */
const FIRST_CONNECTION = `
import os, time
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
engine = create_engine(os.environ["DATABASE_URL"])
while True:
    try:
        connection = engine.connect()
        break
    except OperationalError:
        time.sleep(0.01)
tables = "select string_agg(tablename, ' ' order by tablename) from pg_tables where schemaname = 'public'"
print(connection.execute(text(tables)).scalar())
print(*connection.execute(text("select count(*), count(applied_at) from cdk8s_database.migration")).one(), flush=True)
time.sleep(3600)
`;

/** What Alembic would change of a database to make it what the models in /srv/program declare. */
const DIFFERENCES = `
import os, pathlib, shutil, sys
scratch = pathlib.Path("/srv/scratch")
(scratch / "app").mkdir(exist_ok=True)
(scratch / "app" / "__init__.py").touch()
for name in ("database", "models"):
    shutil.copy(f"/srv/program/{name}.py", scratch / "app" / f"{name}.py")
sys.path.insert(0, str(scratch))
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from app import models
from app.database import Base, engine
from sqlalchemy import text

def declared(item, name, kind, reflected, counterpart):
    # Further indexes, and the partitions of a table, are the schema's own.
    return not reflected or counterpart is not None or kind == "column" or kind == "table" and name not in partitions

def differences(connection):
    options = {"compare_type": True, "include_object": declared}
    return compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)

if "create" in sys.argv:
    Base.metadata.create_all(engine)
with engine.connect() as connection:
    rows = connection.execute(text("select inhrelid::regclass::text from pg_inherits"))
    partitions = {name for (name,) in rows}
    print(differences(connection))
    table = min(Base.metadata.tables)
    column = next(one for one in Base.metadata.tables[table].columns if not one.primary_key and not one.foreign_keys)
    with connection.begin() as transaction:
        connection.execute(text(f'alter table {table} drop column {column.name} cascade'))
        print(differences(connection) != [])
        transaction.rollback()
`;

/** In the pod that holds them; DATABASE is on the server that its URL leads to. */
async function compare(
  namespace: Namespace,
  pod: string,
  database: string,
): Promise<{ readonly differences: string; readonly whenOneIsMade: string }> {
  const url = `DATABASE_URL=$(echo "$DATABASE_URL" | sed 's,/app?,/${database}?,')`;
  const shell = ['sh', '-c', `${url} exec python3 /srv/program/compare.py`];
  const { stdout } = await namespace.kubectl(['exec', pod, '--', ...shell]);
  const [differences = '', whenOneIsMade = ''] = stdout.trim().split('\n');
  return { differences, whenOneIsMade };
}

/** The models of an example, in a pod that sees its database. */
async function modelsOf(name: string): Promise<Record<string, string>> {
  const code = join(PROJECT, 'examples', name, 'backend', 'app');
  return {
    'compare.py': DIFFERENCES,
    'database.py': await readFile(join(code, 'database.py'), 'utf8'),
    'models.py': await readFile(join(code, 'models.py'), 'utf8'),
  };
}

test('the application’s first connection to a new database finds every table and index, and extension', async () => {
  const example = await Example.copyTo(await temporaryFolder());
  await writeFile(join(example.repository, 'main.ts'), program(WITH_EXTENSION));
  await writeMigrations(example, {
    '0006_busiest.sql': 'create view busiest as select query, calls from pg_stat_statements;',
  });
  await writeFile(join(example.repository, 'cdk8s.yaml'), 'app: npx cdk8s-database synth main.ts\n');
  await example.synth(PASSWORD, '--in-place');
  const namespace = await Namespace.create('schema-first');
  await namespace.kubectl(['apply', '-f', join(example.base, 'backend', 'secret.yaml')]);
  await runAsBackend(namespace, example, 'first', {
    image: PYTHON,
    command: ['python3', '-c', FIRST_CONNECTION],
  });

  const { stderr } = await namespace.apply(join(example.base, 'database'));
  expect(stderr).toBe('');
  await namespace.rolledOut('statefulset/database');
  expect(await output(namespace, 'first', 2)).toBe('conversations messages\n6 6\n');
});

/** What a pod has said, as soon as it is LINES lines. */
async function output(namespace: Namespace, pod: string, lines: number): Promise<string> {
  for (;;) {
    const { stdout } = await namespace.kubectl(['logs', pod]);
    if (stdout.split('\n').length > lines) return stdout;
    await sleep(100);
  }
}

/** The longest that somebody else had to wait for a row, in milliseconds, of ten seconds in which he asked for one. */
const WAITING = `
  create temporary table waited (ms float);
  do $$
  declare
    asked timestamptz;
  begin
    for i in 1 .. 100 loop
      asked := clock_timestamp();
      perform from messages limit 1;
      insert into waited values (extract(epoch from clock_timestamp() - asked) * 1000);
      commit;
      perform pg_sleep(0.1);
    end loop;
  end $$;
  select max(ms) from waited;`;

test('a migration that failed on a new database is corrected, with another password meanwhile', async () => {
  const example = await Example.copyTo(await temporaryFolder());
  await writeFile(join(example.repository, 'main.ts'), program(WITH_SCHEMA));
  await writeFile(join(example.repository, 'cdk8s.yaml'), 'app: npx cdk8s-database synth main.ts\n');
  const namespace = await Namespace.create('schema-corrected');
  // To psql, had it to read the file, the last line but one would be a command of its own.
  const bad = "set standard_conforming_strings = off;\nselect '\\'';\n\\! expr 40 + 2\n--'";
  await writeMigrations(example, { '0006_bad.sql': bad });
  await example.synth(PASSWORD, '--in-place');
  const log = await migrated(namespace, example, 'failed');
  expect(log).toContain('ERROR:  42601: syntax error');
  expect(log).not.toMatch(/^42$/m);

  await writeMigrations(example, { '0006_bad.sql': 'select 1;' });
  await example.synth('another-password', '--in-place', '--force');
  await migrated(namespace, example);
  await namespace.rolledOut('statefulset/database');
});

describe('a schema that is added to a database in use', () => {
  let namespace: Namespace;
  let example: Example;
  let pod: DatabasePod;

  beforeAll(async () => {
    ({ namespace, example, pod } = await ownDatabase('schema', WITHOUT_SCHEMA));
    await runAsBackend(namespace, example, 'models', {
      image: PYTHON,
      command: ['sleep', 'infinity'],
      files: await modelsOf('chatbot'),
    });
  });

  async function podUid(): Promise<string> {
    return (await namespace.kubectl(['get', 'pod', 'database-0', '-o', 'jsonpath={.metadata.uid}'])).stdout;
  }

  test('adopts the tables that SQLAlchemy has made, and restarts nothing', async () => {
    await namespace.kubectl(['exec', 'models', '--', 'python3', '/srv/program/compare.py', 'create']);
    await pod.sql("insert into conversations (session_id) values ('before')");
    const uid = await podUid();

    await writeFile(join(example.repository, 'main.ts'), program(WITH_SCHEMA));
    await example.synth(PASSWORD, '--in-place');
    const log = await migrated(namespace, example);

    expect(log).toContain('\n0005_search.sql\n');
    expect(log).toContain('already exists, skipping');
    expect(await pod.sql('select session_id from conversations')).toBe('before');
    expect(await pod.sql("select tableowner from pg_tables where tablename = 'messages'")).toBe('app');
    expect(await podUid()).toBe(uid);
    expect(await compare(namespace, 'models', 'app')).toEqual({ differences: '[]', whenOneIsMade: 'True' });
  });

  test('SQLAlchemy finds the agents’ tables to be as their models declare them', async () => {
    await pod.sql('create database agents owner app', 'postgres');
    for (const sql of migrationsIn(join(PROJECT, 'examples', 'agents', 'schema'))) {
      await pod.sql(`set role app; ${sql}`, 'agents');
    }
    await runAsBackend(namespace, example, 'agents', {
      image: PYTHON,
      command: ['sleep', 'infinity'],
      files: await modelsOf('agents'),
    });
    expect(await compare(namespace, 'agents', 'agents')).toEqual({
      differences: '[]',
      whenOneIsMade: 'True',
    });
  });

  test('the same set applied again does nothing, a new one is another Job', async () => {
    await writeMigrations(example, { '0006_note.sql': 'create table note (body text);' });
    await example.synth(PASSWORD, '--in-place');
    expect(await migrated(namespace, example)).toBe(
      '0006_note.sql\nmigrate.sh: the database has all migrations\n',
    );
    await namespace.kubectl(['delete', 'job', '--all']);
    expect(await migrated(namespace, example)).toBe('migrate.sh: the database has all migrations\n');
  });

  test('a migration that fails leaves the database as it was, and says which statement it was', async () => {
    const bad =
      'create table half (a int);\nalter table note add column b int;\nselect missing(b)\n  from note;\n';
    await writeMigrations(example, { '0007_bad.sql': bad });
    await example.synth(PASSWORD, '--in-place');
    const log = await migrated(namespace, example, 'failed');

    expect(log).toContain('ERROR:  42883: function missing(integer) does not exist');
    expect(log).toContain('STATEMENT:  /* 0007_bad.sql:3 */ select missing(b)\n  from note\n');
    expect(await pod.sql("select to_regclass('half') is null")).toBe('t');
    const columns =
      "select string_agg(attname, ' ') from pg_attribute where attrelid = 'note'::regclass and attnum > 0";
    expect(await pod.sql(columns)).toBe('body');

    // It has run nowhere, so it may be corrected.
    await writeMigrations(example, { '0007_bad.sql': 'create table whole (a int);' });
    await example.synth(PASSWORD, '--in-place', '--force');
    expect(await migrated(namespace, example)).toContain('0007_bad.sql\n');
  });

  test('one that has run, and is another one now all the same, is refused by the database', async () => {
    await writeMigrations(example, { '0007_bad.sql': 'create table other (a int);' });
    await example.synth(PASSWORD, '--in-place', '--force');
    expect(await migrated(namespace, example, 'failed')).toContain(
      'applied with another content: 0007_bad.sql',
    );
    expect(await pod.sql("select to_regclass('other') is null")).toBe('t');

    await writeMigrations(example, { '0007_bad.sql': 'create table whole (a int);' });
    await example.synth(PASSWORD, '--in-place', '--force');
    await migrated(namespace, example);
  });

  test('a lock that it does not get makes it come again, and nobody wait for long behind it', async () => {
    await writeMigrations(example, { '0008_column.sql': 'alter table messages add column rating int;' });
    await example.synth(PASSWORD, '--in-place');
    const reader = pod.sql('begin; select from messages; select pg_sleep(8); commit');
    const psql = ['env', 'PGOPTIONS=-c search_path=public', 'psql', '-U', 'postgres', '-XqAtf', '-'];
    const others = namespace.kubectl(['exec', '-i', 'database-0', '-c', 'postgres', '--', ...psql], {
      input: WAITING,
    });
    const log = await migrated(namespace, example);
    await reader;
    expect(log).toContain('canceling statement due to lock timeout');
    expect(log).toContain('migrate.sh: trying again');
    expect(log).toContain('migrate.sh: the database has all migrations');
    // A second is what it waits; the rest is what a busy machine takes.
    expect(Number((await others).stdout)).toBeLessThan(2_500);
  });

  test('a unique index that cannot be built leaves nothing behind', async () => {
    await pod.sql("insert into note values ('twice'), ('twice')");
    const unique = 'create unique index concurrently if not exists note_once on note (body);';
    await writeMigrations(example, { '0009_index.sql': unique });
    await example.synth(PASSWORD, '--in-place');
    expect(await migrated(namespace, example, 'failed')).toContain('ERROR:  23505');
    expect(await pod.sql("select to_regclass('note_once') is null")).toBe('t');
    await pod.sql('truncate note');
  });

  test('an index build that was cut short is done again', async () => {
    await pod.sql(
      'insert into note select generate_series(1, 5); create unique index note_by_body on note (body); alter table note owner to app',
    );
    await pod.sql("update pg_index set indisvalid = false where indexrelid = 'note_by_body'::regclass");
    await writeMigrations(example, {
      '0009_index.sql': 'create index concurrently if not exists note_by_body on note (body);',
    });
    await example.synth(PASSWORD, '--in-place', '--force');
    await migrated(namespace, example);
    const index = "select indisvalid, indisunique from pg_index where indexrelid = 'note_by_body'::regclass";
    expect(await pod.sql(index)).toBe('t|f');
  });

  test('a procedure is called on its schedule, as the role that owns the database', async () => {
    await writeMigrations(example, {
      '0010_retention.sql':
        'create procedure forget() language sql as $$ delete from note; insert into note values (current_user) $$;',
    });
    const scheduled = "{ scheduled: [{ procedure: 'forget', schedule: '0 3 * * *' }] }";
    const props = `{ schema: Schema.fromDirectory('schema', ${scheduled}), ${STORAGE} }`;
    await writeFile(join(example.repository, 'main.ts'), program(props));
    await example.synth(PASSWORD, '--in-place');
    await migrated(namespace, example);
    await namespace.kubectl(['create', 'job', 'now', '--from=cronjob/database-forget']);
    await namespace.explained(
      namespace.kubectl(['wait', 'job/now', '--for=condition=complete', '--timeout=60s']),
    );
    expect(await pod.sql('select body from note')).toBe('app');
  });

  test('an extension that is added is made in the restart that it brings about, and migrations wait for it', async () => {
    await writeFile(join(example.repository, 'main.ts'), program(WITH_EXTENSION));
    await writeMigrations(example, {
      '0011_busiest.sql': 'create view busiest as select query, calls from pg_stat_statements;',
    });
    await example.synth(PASSWORD, '--in-place');
    expect(await migrated(namespace, example)).toContain('0011_busiest.sql\n');
    await namespace.rolledOut('statefulset/database');
    expect(await pod.sql('select count(*) > 0 from busiest')).toBe('t');
    expect(await pod.sql('select body from note')).toBe('app');
  });
});
