import { loadAll } from 'js-yaml';
import {
  ApplicationSecret,
  BackendSecret,
  PostgresDatabase,
  PostgresImport,
  Schema,
  type PostgresDatabaseProps,
  type PostgresImportProps,
  type PostgresSource,
} from 'cdk8s-database';
import { App, Size } from 'cdk8s';
import { CHATBOT, KUSTOMIZATION } from '../fixtures/chatbot';
import { changesOf, planOf, problemsOf, synthesize, type Composition } from '../in-process';
import { refusalOf } from '../refusal-of';
import { TemporaryRepository, type Files } from '../temporary-repository';

const FROM: PostgresSource = {
  host: 'postgres',
  database: 'shop',
  user: 'shop',
  password: { secret: 'postgres', key: 'POSTGRES_PASSWORD' },
};

/** The old server in the application's base, as people write one. */
const OLD_SERVER = `apiVersion: v1
kind: Service
metadata: { name: postgres }
spec: { selector: { app: old }, ports: [{ port: 5432, targetPort: pg }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: old }
spec:
  selector: { matchLabels: { app: old } }
  template:
    metadata: { labels: { app: old, tier: data } }
    spec: { containers: [{ name: postgres, image: postgres:15, ports: [{ name: pg, containerPort: 5432 }] }] }
`;

function withImport(
  props: Partial<PostgresImportProps> = {},
  database: PostgresDatabaseProps = {},
  id = 'import',
): Composition {
  return (app) => {
    const made = new PostgresDatabase(app, 'database', database);
    new BackendSecret(app, 'backend-secret', { value: made.url() });
    new PostgresImport(made, id, { from: FROM, ...props });
  };
}

/** A repository that has the old server too, and MORE beside it. */
function withServer(more = '', server = OLD_SERVER): Files {
  return {
    ...CHATBOT,
    'k8s/base/kustomization.yaml': KUSTOMIZATION.replace('resources:\n', 'resources:\n  - old.yaml\n'),
    'k8s/base/old.yaml': more === '' ? server : `${server}---\n${more}`,
  };
}

interface Container {
  readonly name: string;
  readonly command: readonly string[];
  readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
  readonly image: string;
  readonly resources: { readonly limits: Readonly<Record<string, string>> };
  readonly volumeMounts: readonly { readonly name: string }[];
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
interface Policy {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly ingress?: readonly { from: object[] }[]; readonly egress: readonly object[] };
}

function jobOf(repository: TemporaryRepository): Job {
  const [job] = loadAll(repository.read('k8s/base/database/job.yaml')) as Job[];
  if (job === undefined) throw new Error('there is no Job with an import');
  return job;
}

function jobWith(props: Partial<PostgresImportProps> = {}): Job {
  const repository = new TemporaryRepository(CHATBOT);
  synthesize(repository, { compose: withImport(props) });
  return jobOf(repository);
}

function containersOf({ spec }: Job): readonly Container[] {
  return [...spec.template.spec.initContainers, ...spec.template.spec.containers];
}

