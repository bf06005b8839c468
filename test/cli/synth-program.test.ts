import { hash } from 'node:crypto';
import { chmodSync, chownSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run, type Outcome } from '../command-line';
import { CHATBOT, mainProgram, PASSWORD } from '../fixtures/chatbot';
import { TemporaryRepository, type Files } from '../temporary-repository';

const PROJECT = resolve(__dirname, '..', '..');
const PROGRAM = join(PROJECT, 'bin', 'cdk8s-database.js');
/** What makes a plain Node program find the library where no npm has installed it. */
const LIBRARY = JSON.stringify(join(PROJECT, 'lib', 'index.js'));
const OURS = 'app: npx cdk8s-database synth main.ts\n';

function repositoryWith(files: Files): TemporaryRepository {
  return new TemporaryRepository({ ...CHATBOT, ...files });
}

function synth(repository: TemporaryRepository, ...parameters: string[]): Outcome {
  return run(['synth', ...parameters], {
    directory: repository.root,
    environment: { POSTGRES_PASSWORD: PASSWORD },
  });
}

function expectUntouched(repository: TemporaryRepository, work: () => Outcome): Outcome {
  const before = repository.tree();
  const outcome = work();
  expect(repository.tree()).toEqual(before);
  return outcome;
}

describe('which program is run', () => {
  test('the one that app: of cdk8s.yaml names', () => {
    const repository = repositoryWith({ 'cdk8s.yaml': OURS, 'main.ts': mainProgram('chat') });

    expect(synth(repository, '--in-place').status).toBe(0);

    expect(Object.keys(repository.tree('k8s/base'))).toContain('chat/statefulset.yaml');
  });

  test('the one that is given, over the one of cdk8s.yaml', () => {
    const repository = repositoryWith({
      'cdk8s.yaml': OURS,
      'main.ts': mainProgram('chat'),
      'other.ts': mainProgram('other'),
    });

    expect(synth(repository, 'other.ts', '--in-place').status).toBe(0);

    expect(Object.keys(repository.tree('k8s/base'))).toContain('other/statefulset.yaml');
  });

  test('none without a cdk8s.yaml: a main.ts of something else is never executed', () => {
    const repository = repositoryWith({ 'main.ts': 'throw new Error("I was executed");\n' });

    expect(synth(repository, '--in-place').status).toBe(0);

    expect(Object.keys(repository.tree('k8s/base'))).toContain('database/statefulset.yaml');
  });

  test('one in JavaScript, and one of several files', () => {
    const repository = repositoryWith({
      'cdk8s.yaml': 'app: npx cdk8s-database synth src/main.js\n',
      'src/main.js': "const { synthesize } = require('./app');\nsynthesize();\n",
      'src/app.ts': mainProgram().replace('const app', 'export function synthesize() {\nconst app') + '}\n',
    });

    expect(synth(repository, '--in-place')).toMatchObject({ status: 0 });
  });

  test('one that imports cdk8s and constructs gets those of the program', () => {
    const repository = repositoryWith({
      'cdk8s.yaml': OURS,
      'main.ts': `import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { GitOpsApp, PostgresDatabase } from 'cdk8s-database';
const app = new GitOpsApp();
if (!(app instanceof Construct) || !Chart.isChart(new PostgresDatabase(app, 'chat'))) throw new Error('two copies');
app.synth();`,
    });

    expect(synth(repository, '--in-place')).toMatchObject({ status: 0 });
  });

  test('one that changed since it was compiled is compiled again, what it imports too', () => {
    const repository = repositoryWith({
      'cdk8s.yaml': OURS,
      'main.ts': mainProgram().replace("'database'", 'NAME') + "import { NAME } from './name';\n",
      'name.ts': "export const NAME = 'one';\n",
      'node_modules/.keep': '',
    });
    expect(synth(repository, '--in-place').status).toBe(0);
    repository.write({ 'name.ts': "export const NAME = 'two';\n" });

    expect(synth(repository, '--output', 'dist').status).toBe(2);
    repository.write({ 'name.ts': "export const NAME = 'one';\n" });
    expect(synth(repository, '--check').status).toBe(0);
  });

  describe('what a cache holds', () => {
    const CACHED = 'process.exitCode = 7;';
    const NAME = 'node_modules/.cache/cdk8s-database';

    /** A program whose code as it was compiled is another one, in the node_modules of a folder. */
    function planted(folder: string, inputs?: Record<string, string>): TemporaryRepository {
      const repository = repositoryWith({
        'project/cdk8s.yaml': OURS,
        'project/main.ts': mainProgram(),
        'project/k8s/base/kustomization.yaml': 'resources: []\n',
      });
      const main = realpathSync(repository.path('project/main.ts'));
      const name = hash('sha256', main).slice(0, 16);
      const sums = inputs ?? { [main]: hash('sha256', repository.read('project/main.ts')) };
      const text = JSON.stringify({ inputs: sums, code: CACHED });
      repository.write({ [`${folder}${NAME}/${name}.json`]: text });
      return repository;
    }

    function statusOf(repository: TemporaryRepository): number | undefined {
      const directory = realpathSync(repository.path('project'));
      return run(['synth', '--dry-run'], { directory, environment: { POSTGRES_PASSWORD: PASSWORD } }).status;
    }

    test('is run where it is the repository’s own', () => {
      expect(statusOf(planted('project/'))).toBe(7);
      // One repository of git.
      const repository = planted('');
      repository.write({ '.git/HEAD': 'ref: refs/heads/main\n' });
      expect(statusOf(repository)).toBe(7);
    });

    test('is not run where it is that of a folder above, which may be anybody’s', () => {
      expect(statusOf(planted(''))).not.toBe(7);
    });

    test('is not run where it does not say that it is of the program', () => {
      expect(statusOf(planted('project/', {}))).not.toBe(7);
    });

    test.each(['node_modules', 'node_modules/.cache', NAME])(
      'is not run where others may write: %s',
      (path) => {
        const repository = planted('project/');
        chmodSync(repository.path('project', path), 0o777);

        expect(statusOf(repository)).not.toBe(7);
      },
    );

    const asRoot = process.getuid?.() === 0 ? test : test.skip;
    asRoot('is not run where it is another user’s', () => {
      const repository = planted('project/');
      chownSync(repository.path('project', NAME), 65534, 65534);

      expect(statusOf(repository)).not.toBe(7);
    });
  });

  test('flags win over what the program says', () => {
    const repository = repositoryWith({
      'cdk8s.yaml': OURS,
      'main.ts': mainProgram().replace(
        'GitOpsApp()',
        "GitOpsApp({ base: 'nowhere', output: 'there', repository: '/nowhere' })",
      ),
    });
    expect(synth(repository).status).toBe(2);

    const outcome = synth(repository, '--repository', '.', '--base', 'k8s/base', '--output', 'here');

    expect(outcome.status).toBe(0);
    expect(Object.keys(repository.tree())).toContain('here/k8s/base/kustomization.yaml');
  });
});

