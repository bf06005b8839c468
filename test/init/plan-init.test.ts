import { compose } from '../../src/init/composition';
import { mainProgram } from '../../src/init/main-program';
import { planInit, type InitOptions } from '../../src/init/plan-init';
import { Repository } from '../../src/gitops/tree/repository';
import { codesOf } from '../in-process';
import { refusalOf } from '../refusal-of';
import { base64, CHATBOT, chatbot, deployment, secretFile } from '../fixtures/chatbot';
import { TemporaryRepository, type Files } from '../temporary-repository';

const SECRET = 'k8s/base/backend/secret.yaml';
const NOTHING_FOUND = chatbot({ 'backend/requirements.txt': null });

function planFor(files: Files, secret: InitOptions['secret'] = {}): ReturnType<typeof planInit> {
  return planInit({ repository: new TemporaryRepository(files).root, base: 'k8s/base', secret });
}

function mainFor(files: Files, secret: InitOptions['secret'] = {}, base = 'k8s/base'): string {
  return mainProgram(compose(Repository.read(new TemporaryRepository(files).root, base), secret));
}

describe('main.ts says what was found', () => {
  test('as the sentence that it means', () => {
    expect(mainFor(CHATBOT))
      .toBe(`import { BackendSecret, GitOpsApp, PostgresDatabase, PostgresVersion } from 'cdk8s-database';
import { Size } from 'cdk8s';

const app = new GitOpsApp({ base: 'k8s/base' });

const database = new PostgresDatabase(app, 'database', {
  version: PostgresVersion.V16,
  storage: { size: Size.gibibytes(10) },
});

new BackendSecret(app, 'backend-secret', {
  file: 'backend/secret.yaml',
  key: 'DATABASE_URL',
  value: database.url({ driver: 'psycopg2' }),
});

app.synth();
`);
  });

  test('no driver where nothing says which one it is', () => {
    expect(mainFor(NOTHING_FOUND)).toContain('value: database.url(),');
  });

  test('the driver of the URL that is there', () => {
    const files = { ...NOTHING_FOUND, [SECRET]: secretFile('postgresql+asyncpg://a:b@db/app') };

    expect(mainFor(files)).toContain("database.url({ driver: 'asyncpg' })");
  });

  test('the name as well, where the file has two Secrets with the key', () => {
    const two = `${secretFile()}\n---\n${secretFile(undefined, 'reports-secret')}`;
    const reads = deployment('backend', 'backend-secret');

    const narrowed = mainFor(chatbot({ [SECRET]: two, 'k8s/base/backend/deployment.yaml': '' }), {
      name: 'backend-secret',
    });
    const found = mainFor(chatbot({ [SECRET]: two, 'k8s/base/backend/deployment.yaml': reads }));

    expect(narrowed).toContain("  name: 'backend-secret',\n");
    expect(found).not.toContain('name:');
  });

  test('another base and another key', () => {
    const files = {
      'deploy/kustomization.yaml': 'resources:\n  - it\u2019s "mine".yaml\n',
      'deploy/it\u2019s "mine".yaml': secretFile().replace('DATABASE_URL', 'PG_URL'),
    };

    const main = mainFor(files, { key: 'PG_URL' }, 'deploy');

    expect(main).toContain("base: 'deploy'");
    expect(main).toContain(`  file: 'it\u2019s "mine".yaml',\n  key: 'PG_URL',\n`);
  });
});

describe('what stands in the way is said, all of it at once', () => {
  test('a base without a Secret, files of somebody else, a package.json that is none', () => {
    const files = chatbot({
      [SECRET]: '',
      'main.ts': 'console.log("mine");\n',
      'cdk8s.yaml': 'app: npx ts-node main.ts\n',
      'package.json': '{ // mine\n}',
    });

    expect(() => planFor(files)).toThrow(
      /several-connections[^]*package.json: has a comment[^]*main.ts: exists already[^]*cdk8s.yaml: exists already/,
    );
  });

  test('several Secrets, as a synth says it', () => {
    const two = `${secretFile()}\n---\n${secretFile(undefined, 'reports-secret')}`;

    expect(() => planFor(chatbot({ [SECRET]: two, 'k8s/base/backend/deployment.yaml': '' }))).toThrow(
      /several-secrets/,
    );
  });

  test.each([{ variable: 'NOPE' }, { workload: 'Deployment/nobody' }])(
    '%j, which no container has',
    (secret) => {
      const { root } = new TemporaryRepository(CHATBOT);
      expect(() => planInit({ repository: root, base: 'k8s/base', secret })).toThrow(/no-connection/);
    },
  );

  test.each(['package.json', 'test'])('%s as a link out of the repository', (path) => {
    const repository = new TemporaryRepository(CHATBOT);
    repository.link(path, '/etc');

    expect(() => planInit({ repository: repository.root, base: 'k8s/base', secret: {} })).toThrow(
      /link-escapes/,
    );
  });

  test('test as a file', () => {
    expect(() => planFor(chatbot({ test: 'mine' }))).toThrow(/^test: .*\/test is not a folder; move it away/);
  });

  test.each(['README.md', 'nowhere'])('%s as the repository, in one line', (name) => {
    const root = new TemporaryRepository(chatbot({ 'README.md': '' })).path(name);

    expect(codesOf(refusalOf(() => planInit({ repository: root, base: 'k8s/base', secret: {} })))).toEqual([
      'no-repository',
    ]);
  });

  test('a second init', () => {
    const files = { 'main.ts': '// mine by now\n', 'cdk8s.yaml': 'app: npx cdk8s-database synth main.ts\n' };

    expect(() => planFor(chatbot(files))).toThrow(/already initialised/);
  });
});

describe('what is there and does not stand in the way', () => {
  test('a tsconfig.json is left alone, a 0-byte main.ts is not', () => {
    const { changes } = planFor(chatbot({ 'tsconfig.json': '{}', 'main.ts': '' }));

    expect(changes.map(({ path, action }) => `${action} ${path}`)).toEqual([
      'unchanged tsconfig.json',
      'update .gitignore',
      'create package.json',
      'create test/synth.test.js',
      'update main.ts',
      'create cdk8s.yaml',
    ]);
  });

  test('a package of ECMAScript modules: the test says that it is none', () => {
    const { changes } = planFor(chatbot({ 'package.json': '{"type":"module"}' }));

    expect(changes.map(({ path }) => path)).toContain('test/synth.test.cjs');
  });

  test('a URL whose driver is not known: a synth will ask for it, and main.ts is where it is given', () => {
    const url = 'postgresql+pg8000://a:b@db/app';
    const { changes, warnings } = planFor({ ...NOTHING_FOUND, [SECRET]: secretFile(url) });

    expect(warnings.map(({ code }) => code)).toEqual(['driver-unknown']);
    expect(changes.find(({ path }) => path === 'main.ts')?.after?.toString()).toContain('database.url()');
  });

  test('what is secret in the repository comes into no file that is written', () => {
    const { changes } = planFor(chatbot({ [SECRET]: secretFile('postgresql://app:hunter2@db/app') }));

    const written = changes.map(({ after }) => after?.toString()).join('');
    expect(written).not.toContain('hunter2');
    expect(written).not.toContain(base64('postgresql://app:hunter2@db/app'));
  });
});
