import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseUrl } from 'cdk8s-database';
import { laptopVariables } from '../../src/database/environments/dotenv-file';
import { setComposeEntry } from '../../src/editors/compose/compose-editor';
import { setVariables } from '../../src/editors/dotenv/dotenv-editor';
import { BACKEND, backendFiles, passed, TESTS } from './backend-tests';
import { runAsBackend, SCRATCH } from './backend-pod';
import { backendPython } from './checkers/tools';
import { ComposeProject } from './compose-project';
import { DatabasePod } from './database-pod';
import { Docker } from './docker';
import { Example } from './example';
import { laptopDatabase } from './laptop-database';
import { Namespace } from './namespace';
import { program } from './own-database';
import { temporaryFolder } from './temporary-folder';

const PASSWORD = 'test_password';
const SERVICE = 'test-db';

let docker: Docker;
let laptop: ComposeProject;
let namespace: Namespace;
let example: Example;

beforeAll(async () => {
  docker = await Docker.start();
  [laptop, { namespace, example }] = await Promise.all([onLaptop(), onCluster()]);
}, 240_000);

/** The database of compose.yaml, its .env.test, and a service of the user's own that has the backend's tests. */
async function onLaptop(): Promise<ComposeProject> {
  const project = await ComposeProject.create(docker);
  const port = await docker.freePort();
  const login = { database: 'test_db', user: 'test_user' };
  await project.add(laptopDatabase({ ...login, major: 16, port, schema: true, service: SERVICE }));
  const variables = laptopVariables({
    key: 'TEST_DATABASE_URL',
    password: PASSWORD,
    passwordVariable: 'POSTGRES_PASSWORD',
    port,
    service: SERVICE,
    url: new DatabaseUrl({ ...login, driver: 'psycopg2', host: SERVICE, tls: 'require' }),
    variables: { TESTING_MODE: 'true', STRICT_HEALTH_CHECKS: 'false' },
  });
  await project.write('.env.test', setVariables('', variables, '.env.test').text);
  const tests = {
    image: 'localhost/pyapp',
    command: ['python3', ...TESTS],
    env_file: '.env.test',
    environment: { RUNNING_IN_DOCKER: 'true' },
    profiles: ['tests'],
    volumes: [`${BACKEND}:/srv/backend:ro`],
    working_dir: '/srv/backend',
  };
  const text = setComposeEntry(await project.read('compose.yaml'), 'services', 'tests', tests, '').text;
  await project.write('compose.yaml', text);
  await project.up();
  return project;
}

/** The same, as a base that is applied. */
async function onCluster(): Promise<{ namespace: Namespace; example: Example }> {
  const copy = await Example.copyTo(await temporaryFolder());
  await writeFile(
    join(copy.repository, 'main.ts'),
    program("{ version: PostgresVersion.V16, schema: Schema.fromDirectory('schema') }"),
  );
  await writeFile(join(copy.repository, 'cdk8s.yaml'), 'app: npx cdk8s-database synth main.ts\n');
  await copy.synth(PASSWORD, '--in-place');
  const created = await Namespace.create('everywhere');
  await created.apply(join(copy.base, 'database'));
  await created.kubectl(['apply', '-f', join(copy.base, 'backend', 'secret.yaml')]);
  await created.rolledOut('statefulset/database');
  return { namespace: created, example: copy };
}

async function onHost(): Promise<number> {
  const script = 'set -a; . ./.env.test; set +a; cd "$1"; shift; exec "$@"';
  const { stderr } = await docker.onHost(['sh', '-c', script, 'sh', BACKEND, backendPython(), ...TESTS], {
    cwd: laptop.folder,
  });
  return passed(stderr);
}

async function inContainer(): Promise<number> {
  const { stderr } = await laptop.compose('run', '--rm', '--no-TTY', 'tests');
  return passed(stderr);
}

async function inPod(): Promise<number> {
  await runAsBackend(namespace, example, 'tests', {
    image: 'localhost/pyapp:latest',
    command: ['sleep', '600'],
  });
  const exec = ['exec', '--stdin', 'tests', '--'];
  const unpack = [
    'import json, pathlib, sys',
    'for path, content in json.load(sys.stdin).items():',
    `    file = pathlib.Path(${JSON.stringify(SCRATCH)}, path)`,
    '    file.parent.mkdir(exist_ok=True)',
    '    file.write_text(content)',
  ].join('\n');
  await namespace.kubectl([...exec, 'python3', '-c', unpack], {
    input: JSON.stringify(await backendFiles()),
  });
  const script = `cd ${SCRATCH} && exec python3 ${TESTS.join(' ')}`;
  const { stderr } = await namespace.kubectl([...exec, 'sh', '-c', script]);
  return passed(stderr);
}

test('the same tests pass on the host, in a container and in a pod', async () => {
  const counts = { host: await onHost(), container: await inContainer(), pod: await inPod() };
  console.info(JSON.stringify(counts));
  expect(counts.host).toBeGreaterThan(5);
  expect(counts).toEqual({ host: counts.host, container: counts.host, pod: counts.host });
});

test('the server of the laptop is the one of the cluster: version, settings, who may log in, tables and indexes', async () => {
  const pod = new DatabasePod(namespace);
  const queries = {
    version: 'show server_version',
    settings: `select name, setting from pg_settings where source not in ('default', 'client', 'session', 'override')
      and sourcefile is not null order by name`,
    logins:
      'select type, database, user_name, address, auth_method from pg_hba_file_rules order by rule_number',
    role: `select rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls, rolcanlogin, rolconnlimit
      from pg_roles where rolname = (select pg_get_userbyid(datdba) from pg_database where datname = current_database())`,
    encoding: `select pg_encoding_to_char(encoding), datcollate, datctype from pg_database
      where datname = current_database()`,
    migrations: 'select name, checksum from cdk8s_database.migration order by name',
    indexes: "select indexdef from pg_indexes where schemaname = 'public' order by 1",
    columns: `select table_name, column_name, data_type, column_default, is_nullable from information_schema.columns
      where table_schema = 'public' order by 1, 2`,
  };
  const rows: Record<string, number> = {};
  for (const [name, query] of Object.entries(queries)) {
    const there = await pod.sql(query);
    expect(await laptop.sql(SERVICE, query)).toBe(there);
    rows[name] = there.split('\n').length;
  }
  expect(rows['settings']).toBeGreaterThan(10);
  expect(rows).toMatchObject({ version: 1, logins: 4, role: 1, encoding: 1, migrations: 5 });
});
