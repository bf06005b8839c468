import { load, loadAll } from 'js-yaml';
import { BackendEnvironment, Password, PostgresDatabase } from 'cdk8s-database';
import type { BackendEnvironmentProps } from '../../../src/backend/connection/backend-environment';
import { fromBase64 } from '../../../src/text/base64';
import { deployment, PASSWORD } from '../../fixtures/chatbot';
import { codesOf, planOf, problemsOf, synthesize, type Composition } from '../../in-process';
import { TemporaryRepository, type Files } from '../../temporary-repository';

const ROOT = 'k8s/base/kustomization.yaml';
const PATCH = 'k8s/base/backend-environment/deployment-backend-patch.yaml';

/** The backend's container with ENV, as YAML in one line. */
function backend(container: string, more: Files = {}): Files {
  const names = Object.keys(more).map((path) => path.replace('k8s/base/', ''));
  return {
    [ROOT]: `resources: [${['backend.yaml', ...names.filter((name) => !name.includes('/'))].join(', ')}]\n`,
    'k8s/base/backend.yaml': deployment().replace(/env:[^]*$/, `${container}\n`),
    ...more,
  };
}

function withEnvironment(
  props: Partial<BackendEnvironmentProps> = {},
  database: ConstructorParameters<typeof PostgresDatabase>[2] = {},
): Composition {
  return (app) => {
    const made = new PostgresDatabase(app, 'database', database);
    new BackendEnvironment(app, 'backend-environment', { value: made.url(), ...props });
  };
}

interface Container {
  readonly name: string;
  readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
}

/** The env that the patch gives to the backend's container, in its order. */
function envIn(repository: TemporaryRepository): Container['env'] {
  const patch = load(repository.read(PATCH)) as {
    spec: { template: { spec: { containers: Container[] } } };
  };
  return patch.spec.template.spec.containers[0]?.env ?? [];
}

function from(name: string, key: string): object {
  return { name, valueFrom: { secretKeyRef: { key, name: 'database-credentials' } } };
}

function secretIn(repository: TemporaryRepository): Record<string, string> {
  const [secret] = loadAll(repository.read('k8s/base/database/secret.yaml')) as [
    { data: Record<string, string> },
  ];
  return Object.fromEntries(Object.entries(secret.data).map(([key, value]) => [key, fromBase64(value)]));
}

const SET =
  'kind: Secret\napiVersion: v1\nmetadata: { name: login }\nstringData: { DB_USER: shop, DB_PASSWORD: changeme }\n';
const SETTINGS =
  'kind: ConfigMap\napiVersion: v1\nmetadata: { name: settings }\ndata: { DB_HOST: postgres, DB_PORT: "5432", DB_NAME: shop }\n';
const READS_BOTH = 'envFrom: [{ configMapRef: { name: settings } }, { secretRef: { name: login } }]';

describe('separate variables', () => {
  const files = backend(READS_BOTH, { 'k8s/base/login.yaml': SET, 'k8s/base/settings.yaml': SETTINGS });

  test('each gets its part from the database’s Secret, and the user’s files stay', () => {
    const repository = new TemporaryRepository(files);

    synthesize(repository, { compose: withEnvironment() });

    expect(envIn(repository)).toEqual([
      from('DB_HOST', 'host'),
      from('DB_PORT', 'port'),
      from('DB_NAME', 'dbname'),
      from('DB_USER', 'username'),
      from('DB_PASSWORD', 'password'),
    ]);
    expect(repository.read('k8s/base/login.yaml')).toBe(SET);
    expect(repository.read('k8s/base/settings.yaml')).toBe(SETTINGS);
    expect(load(repository.read(ROOT))).toMatchObject({ components: ['backend-environment'] });
  });

  test('the Secret has CloudNativePG’s keys', () => {
    const repository = new TemporaryRepository(files);

    synthesize(repository, { compose: withEnvironment() });

    expect(secretIn(repository)).toMatchObject({
      dbname: 'app',
      host: 'database-service',
      password: PASSWORD,
      port: '5432',
      username: 'app',
      uri: expect.stringContaining('@database-service:5432/app') as string,
      'jdbc-uri': expect.stringContaining('jdbc:postgresql://database-service:5432/app?') as string,
    });
  });

  test('what a set does not have yet is added: a user left out would be the library’s own', () => {
    const login = 'kind: Secret\napiVersion: v1\nmetadata: { name: login }\nstringData: { PGPASSWORD: "" }\n';
    const repository = new TemporaryRepository(
      backend(
        'envFrom: [{ secretRef: { name: login } }]\n              env: [{ name: PGHOST, value: localhost }]'.replace(
          '\n              ',
          '\n          ',
        ),
        { 'k8s/base/login.yaml': login },
      ),
    );

    synthesize(repository, { compose: withEnvironment() });

    expect(
      envIn(repository)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['PGDATABASE', 'PGHOST', 'PGPASSWORD', 'PGUSER']);
  });

  test('a host that is a Service of the tree is refused, unless it is to be left', () => {
    const service =
      'kind: Service\napiVersion: v1\nmetadata: { name: postgres }\nspec: { ports: [{ port: 5432 }] }\n';
    const repository = new TemporaryRepository(
      backend(READS_BOTH, {
        'k8s/base/login.yaml': SET,
        'k8s/base/settings.yaml': SETTINGS,
        'k8s/base/service.yaml': service,
      }),
    );
    const before = repository.tree();

    expect(codesOf(problemsOf(repository, { compose: withEnvironment() }))).toEqual(['leads-elsewhere']);
    expect(repository.tree()).toEqual(before);

    synthesize(repository, { compose: withEnvironment({ replaceDatabase: true }) });
    expect(envIn(repository)).toContainEqual(from('DB_HOST', 'host'));
  });
});

