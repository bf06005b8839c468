import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import {
  ApplicationSecret,
  BackendSecret,
  PostgresDatabase,
  Schema,
  SqliteSource,
  SqliteToPostgres,
  type PostgresDatabaseProps,
  type SqliteToPostgresProps,
} from 'cdk8s-database';
import { App, Size } from 'cdk8s';
import { CHATBOT, KUSTOMIZATION } from '../fixtures/chatbot';
import { changesOf, planOf, problemsOf, synthesize, type Composition } from '../in-process';
import { refusalOf } from '../refusal-of';
import { TemporaryRepository } from '../temporary-repository';

const FROM = SqliteSource.file({ claim: 'backend-data', path: 'data/chat.db' });
const READER = join(__dirname, '../../src/sqlite-to-postgres/reader');

function withImport(
  props: Partial<SqliteToPostgresProps> = {},
  database: PostgresDatabaseProps = {},
  id = 'sqlite-to-postgres',
): Composition {
  return (app) => {
    const made = new PostgresDatabase(app, 'database', database);
    new BackendSecret(app, 'backend-secret', { value: made.url() });
    new SqliteToPostgres(made, id, { from: FROM, ...props });
  };
}

interface Container {
  readonly name: string;
  readonly command: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly resources: { readonly limits: Readonly<Record<string, string>> };
  readonly volumeMounts: readonly { readonly name: string; readonly readOnly?: boolean }[];
}
interface Job {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly podFailurePolicy: { readonly rules: readonly object[] };
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: {
        readonly initContainers: readonly Container[];
        readonly containers: readonly Container[];
        readonly volumes: readonly { readonly name: string }[];
      };
    };
  };
}

function jobOf(repository: TemporaryRepository): Job {
  const all = loadAll(repository.read('k8s/base/database/job.yaml')) as Job[];
  const found = all.find(({ metadata }) => metadata.name.includes('sqlite-to-postgres'));
  if (found === undefined) throw new Error('there is no Job with an import');
  return found;
}

function jobWith(props: Partial<SqliteToPostgresProps> = {}, database: PostgresDatabaseProps = {}): Job {
  const repository = new TemporaryRepository({ ...CHATBOT, 'schema/0001_a.sql': 'select 1;' });
  synthesize(repository, { compose: withImport(props, database) });
  return jobOf(repository);
}

function containersOf({ spec }: Job): readonly Container[] {
  return [...spec.template.spec.initContainers, ...spec.template.spec.containers];
}

function reader(job: Job): Container {
  const found = containersOf(job).find(({ name }) => name === 'read');
  if (found === undefined) throw new Error('nothing reads the file');
  return found;
}

