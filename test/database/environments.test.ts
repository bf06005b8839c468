import { statSync } from 'node:fs';
import { load } from 'js-yaml';
import { ApplicationSecret, Password, type DatabaseEnvironment } from '../../src/index';
import { variablesOf } from '../../src/gitops/dotenv-editor';
import { isForgotten } from '../../src/gitops/plan';
import { chatbot, PASSWORD } from '../fixtures/chatbot';
import {
  changesOf,
  codesOf,
  composition,
  planOf,
  problemsOf,
  synthesize,
  type Circumstances,
} from '../in-process';
import { leaksOf } from '../planted-secret';
import { TemporaryRepository } from '../temporary-repository';

const TEST: DatabaseEnvironment = {
  compose: { service: 'test-db', port: 5433 },
  database: 'test_db',
  dotenv: { key: 'TEST_DATABASE_URL', variables: { STRICT_HEALTH_CHECKS: 'false', TESTING_MODE: 'true' } },
  user: 'test_user',
};
const DEV: DatabaseEnvironment = {
  compose: { service: 'postgres', port: 5435 },
  database: 'genesis_db',
  dotenv: { file: '.env.local', variables: { DEBUG: 'true', ENVIRONMENT: 'development' } },
  user: 'genesis_user',
};
const PRODUCTION: DatabaseEnvironment = {
  database: 'genesis_ai_prod',
  dotenv: { variables: { ENVIRONMENT: 'production', STRICT_HEALTH_CHECKS: 'true' } },
  managed: { host: 'db.example.com' },
  secret: ApplicationSecret.external({ key: 'genesis/database', store: 'vault' }),
  user: 'genesis_prod_user',
};

function within(environments: Record<string, DatabaseEnvironment>, more: Circumstances = {}): Circumstances {
  return { compose: composition({}, { environments }), ...more };
}

const ALL = within({ test: TEST, dev: DEV, production: PRODUCTION });

function variables(at: TemporaryRepository, file: string): Record<string, string> {
  return Object.fromEntries(variablesOf(at.read(file)));
}

beforeEach(() => {
  process.env['TEST_POSTGRES_PASSWORD'] = 'test_password';
});

afterEach(() => {
  delete process.env['TEST_POSTGRES_PASSWORD'];
});