function container(job: Job, name: string): Container {
  const found = containersOf(job).find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no container ${name}`);
  return found;
}

function policies(files: Files, props: Partial<PostgresImportProps> = {}): Map<string, Policy['spec']> {
  const repository = new TemporaryRepository(files);
  synthesize(repository, { compose: withImport(props) });
  const all = loadAll(repository.read('k8s/base/database/networkpolicy.yaml')) as Policy[];
  return new Map(all.map(({ metadata, spec }) => [metadata.name, spec]));
}

describe('what a synth renders', () => {
  test('three steps in the new server’s image, each with no more than the password that it needs', () => {
    const job = jobWith();
    expect(containersOf(job).map(({ name }) => name)).toEqual(['target', 'dump', 'restore']);
    for (const { image, name, volumeMounts } of containersOf(job)) {
      expect(image).toBe('postgres:16-bookworm');
      expect(volumeMounts.some((mount) => mount.name === 'credentials')).toBe(name !== 'dump');
    }
    for (const name of ['target', 'restore']) {
      expect(container(job, name).env.map((one) => one.name)).not.toContain('PGPASSWORD');
    }
    const { env } = container(job, 'dump');
    expect(env).toContainEqual({
      name: 'PGPASSWORD',
      valueFrom: { secretKeyRef: { key: 'POSTGRES_PASSWORD', name: 'postgres' } },
    });
    const plain = env.filter((one) => 'value' in one).map((one) => [one.name, one.value]);
    expect(Object.fromEntries(plain)).toMatchObject({
      PGDATABASE: 'shop',
      PGHOST: 'postgres',
      PGPORT: '5432',
      PGUSER: 'shop',
    });
  });

  test.each<[Partial<PostgresSource>, string]>([
    [{}, 'prefer'],
    [{ host: 'postgres.other.svc' }, 'prefer'],
    [{ host: 'postgres.other.svc.cluster.local' }, 'prefer'],
    [{ host: 'db.example.org' }, 'require'],
    [{ host: '10.0.0.7' }, 'require'],
    [{ tls: 'require' }, 'require'],
    [{ host: 'db.example.org', tls: 'prefer' }, 'prefer'],
  ])('%j is reached with sslmode %s', (source, mode) => {
    const { env } = container(jobWith({ from: { ...FROM, ...source } }), 'dump');
    expect(env).toContainEqual({ name: 'PGSSLMODE', value: mode });
  });

  test('the authority is for the dump alone', () => {
    const job = jobWith({
      from: { ...FROM, tls: 'verify-full', ca: { secret: 'authority', key: 'ca.crt' } },
    });
    expect(container(job, 'dump').env).toContainEqual({
      name: 'PGSSLROOTCERT',
      value: '/run/secrets/old-server/ca.crt',
    });
    expect(job.spec.template.spec.volumes).toContainEqual({
      name: 'ca',
      secret: { defaultMode: 0o440, items: [{ key: 'ca.crt', path: 'ca.crt' }], secretName: 'authority' },
    });
    const having = containersOf(job).filter(({ volumeMounts }) =>
      volumeMounts.some((one) => one.name === 'ca'),
    );
    expect(having.map(({ name }) => name)).toEqual(['dump']);
  });

  test('nothing is replaced unless that is asked for; by another name it is another import', () => {
    expect(container(jobWith(), 'restore').command.slice(2)).toEqual(['database-import']);
    const replacing = jobWith({ replace: true });
    expect(container(replacing, 'restore').command.slice(2)).toEqual(['database-import', 'replace']);
    expect(container(replacing, 'target').command.slice(2)).toEqual(['database-import', 'replace']);
    expect(replacing.metadata.name).not.toBe(jobWith().metadata.name);
  });

  test('the scratch folder counts for the pod, and the dump knows how large it is', () => {
    const job = jobWith({ scratch: Size.gibibytes(1) });
    expect(job.spec.template.spec.volumes).toContainEqual({
      name: 'work',
      emptyDir: { sizeLimit: '1024Mi' },
    });
    expect(container(job, 'dump').command.at(-1)).toBe('1024');
    for (const { resources } of containersOf(job)) {
      expect(resources.limits).toMatchObject({ 'ephemeral-storage': '1088Mi', memory: '256Mi' });
    }
  });

  test('a refusal is final', () => {
    expect(jobWith().spec.podFailurePolicy.rules.slice(1)).toEqual(
      ['target', 'dump', 'restore'].map((containerName) => ({
        action: 'FailJob',
        onExitCodes: { containerName, operator: 'In', values: [3] },
        onPodConditions: [],
      })),
    );
  });

  test('every program that is called is there', () => {
    const repository = new TemporaryRepository(CHATBOT);
    synthesize(repository, { compose: withImport() });
    const maps = loadAll(repository.read('k8s/base/database/configmap.yaml')) as {
      metadata: { name: string };
      data: Readonly<Record<string, string>>;
    }[];
    const data = maps.find(({ metadata }) => metadata.name === jobOf(repository).metadata.name)?.data ?? {};
    const text = Object.values(data).join('\n');
    const called = [...text.matchAll(/(?:\/etc\/postgres-import\/|\\ir |\$here\/)([\w.-]+)/g)];
    expect(new Set(called.map(([, name]) => name)).size).toBeGreaterThan(8);
    for (const [, name] of called) expect(Object.keys(data)).toContain(name);
  });

  test('the same again is unchanged', () => {
    const repository = new TemporaryRepository(CHATBOT);
    synthesize(repository, { compose: withImport() });
    expect(changesOf(planOf(repository, { compose: withImport() }))).toEqual({});
  });

  test('a plain cdk8s app has it too', () => {
    const app = new App();
    const database = new PostgresDatabase(app, 'database');
    new PostgresImport(database, 'import', { from: FROM });
    const kinds = database.node.findAll().map((one) => (one as { kind?: string }).kind);
    expect(kinds).toContain('Job');
  });
});

describe('who may connect', () => {
  const own = { matchLabels: { 'cdk8s-database/instance': 'database-import' } };

  test('the new server lets it in; the old one is found by the pods and the port of its Service', () => {
    const found = policies(withServer());
    expect(found.get('database')?.ingress?.[0]?.from).toContainEqual({ podSelector: own });
    expect(found.get('database-import')?.egress.at(-1)).toEqual({
      to: [{ podSelector: { matchLabels: { app: 'old' } } }],
      ports: [{ port: 'pg', protocol: 'TCP' }],
    });
  });

  test('of a Service that is not in the repository only the port is known', () => {
    expect(
      policies(CHATBOT, { from: { ...FROM, port: 6432 } })
        .get('database-import')
        ?.egress.at(-1),
    ).toEqual({
      ports: [{ port: 6432, protocol: 'TCP' }],
    });
  });

  test('a namespace in the host is that of the pods', () => {
    const server = OLD_SERVER.replaceAll('{ name: postgres }', '{ name: postgres, namespace: legacy }');
    const from = { ...FROM, host: 'postgres.legacy.svc' };
    expect(policies(withServer('', server), { from }).get('database-import')?.egress.at(-1)).toMatchObject({
      to: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'legacy' } },
          podSelector: { matchLabels: { app: 'old' } },
        },
      ],
    });
    const other = { ...FROM, host: 'postgres.another.svc' };
    expect(policies(withServer('', server), { from: other }).get('database-import')?.egress.at(-1)).toEqual({
      ports: [{ port: 5432, protocol: 'TCP' }],
    });
  });

  const policy = (from: string, selector = '{ matchLabels: { tier: data } }'): string =>
    `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: old }
