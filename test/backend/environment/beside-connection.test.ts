import { load } from 'js-yaml';
import { BackendEnvironment, BackendSecret, PostgresDatabase } from 'cdk8s-database';
import type { BackendEnvironmentProps } from '../../../src/backend/connection/backend-environment';
import { deployment, secretFile } from '../../fixtures/chatbot';
import { codesOf, planOf, problemsOf, synthesize, type Composition } from '../../in-process';
import { TemporaryRepository, type Files } from '../../temporary-repository';

const PATCH = 'k8s/base/backend-environment/deployment-backend-patch.yaml';

function repositoryOf(container: string, more: Files = {}): TemporaryRepository {
  return new TemporaryRepository({
    'k8s/base/kustomization.yaml': 'resources: [backend.yaml]\n',
    'k8s/base/backend.yaml': deployment().replace(/env:[^]*$/, `${container}\n`),
    ...more,
  });
}

function withEnvironment(props: Partial<BackendEnvironmentProps> = {}): Composition {
  return (app) => {
    new BackendEnvironment(app, 'backend-environment', {
      value: new PostgresDatabase(app, 'database').url(),
      ...props,
    });
  };
}

interface Entry {
  readonly name: string;
  readonly value?: string;
}

function valuesIn(repository: TemporaryRepository): Record<string, string | undefined> {
  const patch = load(repository.read(PATCH)) as {
    spec: { template: { spec: { containers: { env: Entry[] }[] } } };
  };
  const env = patch.spec.template.spec.containers[0]?.env ?? [];
  return Object.fromEntries(env.map(({ name, value }) => [name, value]));
}

function env(...entries: readonly (readonly [string, string])[]): string {
  return entries.map(([name, value]) => `{ name: ${name}, value: ${JSON.stringify(value)} }`).join(', ');
}

const SET = [
  ['DB_HOST', 'localhost'],
  ['DB_USER', 'app'],
  ['DB_PASSWORD', 'changeme'],
  ['DB_NAME', 'app'],
] as const;

describe('what has to change with the connection', () => {
  test.each([
    [
      'SPRING_JPA_DATABASE_PLATFORM',
      'org.hibernate.dialect.H2Dialect',
      'org.hibernate.dialect.PostgreSQLDialect',
    ],
    [
      'SPRING_JPA_PROPERTIES_HIBERNATE_DIALECT',
      'org.hibernate.community.dialect.SQLiteDialect',
      'org.hibernate.dialect.PostgreSQLDialect',
    ],
    ['SPRING_JPA_DATABASE', 'H2', 'POSTGRESQL'],
    ['QUARKUS_DATASOURCE_DB_KIND', 'h2', 'postgresql'],
    ['DB_DIALECT', 'sqlite', 'postgres'],
    ['DB_SSL', 'false', 'true'],
    ['DATABASE_SSL', 'off', 'on'],
    ['DB_USE_SSL', 'False', 'True'],
    ['POSTGRES_SSLMODE', 'disable', 'require'],
    ['PGSSLMODE', 'disable', 'require'],
    ['GF_DATABASE_SSL_MODE', 'disable', 'require'],
    ['DB_SSL_REJECT_UNAUTHORIZED', 'true', 'false'],
  ])('%s: %s', (name, value, wanted) => {
    const repository = repositoryOf(`env: [${env(...SET, [name, value])}]`);

    synthesize(repository, { compose: withEnvironment() });

    expect(valuesIn(repository)[name]).toBe(wanted);
    expect(Object.keys(valuesIn(repository))).toEqual(expect.arrayContaining(SET.map(([part]) => part)));
  });

  test('node-postgres takes another word', () => {
    const repository = repositoryOf(`env: [${env(...SET, ['DB_SSLMODE', 'disable'])}]`, {
      'package.json': '{ "dependencies": { "pg": "8" } }',
    });
    synthesize(repository, { compose: withEnvironment() });
    expect(valuesIn(repository)['DB_SSLMODE']).toBe('no-verify');
  });

  test('main.ts that gives the variables has to name it', () => {
    const repository = repositoryOf(`env: [${env(...SET, ['DB_SSL', 'false'])}]`);
    const variables = {
      DB_HOST: 'host',
      DB_USER: 'user',
      DB_PASSWORD: 'password',
      DB_NAME: 'database',
    } as const;

    const [problem] = problemsOf(repository, { compose: withEnvironment({ variables }) });
    expect(problem?.code).toBe('connection-beside');
    expect(problem?.message).toContain("DB_SSL: { value: 'true' }");

    const compose = withEnvironment({ variables: { ...variables, DB_SSL: { value: 'true' } } });
    synthesize(repository, { compose });
    expect(valuesIn(repository)['DB_SSL']).toBe('true');
  });

  test('beside a URL in a Secret it is for a BackendEnvironment', () => {
    const repository = repositoryOf(
      `envFrom: [{ secretRef: { name: backend-secret } }]\n          env: [${env(['DB_SSL', 'false'])}]`,
      {
        'k8s/base/kustomization.yaml': 'resources: [backend.yaml, secret.yaml]\n',
        'k8s/base/secret.yaml': secretFile(),
      },
    );
    const compose: Composition = (app) => {
      new BackendSecret(app, 'secret', { value: new PostgresDatabase(app, 'database').url() });
    };

    expect(codesOf(problemsOf(repository, { compose }))).toEqual(['no-secret']);

    synthesize(repository, { compose: withEnvironment() });
    expect(valuesIn(repository)).toMatchObject({ DB_SSL: 'true' });
    expect(Object.keys(valuesIn(repository))).toContain('DATABASE_URL');
  });
});