describe('the kind of database', () => {
  test.each([
    ['Laravel', 'DB_CONNECTION', 'sqlite', 'pgsql', ['DB_DATABASE', 'DB_HOST', 'DB_PASSWORD', 'DB_USERNAME']],
    [
      'Keycloak',
      'KC_DB',
      'dev-file',
      'postgres',
      ['KC_DB_PASSWORD', 'KC_DB_URL_DATABASE', 'KC_DB_URL_HOST', 'KC_DB_USERNAME'],
    ],
  ])('of %s is PostgreSQL, with the names that it reads', (_, name, value, wanted, names) => {
    const repository = new TemporaryRepository(backend(`env: [{ name: ${name}, value: ${value} }]`));

    synthesize(repository, { compose: withEnvironment() });

    expect(envIn(repository)).toContainEqual({ name, value: wanted });
    expect(
      envIn(repository)
        .map((one) => one.name)
        .sort(),
    ).toEqual([name, ...names].sort());
  });

  test('MySQL is refused', () => {
    const repository = new TemporaryRepository(
      backend(
        'env: [{ name: DB_CONNECTION, value: mysql }, { name: DB_HOST, value: db }, { name: DB_USERNAME, value: a }]',
      ),
    );
    expect(codesOf(problemsOf(repository, { compose: withEnvironment() }))).toEqual(['leads-elsewhere']);
  });
});

describe('a URL', () => {
  test('in the container’s own env is taken out there, and comes from the Secret', () => {
    const repository = new TemporaryRepository(
      backend('env: [{ name: DATABASE_URL, value: "sqlite:///chat.db" }]'),
    );

    synthesize(repository, { compose: withEnvironment() });

    expect(envIn(repository)).toEqual([{ ...from('DATABASE_URL', 'uri'), value: null }]);
  });

  test('of another driver’s syntax has a key of its own', () => {
    const repository = new TemporaryRepository({
      ...backend('env: [{ name: DATABASE_URL, value: "sqlite:///chat.db" }]'),
      'package.json': '{ "dependencies": { "pg": "^8.0.0" } }',
    });

    synthesize(repository, { compose: withEnvironment() });

    expect(envIn(repository)[0]).toMatchObject(from('DATABASE_URL', 'node-postgres-uri'));
    expect(secretIn(repository)['node-postgres-uri']).toContain('sslmode=no-verify');
  });

  test('is composed in the pod if no file may have the password, which is nowhere then', () => {
    const repository = new TemporaryRepository(backend('envFrom: [{ secretRef: { name: by-hand } }]'));
    const compose = withEnvironment({}, { password: Password.fromSecret('database-credentials') });

    const { warnings } = planOf(repository, { compose, password: undefined });
    synthesize(repository, { compose, password: undefined });

    expect(envIn(repository)).toEqual([
      from('DATABASE_URL_USER', 'username'),
      from('DATABASE_URL_PASSWORD', 'password'),
      {
        name: 'DATABASE_URL',
        value: expect.stringContaining(
          'postgresql://$(DATABASE_URL_USER):$(DATABASE_URL_PASSWORD)@database-service:5432/app',
        ) as string,
      },
    ]);
    expect(codesOf(warnings)).toContain('secret-needed');
    // Said until the server is there.
    expect(codesOf(planOf(repository, { compose, password: undefined }).warnings)).not.toContain(
      'secret-needed',
    );
  });
});

