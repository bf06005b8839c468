import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { Size } from 'cdk8s';
import { load } from 'js-yaml';
import { ApplicationSecret, Password, type DatabaseEnvironment } from '../../../src/index';
import { variablesOf } from '../../../src/editors/dotenv/dotenv-editor';
import { failsCheck } from '../../../src/gitops/plan/plan';
import { unifiedDiff } from '../../../src/gitops/plan/unified-diff';
import { chatbot, PASSWORD } from '../../fixtures/chatbot';
import {
  changesOf,
  codesOf,
  composition,
  planOf,
  problemsOf,
  synthesize,
  type Circumstances,
} from '../../in-process';
import { leaksOf } from '../../planted-secret';
import { TemporaryRepository, temporaryFolder, treeOf } from '../../temporary-repository';

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
      TEST_POSTGRES_PASSWORD: 'test_password',
      STRICT_HEALTH_CHECKS: 'false',
      TESTING_MODE: 'true',
      TEST_DATABASE_URL:
        'postgresql+psycopg2://test_user:test_password@localhost:5433/test_db?sslmode=require&channel_binding=require',
      TEST_DATABASE_URL_IN_DOCKER:
        'postgresql+psycopg2://test_user:test_password@test-db:5432/test_db?sslmode=require&channel_binding=require',
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
    const at = new TemporaryRepository(chatbot({ '.env.test': 'TEST_POSTGRES_PASSWORD="my$"\n' }));
    synthesize(at, ALL);
    expect(variables(at, '.env.test')).toMatchObject({ TEST_POSTGRES_PASSWORD: 'my$' });
    expect(variables(at, '.env.test')['TEST_DATABASE_URL']).toContain('test_user:my%24@');
    const { warnings } = planOf(at, ALL);
    expect(codesOf(warnings)).not.toContain('maybe-tracked');
  });

  test('a password is another one in each, and not the cluster’s', () => {
    delete process.env['TEST_POSTGRES_PASSWORD'];
    const at = new TemporaryRepository(chatbot());
    synthesize(at, ALL);
    const made = [
      variables(at, '.env.test')['TEST_POSTGRES_PASSWORD'],
      variables(at, '.env.local')['DEV_POSTGRES_PASSWORD'],
    ];
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
    expect(plan.changes.filter(failsCheck)).toEqual([]);
    at.write({ '.env.test': 'TESTING_MODE=false\n' });
    expect(planOf(at, { ...ALL, flags: { check: true } }).changes.filter(failsCheck)).toHaveLength(1);
  });

  test('a service that is somebody else’s is refused, with nothing changed', () => {
    const at = new TemporaryRepository(
      chatbot({ 'compose.yaml': 'services:\n  test-db:\n    image: mysql:8\n' }),
    );
    expect(problemsOf(at, ALL).map(({ path }) => path)).toEqual(['compose.yaml']);
  });

  describe('the compose file is a part of a project', () => {
    const web = (ports: string): string => `services:\n  web:\n    image: web\n    ports: [${ports}]\n`;

    test.each<[string, Record<string, string>, string]>([
      [
        'an included file has the service',
        {
          'compose.yaml': 'include: [infra/db.yaml]\n',
          'infra/db.yaml': 'services:\n  test-db:\n    image: postgres:13\n',
        },
        'not-ours infra/db.yaml',
      ],
      [
        'an override has the service',
        {
          'docker-compose.yml': web('"80:80"'),
          'docker-compose.override.yml':
            'services:\n  test-db:\n    image: postgres:13\n    ports: ["5499:5432"]\n',
        },
        'not-ours docker-compose.override.yml',
      ],
      [
        'an override has the port',
        { 'compose.yaml': web('"80:80"'), 'compose.override.yaml': web('"5433:80"') },
        'port-taken compose.override.yaml',
      ],
      [
        '.env gives the port',
        { 'compose.yaml': web('"${DB_PORT}:5432"'), '.env': 'DB_PORT=5433\n' },
        'port-taken compose.yaml',
      ],
      [
        'what a service extends has the port',
        {
          'compose.yaml':
            'services:\n  base: {image: x, ports: ["5433:80"], profiles: [never]}\n  web: {extends: base}\n',
        },
        'port-taken compose.yaml',
      ],
      [
        'COMPOSE_FILE names one that has the port',
        {
          'compose.yaml': web('"80:80"'),
          'dev.yaml': web('"5433:80"'),
          '.env': 'COMPOSE_FILE=compose.yaml:dev.yaml\n',
        },
        'port-taken dev.yaml',
      ],
    ])('refused, with nothing changed: %s', (_, files, problem) => {
      const at = new TemporaryRepository(chatbot(files));
      expect(problemsOf(at, ALL).map(({ code, path }) => `${code} ${path}`)).toEqual([problem]);
    });

    test('a port that somebody takes later is warned of, since ours is there already', () => {
      const at = new TemporaryRepository(chatbot({ 'compose.yaml': web('"80:80"') }));
      synthesize(at, within({ test: TEST }));
      const taken = at.read('compose.yaml').replace('"80:80"', '"5433:80"');
      at.write({ 'compose.yaml': taken });
      expect(codesOf(synthesize(at, within({ test: TEST })).warnings)).toContain('port-taken');
      expect(at.read('compose.yaml')).toBe(taken);
    });

    test('services that do not find the server by its name are warned of', () => {
      const theirs = 'services:\n  web: {image: web, networks: [appnet]}\nnetworks: {appnet: {}}\n';
      const at = new TemporaryRepository(chatbot({ 'compose.yaml': theirs }));
      const warnings = synthesize(at, within({ test: TEST })).warnings.filter(
        ({ code }) => code === 'other-network',
      );
      expect(warnings).toMatchObject([{ path: 'compose.yaml' }]);
      expect(warnings[0]?.message).toContain('web on appnet only, where test-db is not found');
      at.write({ 'compose.yaml': at.read('compose.yaml').replace('[appnet]', '[appnet, default]') });
      expect(codesOf(synthesize(at, within({ test: TEST })).warnings)).not.toContain('other-network');
    });

    test('the file that COMPOSE_FILE names is edited, and its other lines are not shown', () => {
      const theirs = 'services:\n  web:\n    environment: {TOKEN: hunter2}\n';
      const at = new TemporaryRepository(chatbot({ '.env': 'COMPOSE_FILE=dev.yaml\n', 'dev.yaml': theirs }));
      expect(unifiedDiff(planOf(at, ALL))).not.toContain('hunter2');
      synthesize(at, ALL);
      expect(at.read('dev.yaml')).toContain('test-db:');
      expect(Object.keys(at.tree())).not.toContain('compose.yaml');
    });
  });

  test('what is no longer in main.ts leaves the compose file, and its folder is named', () => {
    const theirs = 'services:\n  redis:\n    image: redis:7\n';
    const [at, fresh] = [chatbot({ 'compose.yaml': theirs }), chatbot({ 'compose.yaml': theirs })].map(
      (files) => new TemporaryRepository(files),
    );
    if (at === undefined || fresh === undefined) throw new Error('unreachable');
    const less = within({ dev: DEV, production: PRODUCTION });
    synthesize(at, ALL);
    const { warnings } = synthesize(at, less);
    synthesize(fresh, less);
    expect(at.read('compose.yaml')).toBe(fresh.read('compose.yaml'));
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'volume-left', path: 'compose.yaml' }));
    expect(warnings.filter(({ code }) => code === 'orphaned-folder').map(({ path }) => path)).toEqual([
      'compose/test-db',
    ]);
    synthesize(at, within({}));
    expect(at.read('compose.yaml')).toBe(theirs);
  });

  test('is in place alone: what is written elsewhere is for a cluster', () => {
    const at = new TemporaryRepository(chatbot({ '.env.test': 'OPENAI_API_KEY=sk-1\n' }));
    const output = `${temporaryFolder()}/dist`;
    synthesize(at, { ...ALL, flags: { output } });
    expect(Object.keys(treeOf(output)).filter((path) => !path.startsWith('k8s/'))).toEqual([
      '.cdk8s-database.json',
    ]);
  });

  test.each<[string, Record<string, DatabaseEnvironment>, RegExp]>([
    [
      'port',
      { a: { compose: { service: 'a', port: 5433 } }, b: { compose: { service: 'b', port: 5433 } } },
      /port 5433/,
    ],
    ['service', { a: { compose: { service: 'db' } }, b: { compose: { service: 'db' } } }, /the service db/],
    [
      'helper',
      { a: { compose: { service: 'db' } }, b: { compose: { service: 'db-certificate' } } },
      /the service db-certificate/,
    ],
    [
      '.env file',
      {
        a: { compose: { service: 'a' }, dotenv: { file: '.env.x' } },
        b: { compose: { service: 'b' }, dotenv: { file: '.env.x' } },
      },
      /DATABASE_URL is for two environments/,
    ],
  ])('one %s for two environments is refused', (_, environments, message) => {
    const problems = problemsOf(new TemporaryRepository(chatbot()), within(environments));
    expect(codesOf(problems)).toContain('claimed-twice');
    expect(problems.map((problem) => problem.message).join('\n')).toMatch(message);
  });

  test.each([
    ['leads-elsewhere', 'TEST_DATABASE_URL=postgresql://me:secret@db.example.com/orders'],
    ['leads-elsewhere', 'TEST_DATABASE_URL=postgresql://test_user:secret@localhost:5432/test_db'],
    ['leads-elsewhere', 'TEST_DATABASE_URL=mysql://root:secret@localhost:5433/test_db'],
    ['leads-elsewhere', 'TEST_DATABASE_URL_IN_DOCKER=postgresql://me:secret@db.example.com/orders'],
    ['leads-elsewhere', 'TEST_DATABASE_URL=${ELSEWHERE}'],
    ['leads-elsewhere', 'TEST_DATABASE_URL=psql://me:secret@db.example.com/orders'],
    ['leads-elsewhere', 'TEST_DATABASE_URL=Host=db.example.com;Database=orders;Password=secret'],
    ['leads-elsewhere', 'TEST_DATABASE_URL=me:secret@tcp(db.example.com:3306)/orders'],
    ['leads-elsewhere', 'TEST_DATABASE_URL=secret7Kq'],
    ['login-renamed', 'TEST_DATABASE_URL=postgresql://other:secret@localhost:5433/test_db'],
  ])('%s: %s in the .env file is no placeholder', (code, line) => {
    const at = new TemporaryRepository(chatbot({ '.env.test': `${line}\n` }));
    const problems = problemsOf(at, ALL);
    expect(codesOf(problems)).toEqual([code]);
    expect(problems[0]?.message).not.toContain('secret');
  });

  test('a URL that somebody has written for this server keeps its driver and its password', () => {
    delete process.env['TEST_POSTGRES_PASSWORD'];
    const url = 'postgresql+asyncpg://test_user:pw1@localhost:5433/test_db';
    const at = new TemporaryRepository({
      ...chatbot({ '.env.test': `TEST_DATABASE_URL="${url}"\n` }),
      'backend/requirements.txt': 'fastapi\n',
    });
    synthesize(at, ALL);
    expect(variables(at, '.env.test')).toMatchObject({
      TEST_DATABASE_URL: `${url}?ssl=require`,
      TEST_POSTGRES_PASSWORD: 'pw1',
    });
    expect(changesOf(synthesize(at, ALL))).toEqual({});
  });

  test('a server that moves to another port, or is called otherwise, takes its URLs along', () => {
    const at = new TemporaryRepository(chatbot());
    synthesize(at, ALL);
    synthesize(at, within({ test: { ...TEST, compose: { service: 'tests', port: 5444 } } }));
    expect(variables(at, '.env.test')['TEST_DATABASE_URL']).toContain('localhost:5444');
    expect(variables(at, '.env.test')['TEST_DATABASE_URL_IN_DOCKER']).toContain('@tests:5432');
  });

  test('a URL without a password has none to keep', () => {
    delete process.env['TEST_POSTGRES_PASSWORD'];
    const url = 'postgresql://test_user:@localhost:5433/test_db';
    const at = new TemporaryRepository(chatbot({ '.env.test': `TEST_DATABASE_URL=${url}\n` }));
    synthesize(at, ALL);
    expect(variables(at, '.env.test')['TEST_POSTGRES_PASSWORD']).toHaveLength(32);
  });

  test('a password that something else fills in is refused', () => {
    delete process.env['TEST_POSTGRES_PASSWORD'];
    const at = new TemporaryRepository(chatbot({ '.env.test': 'TEST_POSTGRES_PASSWORD=${OTHER}\n' }));
    expect(codesOf(problemsOf(at, ALL))).toEqual(['env-value']);
  });

  test('a variable that two environments would write into one file is refused', () => {
    const file = '.env';
    const both = within({
      dev: { ...DEV, dotenv: { file, key: 'A', variables: { ENVIRONMENT: 'development' } } },
      test: { ...TEST, dotenv: { file, key: 'B', variables: { ENVIRONMENT: 'testing' } } },
    });
    const [problem, ...others] = problemsOf(new TemporaryRepository(chatbot()), both);
    expect(problem).toMatchObject({ code: 'claimed-twice', path: file });
    expect(problem?.message).toMatch(
      /ENVIRONMENT is for two environments or databases; give each its own dotenv\.file$/,
    );
    expect(others).toEqual([]);
  });

  test('a .env file that git may have already is pointed out', () => {
    const at = new TemporaryRepository(chatbot({ '.env.test': 'A=b\n' }));
    expect(codesOf(synthesize(at, ALL).warnings)).toContain('maybe-tracked');
  });

  test('a .env file that git has is pointed out each time, whatever .gitignore says', () => {
    const at = new TemporaryRepository(chatbot({ '.env.test': 'A=b\n', '.gitignore': '.env*\n' }));
    const git = (...args: string[]): unknown =>
      expect(spawnSync('git', args, { cwd: at.root }).status).toBe(0);
    git('init', '--quiet');
    expect(codesOf(synthesize(at, ALL).warnings)).not.toContain('maybe-tracked');
    git('add', '--force', '.env.test');
    expect(codesOf(synthesize(at, ALL).warnings)).toContain('maybe-tracked');
  });

  test('a .gitignore that would show git the password is refused', () => {
    const test = { ...TEST, dotenv: { file: 'backend/.env.test' } };
    const at = new TemporaryRepository(chatbot({ 'backend/.gitignore': '!.env.test\n' }));
    expect(problemsOf(at, within({ test }))).toEqual([
      expect.objectContaining({ code: 'not-ignored', path: 'backend/.env.test' }),
    ]);
  });

  test('a second compose file, which Compose does not read, is pointed out where ours are in it', () => {
    const at = new TemporaryRepository(
      chatbot({ 'docker-compose.yml': 'services:\n  web:\n    image: n\n' }),
    );
    synthesize(at, ALL);
    at.write({ 'compose.yaml': 'services:\n  other:\n    image: n\n' });
    expect(synthesize(at, ALL).warnings).toContainEqual(
      expect.objectContaining({ code: 'second-compose-file', path: 'docker-compose.yml' }),
    );
  });

  test('whoever has sourced a .env file of a laptop gives its password to nothing else', () => {
    const at = new TemporaryRepository(chatbot());
    synthesize(at, ALL);
    const base = at.tree('k8s');
    for (const [name, value] of Object.entries(variables(at, '.env.test'))) process.env[name] = value;
    try {
      expect(changesOf(synthesize(at, ALL))).toEqual({});
    } finally {
      for (const name of Object.keys(variables(at, '.env.test'))) Reflect.deleteProperty(process.env, name);
    }
    expect(at.tree('k8s')).toEqual(base);
  });

  test('what a killed run left beside its files is taken away', () => {
    const at = new TemporaryRepository(chatbot());
    synthesize(at, ALL);
    const strays = ['', 'compose/test-db/', 'k8s/overlays/test/', 'k8s/overlays/test/database/'].map(
      (folder) => `${folder}..env.test.123.cdk8s-database.tmp`,
    );
    at.write(Object.fromEntries(strays.map((path) => [path, 'secret'])));
    synthesize(at, ALL);
    expect(Object.keys(at.tree()).filter((path) => path.endsWith('.tmp'))).toEqual([]);
  });

  test('a diff shows nothing of a .env file, nor of other services', () => {
    const at = new TemporaryRepository(
      chatbot({ 'compose.yaml': 'services:\n  redis:\n    environment:\n      REDIS_PASSWORD: hunter2\n' }),
    );
    const diff = unifiedDiff(planOf(at, ALL));
    expect(diff).not.toMatch(/test_password|hunter2/);
  });
});

