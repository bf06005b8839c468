import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabasePod } from './database-pod';
import { Example } from './example';
import { Namespace } from './namespace';
import { temporaryFolder } from './temporary-folder';

const PROGRAM = `
  import { ApplicationSecret, BackendSecret, GitOpsApp, Password, PostgresDatabase, Schema } from 'cdk8s-database';
  import { Size } from 'cdk8s';

  const app = new GitOpsApp();
  const database = new PostgresDatabase(app, 'database', {
    schema: Schema.fromDirectory('schema'),
    storage: { size: Size.gibibytes(1) },
    environments: {
      staging: {
        database: 'staging_db',
        user: 'staging_user',
        password: Password.fromEnvironment('STAGING_PASSWORD'),
        storage: { size: Size.gibibytes(2), storageClass: 'fast-ssd' },
        resources: { memory: Size.mebibytes(768) },
      },
      production: {
        password: Password.fromSecret('database-production'),
        secret: ApplicationSecret.inCluster(),
      },
    },
  });
  new BackendSecret(app, 'backend-secret', { value: database.url() });
  app.synth();
`;

let example: Example;

beforeAll(async () => {
  example = await Example.copyTo(await temporaryFolder());
  await writeFile(join(example.repository, 'main.ts'), PROGRAM);
  await writeFile(join(example.repository, 'cdk8s.yaml'), 'app: npx cdk8s-database synth main.ts\n');
  process.env['STAGING_PASSWORD'] = 'of staging';
  await example.synth('of the base', '--in-place');
});

/** Applies an overlay; the example's own workloads have no image here, and are not waited for. */
async function applied(
  environment: string,
  prepare?: (namespace: Namespace) => Promise<void>,
): Promise<Namespace> {
  const namespace = await Namespace.create(environment);
  await prepare?.(namespace);
  await namespace.apply(join(example.repository, 'k8s', 'overlays', environment));
  await namespace.rolledOut('statefulset/database');
  return namespace;
}

/** Logs in over the network, as the application does. */
async function login(namespace: Namespace, url: string): Promise<string> {
  const psql = [
    'psql',
    url,
    '-XqAtc',
    'select current_user, current_database(), ssl from pg_stat_ssl where pid = pg_backend_pid()',
  ];
  return await new DatabasePod(namespace).run('env', '-u', 'PGHOST', ...psql);
}

async function urlOf(namespace: Namespace): Promise<string> {
  const get = ['get', 'secret', 'backend-secret', '-o', 'jsonpath={.data.DATABASE_URL}'];
  const { stdout } = await namespace.kubectl(get);
  return Buffer.from(stdout, 'base64')
    .toString()
    .replace('+psycopg2', '')
    .replace('database-service', 'localhost');
}

test('an overlay runs: its own role, database, disk and memory, and the schema of all', async () => {
  const namespace = await applied('staging');
  const pod = new DatabasePod(namespace);
  expect(await login(namespace, await urlOf(namespace))).toBe('staging_user|staging_db|t');
  expect(await pod.sql("select count(*) from pg_tables where schemaname = 'public'", 'staging_db')).toBe('2');
  expect(await pod.sql('show effective_cache_size', 'staging_db')).toBe('512MB');
  const claim = [
    'get',
    'pvc',
    'database-data-16',
    '-o',
    'jsonpath={.spec.storageClassName} {.status.capacity.storage}',
  ];
  expect((await namespace.kubectl(claim)).stdout).toBe('fast-ssd 2Gi');
});

test('production runs with Secrets of the cluster’s, which are as they were', async () => {
  const password = 'in-no-file-4711';
  const url = `postgresql://app:${password}@database-service:5432/app?sslmode=require&channel_binding=require`;
  const secret = (name: string, values: readonly string[]): string[] => [
    ...['create', 'secret', 'generic', name],
    ...values.map((value) => `--from-literal=${value}`),
  ];
  const namespace = await applied('production', async (made) => {
    await made.kubectl(secret('database-production', ['username=app', `password=${password}`]));
    await made.kubectl(secret('backend-secret', [`DATABASE_URL=${url}`, 'LLM_API_KEY=theirs']));
  });
  expect(await login(namespace, await urlOf(namespace))).toBe('app|app|t');
  const { stdout } = await namespace.kubectl(['get', 'secret', '-o', 'name']);
  expect(stdout.split('\n').filter((name) => name.startsWith('secret/'))).toEqual([
    'secret/backend-secret',
    'secret/database-production',
  ]);
});