spec: { podSelector: ${selector}, policyTypes: [Ingress], ingress: [{ from: [${from}], ports: [{ port: 5432 }] }] }
`;
  test.each([
    ['that closes the old server', policy('{ podSelector: { matchLabels: { app: backend } } }'), 1],
    ['that lets everybody of the namespace in', policy('{ podSelector: {} }'), 0],
    ['that lets the import in', policy(`{ podSelector: ${JSON.stringify(own)} }`), 0],
    [
      'of other pods',
      policy('{ podSelector: { matchLabels: { app: x } } }', '{ matchLabels: { app: x } }'),
      0,
    ],
  ])('a NetworkPolicy %s', (_, text, count) => {
    const { warnings } = planOf(new TemporaryRepository(withServer(text)), { compose: withImport() });
    const said = warnings.filter(({ code }) => code === 'network-policy');
    expect(said).toHaveLength(count);
    if (count === 0) return;
    expect(said[0]).toEqual({
      code: 'network-policy',
      path: 'k8s/base/old.yaml',
      message:
        'keeps the pods of the import from Service postgres; allow ingress on TCP 5432 from the pods with cdk8s-database/instance: database-import',
    });
  });
});

test('an environment with a database of its own is filled as well, and a managed one is not', () => {
  const closed = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: old }
spec: { podSelector: {}, policyTypes: [Ingress] }
`;
  const repository = new TemporaryRepository(withServer(closed));
  const { warnings } = synthesize(repository, {
    compose: withImport(
      {},
      {
        environments: {
          managed: { managed: {}, secret: ApplicationSecret.inCluster() },
          staging: { database: 'staging_db' },
        },
      },
    ),
  });
  const staging = repository.tree('k8s/overlays/staging/database');
  expect(staging['job.yaml']).toContain('value: staging_db\n');
  expect(staging['job.yaml']).toContain('value: shop\n');
  expect(repository.tree('k8s/overlays/managed/database')['job.yaml']).toBeUndefined();
  expect(warnings.filter(({ code }) => code === 'network-policy').map(({ message }) => message)).toEqual([
    expect.stringContaining('keeps the pods of the import from Service postgres') as string,
  ]);
});

describe('what is refused, with nothing written', () => {
  test.each<[string, Partial<PostgresSource>, string, string]>([
    ['a URL', { host: 'postgresql://shop:secret@postgres/shop' }, 'host', 'is not a host name'],
    ['a port', { port: 0 }, 'port', 'the port 0 is none'],
    ['no database', { database: '' }, 'database', 'the database is not a name'],
    [
      'no Secret',
      { password: { secret: 'No Name', key: 'x' } },
      'password.secret',
      'is not a valid name of a Secret',
    ],
    [
      'a password',
      { password: { secret: 'x', key: 'pass word' } },
      'password.key',
      'not the password itself',
    ],
    ['no authority', { tls: 'verify-full' }, 'ca', 'belong together'],
    ['an authority alone', { ca: { secret: 'x', key: 'ca.crt' } }, 'ca', 'belong together'],
  ])('%s', (_, source, field, message) => {
    const compose = withImport({ from: { ...FROM, ...source } });
    const [problem, ...others] = problemsOf(new TemporaryRepository(CHATBOT), { compose });
    expect(problem).toMatchObject({ path: expect.stringContaining(`from.${field}`) as string });
    expect(problem?.message).toContain(message);
    expect(problem?.message).not.toMatch(/secret@|pass word/);
    expect(others).toEqual([]);
  });

  test('a schema beside it: both would make the tables', () => {
    const files = { ...CHATBOT, 'schema/0001_a.sql': 'select 1;' };
    const compose = withImport({}, { schema: Schema.fromDirectory('schema') });
    const problems = problemsOf(new TemporaryRepository(files), { compose });
    expect(problems.map(({ code }) => code)).toEqual(['import-schema']);
  });

  test('a name that no label can hold', () => {
    const compose = withImport({}, {}, 'a'.repeat(50));
    const problems = problemsOf(new TemporaryRepository(CHATBOT), { compose });
    expect(problems.map(({ code }) => code)).toEqual(['import-name']);
  });

  test('a scope that is no database, and a URL in place of a source', () => {
    const made = new PostgresDatabase(new App(), 'database');
    const problems = refusalOf(() => new PostgresImport(made.service as never, 'import', { from: FROM }));
    expect(problems[0]?.message).toContain('its scope is not a PostgresDatabase');
    const url = 'postgresql://shop:secret@postgres/shop';
    const others = refusalOf(() => new PostgresImport(made, 'import', { from: url as never }));
    expect(others.map(({ code, path }) => [code, path])).toEqual([['wrong-type', 'import.from']]);
    expect(others[0]?.message).not.toContain('secret@');
  });
});