describe('what a synth renders', () => {
  test('three steps: what is there, what is in the file, and the one into the other', () => {
    const job = jobWith();
    expect(containersOf(job).map(({ name }) => name)).toEqual(['catalog', 'read', 'load']);
    expect(reader(job).command).toEqual([
      'python3',
      '/etc/sqlite-to-postgres',
      '--out',
      '.',
      '--room=2048',
      '--catalog=catalog.json',
      '/source/data/chat.db',
    ]);
  });

  test('the application’s volume is read-only, twice, and nobody but the reader has it', () => {
    const job = jobWith();
    expect(job.spec.template.spec.volumes).toContainEqual({
      name: 'source',
      persistentVolumeClaim: { claimName: 'backend-data', readOnly: true },
    });
    for (const { name, volumeMounts } of containersOf(job)) {
      const mounts = volumeMounts.filter((mount) => mount.name === 'source');
      expect(mounts.map(({ readOnly }) => readOnly)).toEqual(name === 'read' ? [true] : []);
    }
  });

  test('the reader never sees the password', () => {
    const { env, volumeMounts } = reader(jobWith());
    expect(volumeMounts.map(({ name }) => name)).not.toContain('credentials');
    expect(env.filter(({ name }) => name.startsWith('PG'))).toEqual([]);
  });

  test('a dry run has no step that writes', () => {
    const job = jobWith({ dryRun: true });
    expect(containersOf(job).map(({ name }) => name)).toEqual(['catalog', 'read']);
    expect(reader(job).command).toContain('--dry-run');
    expect(reader(job).command).not.toContain('--out');
  });

  test('a refusal is final: the same file would be refused again', () => {
    const rule = { operator: 'In', values: [3] };
    expect(jobWith().spec.podFailurePolicy.rules.slice(1)).toEqual(
      ['catalog', 'read', 'load'].map((containerName) => ({
        action: 'FailJob',
        onExitCodes: { containerName, ...rule },
        onPodConditions: [],
      })),
    );
  });

  test('a dump, what is left behind, and who may read the file', () => {
    const from = SqliteSource.dump({ claim: 'backend-data', path: 'chat.sql', user: 1000, group: 2000 });
    const { command, securityContext } = reader(jobWith({ from, leaveBehind: ['drafts', 'users.note'] }));
    expect(command.slice(4)).toEqual([
      '--dump',
      '--leave=drafts',
      '--leave=users.note',
      '--room=2048',
      '--catalog=catalog.json',
      '/source/chat.sql',
    ]);
    expect(securityContext).toMatchObject({
      runAsUser: 1000,
      runAsGroup: 2000,
      readOnlyRootFilesystem: true,
    });
  });

  test('the scratch folder counts for the pod: the limit has room for it', () => {
    const job = jobWith({ scratch: Size.gibibytes(1) });
    expect(job.spec.template.spec.volumes).toContainEqual({
      name: 'work',
      emptyDir: { sizeLimit: '1024Mi' },
    });
    for (const { resources } of containersOf(job)) {
      expect(resources.limits['ephemeral-storage']).toBe('1088Mi');
    }
  });

  test('it waits for the last migration, where there are migrations', () => {
    const command = ({ spec }: Job): readonly string[] => spec.template.spec.initContainers[0]?.command ?? [];
    expect(command(jobWith()).slice(2)).toEqual([]);
    const schema = Schema.fromDirectory('schema');
    expect(command(jobWith({}, { schema })).slice(2)).toEqual(['0001_a.sql']);
  });

  test('the database lets it in, and it goes nowhere else', () => {
    const repository = new TemporaryRepository(CHATBOT);
    synthesize(repository, { compose: withImport() });
    const policies = loadAll(repository.read('k8s/base/database/networkpolicy.yaml')) as {
      metadata: { name: string };
      spec: { podSelector: object; ingress?: { from: object[] }[]; egress: { to: object[] }[] };
    }[];
    const { labels } = jobOf(repository).spec.template.metadata;
    const selector = { matchLabels: { 'cdk8s-database/instance': 'database-sqlite-to-postgres' } };
    expect(labels).toMatchObject(selector.matchLabels);
    const [database, own] = ['database', 'database-sqlite-to-postgres'].map((name) =>
      policies.find(({ metadata }) => metadata.name === name),
    );
    expect(database?.spec.ingress?.[0]?.from).toContainEqual({ podSelector: selector });
    expect(own?.spec.podSelector).toEqual(selector);
    expect(own?.spec.egress).toHaveLength(2);
  });

  test('what is asked for is in the name; the same again is unchanged', () => {
    const repository = new TemporaryRepository(CHATBOT);
    synthesize(repository, { compose: withImport({ dryRun: true }) });
    const dry = jobOf(repository).metadata.name;
    expect(dry).toMatch(/^database-sqlite-to-postgres-[0-9a-f]{8}$/);
    const again = planOf(repository, { compose: withImport({ dryRun: true }) });
    expect(changesOf(again)).toEqual({});
    synthesize(repository, { compose: withImport() });
    expect(jobOf(repository).metadata.name).not.toBe(dry);
  });

  test('taken out again it leaves no trace', () => {
    const repository = new TemporaryRepository(CHATBOT);
    const without: Composition = (app) => {
      const database = new PostgresDatabase(app, 'database');
      new BackendSecret(app, 'backend-secret', { value: database.url() });
    };
    synthesize(repository, { compose: without });
    const before = repository.tree();
    synthesize(repository, { compose: withImport() });
    const { warnings } = synthesize(repository, { compose: without });
    expect(repository.tree()).toEqual(before);
    expect(warnings.find(({ code }) => code === 'left-in-cluster')?.message).toMatch(
      /: kubectl delete networkpolicy\/database-sqlite-to-postgres$/,
    );
  });

  test('the server is found under the name that kustomize gives it', () => {
    const kustomization = `${KUSTOMIZATION}\nnamePrefix: shop-\n`;
    const repository = new TemporaryRepository({ ...CHATBOT, 'k8s/base/kustomization.yaml': kustomization });
    synthesize(repository, { compose: withImport() });
    const [catalog] = containersOf(jobOf(repository));
    expect(catalog?.env).toContainEqual({ name: 'PGHOST', value: 'shop-database-headless' });
  });

  test('an overlay that renames the server is warned of', () => {
    const overlay = 'resources: [../../base]\nnamePrefix: shop-\n';
    const repository = new TemporaryRepository({
      ...CHATBOT,
      'k8s/overlays/prod/kustomization.yaml': overlay,
    });
    const { warnings } = planOf(repository, { compose: withImport() });
    const found = warnings.filter(({ code }) => code === 'host-renamed').map(({ message }) => message);
    expect(found).toContainEqual(expect.stringContaining('PGHOST in the Jobs'));
  });

  test('every file of the reader comes along', () => {
    const repository = new TemporaryRepository(CHATBOT);
    synthesize(repository, { compose: withImport() });
    const maps = loadAll(repository.read('k8s/base/database/configmap.yaml')) as {
      metadata: { name: string };
      data: Readonly<Record<string, string>>;
    }[];
    const program = maps.find(({ metadata }) => metadata.name.includes('sqlite-to-postgres'));
    const python = Object.keys(program?.data ?? {}).filter((name) => name.endsWith('.py'));
    expect(python.sort()).toEqual(
      readdirSync(READER)
        .filter((name) => name.endsWith('.py'))
        .sort(),
    );
  });
});

