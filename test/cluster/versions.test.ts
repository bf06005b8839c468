import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabasePod } from './database-pod';
import { Example } from './example';
import { Namespace } from './namespace';
import { TemporaryFolder } from './temporary-folder';

const VERSIONS = ['15', '16', '17', '18'] as const;

/** What a user's main.ts says who wants that version. */
const program = (version: string): string => `
  import { BackendSecret, GitOpsApp, PostgresDatabase, PostgresVersion } from 'cdk8s-database';

  const app = new GitOpsApp();
  const database = new PostgresDatabase(app, 'database', { version: PostgresVersion.V${version} });
  new BackendSecret(app, 'backend-secret', { key: 'DATABASE_URL', value: database.url() });
  app.synth();
`;

describe.each(VERSIONS)('PostgreSQL %s', (version) => {
  let folder: TemporaryFolder;
  let namespace: Namespace;

  beforeAll(async () => {
    folder = await TemporaryFolder.create();
    namespace = await Namespace.create(`version-${version}`);
  });

  afterAll(async () => {
    await namespace?.delete();
    await folder?.delete();
  });

  test('starts, becomes ready, and keeps a row when its pod is deleted', async () => {
    const example = await Example.copyTo(folder.path);
    await writeFile(join(example.repository, 'main.ts'), program(version));
    await writeFile(join(example.repository, 'cdk8s.yaml'), 'app: npx cdk8s-database synth main.ts\n');
    const output = join(folder.path, 'dist');
    await example.synth('some-password', '--output', output);

    const { stderr } = await namespace.apply(join(output, 'k8s', 'base', 'database'));
    expect(stderr).toBe('');
    await namespace.rolledOut('statefulset/database');
    const database = new DatabasePod(namespace);
    expect(await database.sql('show server_version')).toMatch(new RegExp(`^${version}\\.`));
    expect(await database.sql('show data_checksums')).toBe('on');

    await database.sql("create table kept as select 'a row' as word");
    await database.replace('normally');
    expect(await database.sql('select word from kept')).toBe('a row');
  });
});