describe('added to a base that is committed', () => {
  test('an environment has a claim and a password of its own', () => {
    const at = new TemporaryRepository(chatbot());
    synthesize(at);
    const own = within({
      staging: {
        password: Password.fromEnvironment('STAGING_PASSWORD'),
        storage: { size: Size.gibibytes(5), storageClass: 'standard' },
      },
    });
    synthesize(at, own);
    const patch = load(at.read('k8s/overlays/staging/database/secret-database-credentials-patch.yaml'));
    const { password } = (patch as { data: { password: string } }).data;
    expect(Buffer.from(password, 'base64').toString()).not.toBe(PASSWORD);
    expect(changesOf(synthesize(at, own))).toEqual({});
    // From now on it is there, and its claim takes no less: in the output, too.
    const smaller = within({ staging: { storage: { size: Size.gibibytes(1), storageClass: 'standard' } } });
    for (const flags of [{ inPlace: true }, { output: `${temporaryFolder()}/dist` }]) {
      expect(codesOf(problemsOf(at, { ...smaller, flags }))).toEqual(['claim-change']);
    }
  });
});

test('a server that is there keeps the names that it has made', () => {
  const at = new TemporaryRepository(chatbot());
  synthesize(at, within({ staging: { database: 'staging_db' } }));
  const renamed = within({ staging: { database: 'other_db' } });
  expect(codesOf(problemsOf(at, renamed))).toEqual(['login-renamed']);
  expect(codesOf(problemsOf(at, within({ staging: { database: 'staging_db', user: 'other' } })))).toEqual([
    'login-renamed',
  ]);
  synthesize(at, { ...renamed, flags: { force: true, inPlace: true } });
});