describe('what would override or end the connection is refused, by its name', () => {
  test.each([
    ['DB_PASSWORD_FILE', '/run/secrets/db'],
    ['DB_USER__FILE', '/run/secrets/user'],
    ['SPRING_JPA_DATABASE_PLATFORM', 'org.hibernate.dialect.MySQL8Dialect'],
    ['SPRING_PROFILES_ACTIVE', 'prod,h2'],
    ['DB_SSL_CA', '/etc/old-ca.pem'],
    ['DB_SSLMODE', 'verify-full'],
    ['PGSERVICE', 'old'],
    ['SPRING_FLYWAY_URL', 'jdbc:h2:mem:x'],
    ['RESULT_BACKEND', 'db+postgresql://$(DB_USER):$(DB_PASSWORD)@$(DB_HOST)/$(DB_NAME)'],
    ['JAVA_OPTS', '-Dspring.datasource.url=jdbc:h2:mem:x'],
  ])('%s: %s', (name, value) => {
    const repository = repositoryOf(`env: [${env(...SET, [name, value])}]`);

    const [problem] = problemsOf(repository, { compose: withEnvironment() });

    expect(problem?.code).toBe('connection-beside');
    expect(problem?.message).toContain(name);
  });

  test.each([
    'args: ["--dsn=postgres://$(DB_USER):$(DB_PASSWORD)@$(DB_HOST)/$(DB_NAME)?sslmode=disable"]',
    'command: [sh, -c, "exec app postgres://$DB_USER:${DB_PASSWORD}@$DB_HOST/app"]',
    'args: ["host=$(DB_HOST) user=$(DB_USER) password=$(DB_PASSWORD)"]',
    'args: ["host=$(DB_HOST) sslmode=disable"]',
    'args: ["--db=postgres://old@elsewhere/app"]',
    'args: ["--spring.jpa.database-platform=org.hibernate.dialect.H2Dialect"]',
  ])('%s', (command) => {
    const repository = repositoryOf(`${command}\n          env: [${env(...SET)}]`);
    const [problem] = problemsOf(repository, { compose: withEnvironment() });
    expect(problem?.code).toBe('connection-beside');
    expect(problem?.message).toMatch(/^(?:args|command) of container backend/);
  });

  test('a URL with something added to it', () => {
    const repository = repositoryOf(
      `env: [${env(['DATABASE_URL', 'sqlite:///x.db'], ['DIRECT_URL', '$(DATABASE_URL)?schema=x'])}]`,
    );
    expect(codesOf(problemsOf(repository, { compose: withEnvironment() }))).toEqual(['connection-beside']);
  });

  test('of a Secret too', () => {
    const repository = repositoryOf(
      `envFrom: [{ secretRef: { name: backend-secret } }]\n          env: [${env(['DATABASE_URL_FILE', '/run/url'])}]`,
      {
        'k8s/base/kustomization.yaml': 'resources: [backend.yaml, secret.yaml]\n',
        'k8s/base/secret.yaml': secretFile(),
      },
    );
    expect(codesOf(problemsOf(repository))).toEqual(['connection-beside']);
  });
});

