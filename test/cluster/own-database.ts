import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabasePod } from './database-pod';
import { Example } from './example';
import { Namespace } from './namespace';
import { temporaryFolder } from './temporary-folder';

/** A database of the test's own, whose props it gives as a user's main.ts would. */
export interface OwnDatabase {
  readonly namespace: Namespace;
  readonly example: Example;
  readonly pod: DatabasePod;
}

/** The user's main.ts. */
export const program = (props: string): string => `
  import { BackendSecret, BackupStore, GitOpsApp, PostgresDatabase, PostgresVersion, Schema } from 'cdk8s-database';
  import { Size } from 'cdk8s';

  const app = new GitOpsApp();
  const database = new PostgresDatabase(app, 'database', ${props});
  new BackendSecret(app, 'backend-secret', { key: 'DATABASE_URL', value: database.url() });
  app.synth();
`;

/** Renders it into a copy of the example, and deploys it and the Secret with its URL: no workload yet. */
export async function ownDatabase(
  purpose: string,
  props: string,
  prepare: (example: Example) => Promise<void> = () => Promise.resolve(),
): Promise<OwnDatabase> {
  const example = await Example.copyTo(await temporaryFolder());
  await prepare(example);
  await writeFile(join(example.repository, 'main.ts'), program(props));
  await writeFile(join(example.repository, 'cdk8s.yaml'), 'app: npx cdk8s-database synth main.ts\n');
  await example.synth('some-password', '--in-place');

  const namespace = await Namespace.create(purpose);
  await namespace.apply(join(example.base, 'database'));
  await namespace.kubectl(['apply', '-f', join(example.base, 'backend', 'secret.yaml')]);
  await namespace.rolledOut('statefulset/database');
  return { namespace, example, pod: new DatabasePod(namespace) };
}