describe('what is refused, with nothing written', () => {
  test.each<[string, Partial<SqliteToPostgresProps>, string]>([
    [
      'a mount path',
      { from: SqliteSource.file({ claim: 'a', path: '/data/chat.db' }) },
      '"/data/chat.db" is not a valid path on a volume',
    ],
    [
      'a way out',
      { from: SqliteSource.file({ claim: 'a', path: '../chat.db' }) },
      '"../chat.db" is not a valid path on a volume',
    ],
    [
      'no claim',
      { from: SqliteSource.file({ claim: '', path: 'chat.db' }) },
      '"" is not a valid name of a PersistentVolumeClaim',
    ],
    [
      'root',
      { from: SqliteSource.file({ claim: 'a', path: 'b', user: 0 }) },
      'user 0 is not a valid user or group ID',
    ],
    ['an empty name', { leaveBehind: [''] }, 'leaveBehind has an empty name'],
  ])('%s', (_, props, message) => {
    const problems = problemsOf(new TemporaryRepository(CHATBOT), { compose: withImport(props) });
    expect(problems.map((problem) => problem.message)).toEqual([expect.stringContaining(message) as string]);
  });

  test('a name that no label can hold', () => {
    const compose = withImport({}, {}, 'a'.repeat(50));
    const [problem, ...others] = problemsOf(new TemporaryRepository(CHATBOT), { compose });
    expect(problem?.message).toContain('is not a valid name for the objects of an import');
    expect(problem?.message).toContain('45 characters at most');
    expect(others).toEqual([]);
  });

  test('a scope that is no database', () => {
    const made = new PostgresDatabase(new App(), 'database');
    const problems = refusalOf(() => new SqliteToPostgres(made.service as never, 'import', { from: FROM }));
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('its scope is not a PostgresDatabase') as string,
    ]);
  });
});

test('an environment with a database of its own is filled as well, and a managed one is not', () => {
  const repository = new TemporaryRepository(CHATBOT);
  synthesize(repository, {
    compose: (app) => {
      const database = new PostgresDatabase(app, 'database', {
        environments: {
          managed: { managed: {}, secret: ApplicationSecret.inCluster() },
          staging: { database: 'staging_db' },
        },
      });
      new SqliteToPostgres(database, 'import', {
        from: SqliteSource.file({ claim: 'data', path: 'chat.db' }),
      });
      new BackendSecret(app, 'secret', { value: database.url() });
    },
  });
  const staging = repository.tree('k8s/overlays/staging/database');
  expect(staging['job.yaml']).toContain('value: staging_db\n');
  const removedJob = (tree: Record<string, string>): boolean =>
    Object.entries(tree).some(([path, text]) => path.startsWith('job-') && text.includes('$patch: delete'));
  expect(removedJob(staging)).toBe(true);
  const managed = repository.tree('k8s/overlays/managed/database');
  expect(managed['job.yaml']).toBeUndefined();
  expect(removedJob(managed)).toBe(true);
});