test.each([
  ['REDIS_SSL', 'false'],
  ['SMTP_TLS', 'off'],
  ['LOG_FILE', '/var/log/x'],
  ['SPRING_PROFILES_ACTIVE', 'prod'],
  ['DB_SSL', 'true'],
  ['DB_SSLMODE', 'prefer'],
  ['SPRING_JPA_DATABASE_PLATFORM', 'org.hibernate.dialect.PostgreSQLDialect'],
  ['WAIT_FOR', '$(DB_HOST):5432'],
])('%s: %s stays', (name, value) => {
  const repository = repositoryOf(
    `args: ["--db-host=$(DB_HOST)", "--db-password=$(DB_PASSWORD)"]\n          env: [${env(...SET, [name, value])}]`,
  );
  synthesize(repository, { compose: withEnvironment() });
  expect(valuesIn(repository)).not.toHaveProperty(name);
});

test('a switch of another connection stays', () => {
  const others = [
    ['ANALYTICS_DB_HOST', 'warehouse.example.com'],
    ['ANALYTICS_DB_PASSWORD', 'x'],
    ['ANALYTICS_DB_SSL', 'false'],
  ] as const;
  const repository = repositoryOf(`env: [${env(...SET, ...others)}]`);
  synthesize(repository, { compose: withEnvironment() });
  expect(valuesIn(repository)).not.toHaveProperty('ANALYTICS_DB_SSL');
});

describe('a second connection to the same old database is named', () => {
  const worker = (variables: string): Files => ({
    'k8s/base/kustomization.yaml': 'resources: [backend.yaml, worker.yaml]\n',
    'k8s/base/worker.yaml': deployment('worker').replace(/env:[^]*$/, `env: [${variables}]\n`),
  });

  test.each([
    [
      'a server',
      env(['DB_HOST', 'postgres'], ['DB_USER', 'a']),
      env(['QUEUE_DB_HOST', 'postgres'], ['QUEUE_DB_USER', 'a']),
    ],
    ['a file', env(['DATABASE_URL', 'sqlite:////data/x.db']), env(['JOBS_DB_URL', 'sqlite:////data/x.db'])],
  ])('of %s', (_, first, second) => {
    const repository = repositoryOf(`env: [${first}]`, worker(second));
    const { warnings } = planOf(repository, { compose: withEnvironment({ workloads: ['backend'] }) });
    const old = warnings.find(({ code }) => code === 'old-host');
    expect(old?.message).toContain('Deployment worker');
  });
});

test('a pooler is no application', () => {
  const pooler = deployment('pooler')
    .replace('example/pooler:1', 'edoburu/pgbouncer:1.23')
    .replace(/env:[^]*$/, `env: [${env(['DB_HOST', 'postgres'], ['DB_USER', 'a'])}]\n`);
  const repository = new TemporaryRepository({
    'k8s/base/kustomization.yaml': 'resources: [pooler.yaml]\n',
    'k8s/base/pooler.yaml': pooler,
  });
  expect(codesOf(problemsOf(repository, { compose: withEnvironment() }))).toEqual(['pooler-alone']);
});
