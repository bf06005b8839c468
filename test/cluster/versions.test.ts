import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabasePod } from './database-pod';
import { Example } from './example';
import { Namespace } from './namespace';
import { temporaryFolder } from './temporary-folder';

const VERSIONS = ['15', '16', '17', '18'] as const;

/** What a user's main.ts says who wants that version. */
const program = (version: string): string => `
  import { BackendSecret, GitOpsApp, PostgresDatabase, PostgresVersion } from 'cdk8s-database';

  const app = new GitOpsApp();
  const database = new PostgresDatabase(app, 'database', { version: PostgresVersion.V${version} });
  new BackendSecret(app, 'backend-secret', { key: 'DATABASE_URL', value: database.url() });
  app.synth();
`;

test.each(VERSIONS)('PostgreSQL %s starts, and keeps a row when its pod is deleted', async (version) => {
  const folder = await temporaryFolder();
  const example = await Example.copyTo(folder);
  await writeFile(join(example.repository, 'main.ts'), program(version));
  await writeFile(join(example.repository, 'cdk8s.yaml'), 'app: npx cdk8s-database synth main.ts\n');
  const output = join(folder, 'dist');
  await example.synth('some-password', '--output', output);

  const namespace = await Namespace.create(`version-${version}`);
  const { stderr } = await namespace.apply(join(output, 'k8s', 'base', 'database'));
  expect(stderr).toBe('');
  await namespace.rolledOut('statefulset/database');
  const database = new DatabasePod(namespace);
  expect(await database.sql('show server_version')).toMatch(new RegExp(`^${version}\\.`));
  expect(await database.sql('show data_checksums')).toBe('on');

  expect(await database.log()).not.toContain('pg_hba.conf rejects connection'); // by the probes, each time they ask

  // It would outweigh main.ts, and can keep the server from starting.
  await expect(database.sql("alter system set shared_buffers = '100GB'")).rejects.toThrow(
    /ERROR: .*(?:not allowed|Permission denied)/,
  );

  await database.sql("create table kept as select 'a row' as word");
  await database.replace('normally');
  expect(await database.sql('select word from kept')).toBe('a row');
  await namespace.delete(); // what it asks of the node goes to the next version
});
