import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import type { Example } from './example';
import type { Namespace } from './namespace';

export interface ImportJob {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly template: {
      readonly metadata: object;
      readonly spec: {
        readonly initContainers: readonly Container[];
        readonly containers: readonly Container[];
        readonly volumes: readonly object[];
      };
    };
  };
}

interface Container {
  readonly name: string;
  readonly command: readonly string[];
}

/** The user's main.ts, with a database of PROPS, and with an import of OPTIONS into it. */
export const importProgram = (props: string, options: string): string => `
  import {
    BackendSecret, BackupStore, GitOpsApp, PostgresDatabase, Schema, SqliteSource, SqliteToPostgres
  } from 'cdk8s-database';
  import { Size } from 'cdk8s';

  const app = new GitOpsApp();
  const database = new PostgresDatabase(app, 'database', ${props});
  new BackendSecret(app, 'backend-secret', { key: 'DATABASE_URL', value: database.url() });
  new SqliteToPostgres(database, 'sqlite-to-postgres', { ${options} });
  app.synth();
`;

/** Renders it, with an image that the cluster has. */
export async function renderImport(example: Example, props: string, options: string): Promise<void> {
  const program = importProgram(props, `image: 'localhost/pyapp:latest', ${options}`);
  await writeFile(join(example.repository, 'main.ts'), program);
  await writeFile(join(example.repository, 'cdk8s.yaml'), 'app: npx cdk8s-database synth main.ts\n');
  await example.synth('some-password', '--in-place');
}

/** The Job that was rendered last. */
export async function importJob(example: Example): Promise<ImportJob> {
  const all = loadAll(await readFile(join(example.base, 'database', 'job.yaml'), 'utf8')) as ImportJob[];
  const found = all.find(({ metadata }) => metadata.name.startsWith('database-sqlite-to-postgres-'));
  if (found === undefined) throw new Error('there is no Job with an import');
  return found;
}

/** Applies what was rendered last, and waits for its import to end as OUTCOME says. Returns what all of it has said. */
export async function imported(
  namespace: Namespace,
  example: Example,
  outcome: 'complete' | 'failed' = 'complete',
): Promise<string> {
  const { metadata } = await importJob(example);
  const job = `job/${metadata.name}`;
  await namespace.kubectl(['delete', job, '--ignore-not-found', '--wait']);
  await namespace.apply(join(example.base, 'database'));
  await namespace.explained(namespace.kubectl(['wait', job, `--for=condition=${outcome}`, '--timeout=400s']));
  return await logOf(namespace, metadata.name);
}

/** What its containers have said, those that have started, of the pod that came last. */
export async function logOf(namespace: Namespace, job: string): Promise<string> {
  const logs = ['catalog', 'read', 'load'].map(
    async (container) =>
      await namespace.kubectl(['logs', `job/${job}`, `--container=${container}`]).then(
        ({ stdout }) => stdout,
        () => '',
      ),
  );
  return (await Promise.all(logs)).join('');
}