describe('on a laptop', () => {
  test('a database is a service of the compose file, and its URL is in a .env file that git ignores', () => {
    const at = new TemporaryRepository(chatbot());
    synthesize(at, ALL);
    const compose = load(at.read('compose.yaml')) as { services: Record<string, { ports?: string[] }> };
    expect(Object.keys(compose.services)).toEqual([
      'test-db',
      'test-db-certificate',
      'postgres',
      'postgres-certificate',
    ]);
    expect(compose.services['test-db']?.ports).toEqual(['127.0.0.1:5433:5432']);
    expect(variables(at, '.env.test')).toEqual({
      POSTGRES_PASSWORD: 'test_password',
      STRICT_HEALTH_CHECKS: 'false',
      TESTING_MODE: 'true',
      TEST_DATABASE_URL:
        'postgresql+psycopg2://test_user:test_password@localhost:5433/test_db?sslmode=require',
      TEST_DATABASE_URL_IN_DOCKER:
        'postgresql+psycopg2://test_user:test_password@test-db:5432/test_db?sslmode=require',
    });
    expect(variables(at, '.env.local')).toMatchObject({ DEBUG: 'true', ENVIRONMENT: 'development' });
    expect(at.read('.gitignore')).toBe('node_modules/\n/.env.test\n/.env.local\n');
    for (const file of ['.env.test', '.env.local']) expect(statSync(at.path(file)).mode & 0o777).toBe(0o600);
  });

  test('what it mounts is byte by byte what the cluster mounts', () => {
    const at = new TemporaryRepository(chatbot());
    synthesize(at, ALL);
    const { data } = load(at.read('k8s/base/database/configmap.yaml')) as { data: Record<string, string> };
    for (const [name, content] of Object.entries(data)) {
      expect(at.read(`compose/test-db/${name}`)).toBe(content);
    }
  });

  test('the user’s own compose file, .env file and .gitignore keep all that is in them', () => {
    const compose = '# Ours.\nservices:\n  redis:\n    image: redis:7   # the cache\n';
    const dotenv = '# For the tests.\nOPENAI_API_KEY="sk-1"  # asked for\nTESTING_MODE=false\n';
    const at = new TemporaryRepository(chatbot({ 'docker-compose.yml': compose, '.env.test': dotenv }));
    synthesize(at, ALL);
    expect(at.read('docker-compose.yml').startsWith(compose.trimEnd())).toBe(true);
    expect(Object.keys(at.tree())).not.toContain('compose.yaml');
    expect(at.read('.env.test')).toContain(
      '# For the tests.\nOPENAI_API_KEY="sk-1"  # asked for\nTESTING_MODE=true\n',
    );
  });

  test('a password that somebody has written into the .env file stays', () => {
    delete process.env['TEST_POSTGRES_PASSWORD'];
    const at = new TemporaryRepository(chatbot({ '.env.test': 'POSTGRES_PASSWORD=mine\n' }));
    synthesize(at, ALL);
    expect(variables(at, '.env.test')).toMatchObject({ POSTGRES_PASSWORD: 'mine' });
    expect(variables(at, '.env.test')['TEST_DATABASE_URL']).toContain('test_user:mine@');
  });

  test('a password is another one in each, and not the cluster’s', () => {
    delete process.env['TEST_POSTGRES_PASSWORD'];
    const at = new TemporaryRepository(chatbot());
    synthesize(at, ALL);
    const made = ['.env.test', '.env.local'].map((file) => variables(at, file)['POSTGRES_PASSWORD']);
    expect(new Set([...made, PASSWORD]).size).toBe(3);
  });

  test('a second synth changes nothing', () => {
    const at = new TemporaryRepository(chatbot());
    synthesize(at, ALL);
    const times = at.writeTimes();
    expect(changesOf(synthesize(at, ALL))).toEqual({});
    expect(at.writeTimes()).toEqual(times);
  });

  test('a clone, which has none of the ignored files, is not out of date for it', () => {
    const at = new TemporaryRepository(chatbot());
    synthesize(at, ALL);
    for (const file of ['.env.test', '.env.local', '.cdk8s-database']) at.remove(file);
    const plan = planOf(at, { ...ALL, flags: { check: true } });
    expect(plan.changes.filter(isForgotten)).toEqual([]);
    at.write({ '.env.test': 'TESTING_MODE=false\n' });
    expect(planOf(at, { ...ALL, flags: { check: true } }).changes.filter(isForgotten)).toHaveLength(1);
  });

  test('a service that is somebody else’s is refused, with nothing changed', () => {
    const at = new TemporaryRepository(
      chatbot({ 'compose.yaml': 'services:\n  test-db:\n    image: mysql:8\n' }),
    );
    expect(problemsOf(at, ALL).map(({ path }) => path)).toEqual(['compose.yaml']);
  });

  test('what is no longer in main.ts is named', () => {
    const at = new TemporaryRepository(chatbot());
    synthesize(at, ALL);
    const { warnings } = synthesize(at, within({ dev: DEV, production: PRODUCTION }));
    expect(warnings.filter(({ code }) => code === 'orphaned-service').map(({ path }) => path)).toEqual([
      'compose/test-db',
    ]);
  });
});