test('a .env file that is a link is not written through', () => {
  const at = new TemporaryRepository(chatbot({ 'config/test.env': 'A=b\n' }));
  at.link('.env.test', 'config/test.env');
  expect(codesOf(problemsOf(at, ALL))).toEqual(['linked-file']);
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

  test('keeps a value that somebody has put there, and says that it is no reference', () => {
    const url = 'postgresql://me:Hidden4711@db.example.com/genesis';
    const at = new TemporaryRepository(chatbot({ '.env.production': `DATABASE_URL=${url}\n` }));
    const { warnings } = synthesize(at, ALL);
    expect(variables(at, '.env.production')).toMatchObject({ DATABASE_URL: url, ENVIRONMENT: 'production' });
    expect(codesOf(warnings)).toContain('secret-in-file');
  });

  test('a .env file that git ignores is not missing in a clone', () => {
    const at = new TemporaryRepository(chatbot({ '.gitignore': '.env*\n' }));
    synthesize(at, within({ production: PRODUCTION }));
    at.remove('.env.production');
    const plan = planOf(at, within({ production: PRODUCTION }, { flags: { check: true } }));
    expect(plan.changes.filter(failsCheck)).toEqual([]);
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
      // The base's own password is in Secrets, and in no compose or .env file, and not in production's overlay.
      expect(new Set(leaksOf(PASSWORD, files()).map(({ path }) => path))).toEqual(
        new Set([
          'k8s/base/backend/secret.yaml',
          'k8s/base/database/secret.yaml',
          'k8s/overlays/dev/database/secret-backend-secret-patch.yaml',
          'k8s/overlays/dev/database/secret-database-credentials-patch.yaml',
          'k8s/overlays/test/database/secret-backend-secret-patch.yaml',
          'k8s/overlays/test/database/secret-database-credentials-patch.yaml',
        ]),
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
      url: `${psycopg}app:***@database-service:5432/app?sslmode=require&channel_binding=require`,
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
      url: `${psycopg}genesis_prod_user:***@db.example.com:5432/genesis_ai_prod?sslmode=require&channel_binding=require`,
      source: 'ClusterSecretStore vault: genesis/database',
    },
  ]);
});