describe('a program that cannot do its work: exit status 2, said clearly, nothing written', () => {
  test.each([
    ['a mistake in its syntax', 'const a = ;\n', /main\.ts:1:11: .*\(program-invalid\)/],
    ['an import that is not there', "import './nothing';\n", /main\.ts:1:8: .*nothing.*\(program-invalid\)/],
    ['a package that is not there', "import 'no-such-package';\n", /no-such-package/],
    ['an error', 'const a: number = 1;\n\nthrow new Error("of my own");\n', /of my own[^]*main\.ts:3:/],
    ['something else that is thrown', 'throw "a word";\n', /a word/],
    ['an error to come', 'setTimeout(() => { throw new Error("too late"); }, 10);\n', /too late/],
    ['a promise that fails', 'void Promise.reject(new Error("unkept"));\n', /unkept/],
    ['no synth', mainProgram().replace('app.synth()', ''), /main\.ts: .*app\.synth\(\).*\(not-synthesized\)/],
    [
      'a version that is not known',
      mainProgram(
        'database',
        "PostgresVersion.of(12 as never);\nimport { PostgresVersion } from 'cdk8s-database';\n",
      ),
      /error: .*PostgreSQL 12 is not known/,
    ],
    [
      'a name that cannot be',
      mainProgram('Data_base'),
      /error: Data_base: "Data_base" is not a valid name of a database's objects.*\(instance-name\)/,
    ],
  ])('%s', (_, text, said) => {
    const repository = repositoryWith({ 'cdk8s.yaml': OURS, 'main.ts': text });

    for (const flags of [['--in-place'], ['--check']]) {
      const outcome = expectUntouched(repository, () => synth(repository, ...flags));
      expect(outcome).toMatchObject({ status: 2 });
      expect(outcome.stderr).toMatch(said);
    }
  });

  test('a program that is not there', () => {
    const repository = repositoryWith({ 'cdk8s.yaml': OURS });

    const outcome = expectUntouched(repository, () => synth(repository, '--in-place'));

    expect(outcome).toMatchObject({ status: 2, stdout: '' });
    expect(outcome.stderr).toContain('(no-program)');
  });

  test.each([
    ['app: [\n', '(cdk8s-yaml)'],
    ['app: 5\n', '(cdk8s-yaml)'],
    ['app:\n  - a\n', '(cdk8s-yaml)'],
  ])('a cdk8s.yaml that says %j', (text, code) => {
    const repository = repositoryWith({ 'cdk8s.yaml': text, 'main.ts': mainProgram() });

    const outcome = expectUntouched(repository, () => synth(repository, '--in-place'));

    expect(outcome).toMatchObject({ status: 2, stdout: '' });
    expect(outcome.stderr).toContain(code);
  });

  test('every rule that is broken is said at once, each with its construct', () => {
    const repository = repositoryWith({
      'cdk8s.yaml': OURS,
      'main.ts': `import { GitOpsApp, PostgresDatabase } from 'cdk8s-database';
import { Size } from 'cdk8s';
const app = new GitOpsApp({ base: 'nowhere' });
new PostgresDatabase(app, 'One');
new PostgresDatabase(app, 'two', { user: 'postgres', resources: { memory: Size.mebibytes(1), cpuLimit: 0 } });
app.synth();`,
    });

    const { stderr } = expectUntouched(repository, () => synth(repository, '--in-place'));

    expect(stderr.trimEnd().split('\n')).toHaveLength(5);
    expect(stderr).toMatch(/^error: One: /m);
    expect(stderr).toMatch(/^error: two\.user: "postgres" is not a valid name/m);
    expect(stderr).toMatch(/^error: two\.resources\.memory: resources\.memory is 1Mi/m);
    expect(stderr).toMatch(/^error: two\.resources\.cpuRequest: cpuRequest is 0.25 and cpuLimit 0/m);
    expect(stderr).toMatch(/^error: nowhere: .*\(no-base\)/m);
  });
});