describe('production', () => {
  /** Given in no way but to the process: it must be in no file. */
  const SECRET = 'Production-Secret-4711';

  test('has variables in its .env file, which is committed', () => {
    const at = new TemporaryRepository(chatbot());
    synthesize(at, ALL);
    expect(at.read('.env.production')).toBe(
      'DATABASE_URL=${DATABASE_URL}\nPOSTGRES_PASSWORD=${POSTGRES_PASSWORD}\nENVIRONMENT=production\nSTRICT_HEALTH_CHECKS=true\n',
    );
    expect(at.read('.gitignore')).not.toContain('production');
  });

  test('leaks nothing into any file, and the scanner that says so finds what is planted', () => {
    process.env['PRODUCTION_POSTGRES_PASSWORD'] = SECRET;
    process.env['DATABASE_URL'] = `postgresql://genesis_prod_user:${SECRET}@db.example.com/genesis_ai_prod`;
    try {
      const at = new TemporaryRepository(chatbot());
      const inCluster: DatabaseEnvironment = {
        password: Password.fromSecret('database-production'),
        secret: ApplicationSecret.inCluster(),
      };
      synthesize(at, within({ test: TEST, dev: DEV, production: PRODUCTION, 'production-eu': inCluster }));
      const files = (): [string, Buffer][] =>
        Object.entries(at.tree()).map(([path, content]) => [path, Buffer.from(content, 'latin1')]);
      expect(leaksOf(SECRET, files())).toEqual([]);
      // The base's own password is in the base, and in no overlay, compose or .env file.
      expect(new Set(leaksOf(PASSWORD, files()).map(({ path }) => path))).toEqual(
        new Set(['k8s/base/backend/secret.yaml', 'k8s/base/database/secret.yaml']),
      );
      at.write({
        'k8s/overlays/production/planted.yaml': `data: ${Buffer.from(SECRET).toString('base64')}\n`,
      });
      expect(leaksOf(SECRET, files())).toEqual([
        { form: 'base64', path: 'k8s/overlays/production/planted.yaml' },
      ]);
    } finally {
      delete process.env['PRODUCTION_POSTGRES_PASSWORD'];
      delete process.env['DATABASE_URL'];
    }
  });
});

test('a list says where the application finds its database in each', () => {
  const at = new TemporaryRepository(chatbot());
  const { environments } = planOf(at, { ...ALL, flags: { inPlace: true, list: true }, password: undefined });
  const psycopg = 'postgresql+psycopg2://';
  expect(environments).toEqual([
    {
      environment: 'base',
      host: 'database-service',
      port: '5432',
      database: 'app',
      user: 'app',
      url: `${psycopg}app:***@database-service:5432/app?sslmode=require`,
      source: 'k8s/base/backend/secret.yaml: DATABASE_URL',
    },
    expect.objectContaining({
      environment: 'test',
      host: 'localhost',
      port: '5433',
      source: '.env.test: TEST_DATABASE_URL',
    }),
    expect.objectContaining({
      environment: 'test',
      host: 'database-service',
      source: 'k8s/overlays/test/database: DATABASE_URL',
    }),
    expect.objectContaining({
      environment: 'dev',
      host: 'localhost',
      port: '5435',
      source: '.env.local: DATABASE_URL',
    }),
    expect.objectContaining({ environment: 'dev', host: 'database-service' }),
    {
      environment: 'production',
      host: 'db.example.com',
      port: '5432',
      database: 'genesis_ai_prod',
      user: 'genesis_prod_user',
      url: `${psycopg}genesis_prod_user:***@db.example.com:5432/genesis_ai_prod?sslmode=require`,
      source: 'ClusterSecretStore vault: genesis/database',
    },
  ]);
});

test.each<[string, DatabaseEnvironment, RegExp]>([
  ['a port that is none', { compose: { service: 'db', port: 0 } }, /compose.port 0 is none/],
  ['a service that cannot be named so', { compose: { service: 'The DB' } }, /"The DB" cannot name a service/],
  ['a .env file outside', { ...TEST, dotenv: { file: '../.env' } }, /leads out of the repository/],
  [
    'a key that is none',
    { ...TEST, dotenv: { key: 'DATABASE-URL' } },
    /"DATABASE-URL" cannot name a variable/,
  ],
  ['a .env file of nothing', { dotenv: {} }, /has a .env file and does not run on a laptop/],
  ['a laptop with a Secret', { ...TEST, secret: ApplicationSecret.inCluster() }, /runs on a laptop/],
])('%s is refused', (_, environment, message) => {
  const problems = problemsOf(new TemporaryRepository(chatbot()), within({ test: environment }));
  expect(codesOf(problems)).toEqual(['environment']);
  expect(problems[0]?.message).toMatch(message);
});