test('given variables are set as they are given, in the workload that is named', () => {
  const repository = new TemporaryRepository(backend('ports: []'));

  synthesize(repository, {
    compose: withEnvironment({
      workloads: ['Deployment/backend'],
      variables: { SHOP_DB: 'url', SHOP_KIND: { value: 'postgres' } },
    }),
  });

  expect(envIn(repository)).toEqual([from('SHOP_DB', 'uri'), { name: 'SHOP_KIND', value: 'postgres' }]);
});

test('the second run changes nothing', () => {
  const repository = new TemporaryRepository(
    backend('env: [{ name: DATABASE_URL, value: "sqlite:///chat.db" }]'),
  );
  synthesize(repository, { compose: withEnvironment() });
  const { changes } = planOf(repository, { compose: withEnvironment() });
  expect(changes.filter(({ action }) => action !== 'unchanged')).toEqual([]);
});

test('a workload of a kind of its own is refused: kustomize would replace its containers', () => {
  const rollout = deployment()
    .replace('apps/v1', 'argoproj.io/v1alpha1')
    .replace('kind: Deployment', 'kind: Rollout')
    .replace(/env:[^]*$/, 'env: [{ name: DATABASE_URL, value: "sqlite:///x.db" }]\n');
  const repository = new TemporaryRepository({ [ROOT]: 'resources: [r.yaml]\n', 'k8s/base/r.yaml': rollout });
  expect(codesOf(problemsOf(repository, { compose: withEnvironment() }))).toEqual(['kind-not-patched']);
});

test('two applications are refused with both', () => {
  const one = (name: string): string =>
    deployment(name).replace(/env:[^]*$/, `env: [{ name: DATABASE_URL, value: "sqlite:///${name}.db" }]\n`);
  const repository = new TemporaryRepository({
    [ROOT]: 'resources: [cart.yaml, ratings.yaml]\n',
    'k8s/base/cart.yaml': one('cart'),
    'k8s/base/ratings.yaml': one('ratings'),
  });
  const [problem] = problemsOf(repository, { compose: withEnvironment() });
  expect(problem?.code).toBe('several-connections');
  expect(problem?.message).toMatch(/Deployment cart .*Deployment ratings/);
});

test.each([
  [
    'a port of MySQL',
    '{ name: DB_HOST, value: db }, { name: DB_PORT, value: "3306" }, { name: DB_USER, value: a }',
  ],
  ['a host of MySQL', '{ name: DB_HOST, value: mysql }, { name: DB_USER, value: a }'],
  ['a host of MySQL behind a name', '{ name: DB_HOST, value: shop-mysql }, { name: DB_USER, value: a }'],
  ['WordPress', '{ name: WORDPRESS_DB_HOST, value: db }, { name: WORDPRESS_DB_USER, value: a }'],
  ['a name of Redis', '{ name: REDIS_DB_HOST, value: db }, { name: REDIS_DB_PASSWORD, value: a }'],
])('%s is refused', (_, env) => {
  const repository = new TemporaryRepository(backend(`env: [${env}]`));
  expect(codesOf(problemsOf(repository, { compose: withEnvironment() }))).toEqual(['leads-elsewhere']);
});

test.each([
  [
    'a host with its port in one variable',
    'env: [{ name: DB_ADDR, value: "db:5432" }, { name: DB_USER, value: a }]',
  ],
  ['a kind of database alone, of an unknown framework', 'env: [{ name: STORE_DB_TYPE, value: sqlite3 }]'],
])('%s is no connection that could be set', (_, env) => {
  const repository = new TemporaryRepository(backend(env));
  expect(codesOf(problemsOf(repository, { compose: withEnvironment() }))).toEqual(['no-connection']);
});