describe('a command of another sort as app:', () => {
  const FOREIGN = {
    'cdk8s.yaml': 'app: node main.js\n',
    'main.js': `const { BackendSecret, GitOpsApp, PostgresDatabase } = require(${LIBRARY});
const app = new GitOpsApp();
const database = new PostgresDatabase(app, 'database');
new BackendSecret(app, 'backend-secret', { value: database.url() });
app.synth();
`,
  };

  test('is run with the flags, and what it exits with is ours', () => {
    const repository = repositoryWith(FOREIGN);

    expect(expectUntouched(repository, () => synth(repository, '--check'))).toMatchObject({ status: 1 });
    expect(expectUntouched(repository, () => synth(repository, '--dry-run'))).toMatchObject({ status: 0 });
    expect(synth(repository, '--in-place', '--json')).toMatchObject({ status: 0 });
    expect(synth(repository, '--check')).toMatchObject({ status: 0, stdout: 'nothing to change\n' });
    repository.write({ 'k8s/base/database/service.yaml': 'mine\n' });
    expect(expectUntouched(repository, () => synth(repository, '--in-place'))).toMatchObject({ status: 2 });
  });

  test('yields what the same program yields in ours', () => {
    const [foreign, ours] = [repositoryWith(FOREIGN), repositoryWith({ ...FOREIGN, 'cdk8s.yaml': OURS })];
    ours.write({ 'main.ts': mainProgram() });
    synth(foreign, '--in-place');
    synth(ours, '--in-place');

    expect(foreign.tree('k8s')).toEqual(ours.tree('k8s'));
  });

  test.each([
    ['an error, which Node ends with 1', 'throw new Error("of my own");\n'],
    ['a mistake in its syntax', 'const a = ;\n'],
    ['an exit status of its own', 'process.exit(1);\n'],
    ['a signal', "process.kill(process.pid, 'SIGKILL');\n"],
  ])('that fails by %s is no difference: exit status 2', (_, text) => {
    const repository = repositoryWith({ ...FOREIGN, 'main.js': text });

    expect(synth(repository, '--check').status).toBe(2);
  });

  test('that is not there: exit status 2', () => {
    const repository = repositoryWith({ 'cdk8s.yaml': 'app: no-such-command\n' });

    expect(expectUntouched(repository, () => synth(repository, '--in-place')).status).toBe(2);
  });

  test.each([
    ['ourselves with flags', 'synth --in-place main.ts'],
    ['ourselves without a program', 'synth --in-place --base k8s/base'],
    ['ourselves behind another command', 'synth main.ts && true'],
  ])('%s: what was asked for goes before what stands there', (_, command) => {
    const repository = repositoryWith({
      'cdk8s.yaml': `app: node ${PROGRAM} ${command}\n`,
      'main.ts': mainProgram(),
    });

    expect(expectUntouched(repository, () => synth(repository, '--check')).status).toBe(1);
    expect(expectUntouched(repository, () => synth(repository, '--dry-run')).status).toBe(0);
    expect(synth(repository, '--output', 'elsewhere').status).toBe(0);
    expect(Object.keys(repository.tree())).toContain('elsewhere/k8s/base/kustomization.yaml');
    expect(repository.read('k8s/base/kustomization.yaml')).toBe(CHATBOT['k8s/base/kustomization.yaml']);
  });
});