test('a StorageClass of an environment that cannot be called so is refused', () => {
  const compose = within({ test: { ...TEST, storage: { storageClass: '=' } } });
  const problems = problemsOf(new TemporaryRepository(chatbot()), compose);
  expect(problems.map(({ message }) => message)).toEqual([
    expect.stringContaining('"=" is not a valid name of a StorageClass; allowed: '),
  ]);
});

test.each<[string, DatabaseEnvironment, RegExp]>([
  ['a port that is none', { compose: { service: 'db', port: 0 } }, /compose.port 0 is not a valid port/],
  [
    'a service that cannot be named so',
    { compose: { service: 'The DB' } },
    /"The DB" is not a valid service name/,
  ],
  ['a .env file outside', { ...TEST, dotenv: { file: '../.env' } }, /dotenv.file is "..\/.env"; allowed/],
  [
    'a key that is none',
    { ...TEST, dotenv: { key: 'DATABASE-URL' } },
    /"DATABASE-URL" is not a valid variable name/,
  ],
  ['a .env file of nothing', { dotenv: {} }, /has dotenv, but neither compose nor secret/],
  [
    'a laptop with a Secret',
    { ...TEST, secret: ApplicationSecret.inCluster() },
    /has compose, which needs a password/,
  ],
])('%s is refused', (_, environment, message) => {
  const problems = problemsOf(new TemporaryRepository(chatbot()), within({ test: environment }));
  expect(codesOf(problems)).toEqual(['environment']);
  expect(problems[0]?.message).toMatch(message);
});