test('one host and password with two databases are two applications', () => {
  const one = (name: string): string =>
    deployment(name).replace(
      /env:[^]*$/,
      `envFrom: [{ secretRef: { name: shared } }]\n          env: [{ name: DB_NAME, value: ${name} }]\n`,
    );
  const repository = new TemporaryRepository({
    [ROOT]: 'resources: [cart.yaml, ratings.yaml, shared.yaml]\n',
    'k8s/base/cart.yaml': one('cart'),
    'k8s/base/ratings.yaml': one('ratings'),
    'k8s/base/shared.yaml':
      'kind: Secret\napiVersion: v1\nmetadata: { name: shared }\nstringData: { DB_HOST: localhost, DB_USER: a, DB_PASSWORD: changeme }\n',
  });
  expect(codesOf(problemsOf(repository, { compose: withEnvironment() }))).toEqual(['several-connections']);
});

test('names in small letters stay so', () => {
  const repository = new TemporaryRepository(
    backend('env: [{ name: db_host, value: localhost }, { name: db_user, value: a }]'),
  );
  synthesize(repository, { compose: withEnvironment() });
  expect(envIn(repository).map(({ name }) => name)).toEqual(['db_host', 'db_user', 'db_password', 'db_name']);
});

describe('PGSSLMODE', () => {
  const withMode = (mode: string): TemporaryRepository =>
    new TemporaryRepository({
      ...backend(
        `env: [{ name: PGHOST, value: localhost }, { name: PGUSER, value: a }, { name: PGSSLMODE, value: ${mode} }]`,
      ),
      'requirements.txt': 'psycopg2-binary==2.9.10\n',
    });

  test('of disable is require, since the server takes no plain text', () => {
    const repository = withMode('disable');
    synthesize(repository, { compose: withEnvironment() });
    expect(envIn(repository)).toContainEqual({ name: 'PGSSLMODE', value: 'require' });
  });

  test('of verify-full is refused: it would check another certificate', () => {
    const compose = withEnvironment();
    expect(codesOf(problemsOf(withMode('verify-full'), { compose }))).toEqual(['connection-beside']);
  });
});

test('Spring’s driver class leaves H2 with its URL', () => {
  const repository = new TemporaryRepository({
    ...backend(
      'env: [{ name: SPRING_DATASOURCE_URL, value: "jdbc:h2:mem:x" }, { name: SPRING_DATASOURCE_DRIVER_CLASS_NAME, value: org.h2.Driver }]',
    ),
    'build.gradle': "dependencies { runtimeOnly 'org.postgresql:postgresql' }\n",
  });

  synthesize(repository, { compose: withEnvironment() });

  expect(envIn(repository)).toEqual([
    { ...from('SPRING_DATASOURCE_URL', 'jdbc-uri'), value: null },
    { name: 'SPRING_DATASOURCE_DRIVER_CLASS_NAME', value: 'org.postgresql.Driver' },
  ]);
});

test('two applications of one database whose URLs differ have a key each', () => {
  const one = (name: string, query: string): string =>
    deployment(name).replace(
      /env:[^]*$/,
      `env: [{ name: DATABASE_URL, value: "postgresql://localhost/app${query}" }]\n`,
    );
  const repository = new TemporaryRepository({
    [ROOT]: 'resources: [backend.yaml, worker.yaml]\n',
    'k8s/base/backend.yaml': one('backend', ''),
    'k8s/base/worker.yaml': one('worker', '?application_name=worker'),
    'package.json': '{ "dependencies": { "pg": "^8.0.0" } }',
  });

  synthesize(repository, {
    compose: (app) => {
      const value = new PostgresDatabase(app, 'database').url();
      for (const name of ['backend', 'worker'])
        new BackendEnvironment(app, `${name}-environment`, { value, workloads: [name] });
    },
  });

  const secret = secretIn(repository);
  expect(secret['node-postgres-uri']).not.toContain('application_name');
  expect(secret['worker-environment-node-postgres-uri']).toContain('application_name=worker');
});

test('the image of an application that has MySQL alone is refused', () => {
  const files = backend('env: [{ name: DB_HOST, value: db }, { name: DB_USER, value: a }]');
  const yaml = String(files['k8s/base/backend.yaml']).replace(
    'example/backend:1',
    'docker.io/library/wordpress:6',
  );
  const repository = new TemporaryRepository({ ...files, 'k8s/base/backend.yaml': yaml });
  expect(codesOf(problemsOf(repository, { compose: withEnvironment() }))).toEqual(['leads-elsewhere']);
});
