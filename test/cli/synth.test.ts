import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { execute, run, type Outcome } from '../command-line';
import { base64, CHATBOT, chatbot, KUSTOMIZATION, PASSWORD, secretFile, SQLITE } from '../fixtures/chatbot';
import { TemporaryRepository, temporaryFolder, treeOf } from '../temporary-repository';

const URL = `postgresql+psycopg2://app:${PASSWORD}@database-service:5432/app?sslmode=require&channel_binding=require`;
const SECRET = 'k8s/base/backend/secret.yaml';
const ROOT = 'k8s/base/kustomization.yaml';

function synth(repository: TemporaryRepository, ...flags: string[]): Outcome {
  return run(['synth', '--repository', repository.root, ...flags], {
    directory: repository.root,
    environment: { POSTGRES_PASSWORD: PASSWORD },
  });
}

describe('in place', () => {
  test('one line of the kustomization and one value of the Secret change, and nothing else of the tree', () => {
    // GIVEN
    const repository = new TemporaryRepository(CHATBOT);
    const before = repository.tree();

    // WHEN
    const outcome = synth(repository, '--in-place');

    // THEN
    expect(outcome.status).toBe(0);
    const made = Object.fromEntries(
      Object.entries(repository.tree()).filter(([path]) => path.startsWith('k8s/base/database/')),
    );
    expect(Object.keys(made)).toEqual([
      'k8s/base/database/.cdk8s-database.json',
      'k8s/base/database/configmap.yaml',
      'k8s/base/database/kustomization.yaml',
      'k8s/base/database/networkpolicy.yaml',
      'k8s/base/database/poddisruptionbudget.yaml',
      'k8s/base/database/pvc.yaml',
      'k8s/base/database/secret.yaml',
      'k8s/base/database/service.yaml',
      'k8s/base/database/serviceaccount.yaml',
      'k8s/base/database/statefulset.yaml',
    ]);
    expect(repository.tree()).toEqual({
      ...before,
      ...made,
      [SECRET]: secretFile(URL),
      [ROOT]: KUSTOMIZATION.replace('# - database/statefulset.yaml', '- database'),
    });
  });

  test('every file of the folder is one that its kustomization lists, and no other is', () => {
    const repository = new TemporaryRepository(CHATBOT);
    synth(repository, '--in-place');

    const { resources } = load(repository.read('k8s/base/database/kustomization.yaml')) as {
      resources: string[];
    };

    expect([...resources, '.cdk8s-database.json', 'kustomization.yaml'].sort()).toEqual(
      Object.keys(repository.tree('k8s/base/database')),
    );
  });

  test('the second run writes no file', () => {
    const repository = new TemporaryRepository(CHATBOT);
    synth(repository, '--in-place');
    const before = repository.writeTimes();

    const outcome = synth(repository, '--in-place');

    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    expect(outcome.stdout).toMatch(/^0 created, 0 updated, 0 deleted, 10 unchanged: /);
    expect(repository.writeTimes()).toEqual(before);
  });

  test('a file keeps its permissions', () => {
    const repository = new TemporaryRepository(CHATBOT);
    chmodSync(repository.path(SECRET), 0o640);

    synth(repository, '--in-place');

    expect(execute('stat', ['-c', '%a', repository.path(SECRET)]).stdout).toBe('640\n');
  });
});

describe('--check', () => {
  test('exits 1 with the difference where the repository is not as the program says, and writes nothing', () => {
    const repository = new TemporaryRepository(CHATBOT);
    const before = repository.tree();

    const outcome = synth(repository, '--check');

    expect(outcome.status).toBe(1);
    expect(outcome.stdout).toContain(`--- a/${ROOT}\n+++ b/${ROOT}\n`);
    expect(outcome.stdout).toContain('\n-  # - database/statefulset.yaml\n+  - database\n');
    expect(repository.tree()).toEqual(before);
  });

  test('exits 0 after a synth in place, and says that there is nothing to change', () => {
    const repository = new TemporaryRepository(CHATBOT);
    synth(repository, '--in-place');
    const before = repository.writeTimes();

    expect(synth(repository, '--check')).toEqual({ status: 0, stdout: 'nothing to change\n', stderr: '' });
    expect(repository.writeTimes()).toEqual(before);
  });

  test('compares with the output where one is given', () => {
    const repository = new TemporaryRepository(CHATBOT);
    const output = join(temporaryFolder(), 'dist');
    expect(synth(repository, '--check', '--output', output).status).toBe(1);
    synth(repository, '--output', output);

    expect(synth(repository, '--check', '--output', output)).toMatchObject({ status: 0 });
    expect(synth(repository, '--check').status).toBe(1);
  });

  test('its difference is what git apply makes of the files that hold no secret', () => {
    // GIVEN a tree with all that a difference has a notation for: CRLF, no final line end, blanks in a path
    const files = chatbot({
      [ROOT]: `${KUSTOMIZATION.replaceAll('\n', '\r\n')}  # the end`,
      'k8s/base/database/service.yaml': 'kind: Service\nmetadata: { name: mine }',
    });
    const repository = new TemporaryRepository(files, 'a repository with blanks');
    const applied = new TemporaryRepository(files);
    const { stdout } = synth(repository, '--check', '--force');
    expect(synth(repository, '--in-place', '--force').status).toBe(0);

    // WHEN
    const outcome = execute(
      'git',
      ['apply', '--exclude=*secret.yaml', '--exclude=*.cdk8s-database.json', '-'],
      {
        directory: applied.root,
        input: stdout,
      },
    );

    // THEN
    expect(outcome).toEqual({ status: 0, stdout: '', stderr: '' });
    const secrets = {
      [SECRET]: '',
      'k8s/base/database/secret.yaml': '',
      // It has the hash of one.
      'k8s/base/database/.cdk8s-database.json': '',
    };
    expect({ ...applied.tree(), ...secrets }).toEqual({ ...repository.tree(), ...secrets });
  });
});

test.each([
  ['--check', 1],
  ['--dry-run', 0],
] as const)('%s with --in-place writes nothing', (flag, status) => {
  const repository = new TemporaryRepository(CHATBOT);
  const before = repository.tree();

  expect(synth(repository, '--in-place', flag)).toEqual({ ...synth(repository, flag), status });

  expect(repository.tree()).toEqual(before);
});

describe('--dry-run', () => {
  test('shows the same difference, exits 0 and writes nothing', () => {
    const repository = new TemporaryRepository(CHATBOT);
    const before = repository.tree();

    const outcome = synth(repository, '--dry-run');

    expect(outcome).toEqual({ ...synth(repository, '--check'), status: 0 });
    expect(repository.tree()).toEqual(before);
  });
});

describe('--json', () => {
  test('is one object of changes and warnings on stdout, each with just what is promised', () => {
    const repository = new TemporaryRepository(CHATBOT);

    const { status, stdout, stderr } = synth(repository, '--in-place', '--json');

    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      base: 'k8s/base',
      changes: [
        { path: SECRET, action: 'update', reason: 'DATABASE_URL points to database-service' },
        {
          path: 'k8s/base/database/.cdk8s-database.json',
          action: 'create',
          reason: 'lists the files that cdk8s-database manages',
        },
        { path: 'k8s/base/database/configmap.yaml', action: 'create', reason: 'synthesized' },
        { path: 'k8s/base/database/networkpolicy.yaml', action: 'create', reason: 'synthesized' },
        { path: 'k8s/base/database/poddisruptionbudget.yaml', action: 'create', reason: 'synthesized' },
        { path: 'k8s/base/database/pvc.yaml', action: 'create', reason: 'synthesized' },
        { path: 'k8s/base/database/secret.yaml', action: 'create', reason: 'synthesized' },
        { path: 'k8s/base/database/service.yaml', action: 'update', reason: 'was a 0-byte placeholder' },
        { path: 'k8s/base/database/serviceaccount.yaml', action: 'create', reason: 'synthesized' },
        { path: 'k8s/base/database/statefulset.yaml', action: 'update', reason: 'was a 0-byte placeholder' },
        { path: 'k8s/base/database/kustomization.yaml', action: 'create', reason: 'synthesized' },
        { path: ROOT, action: 'update', reason: 'reaches database' },
      ],
      warnings: [
        {
          code: 'restart-needed',
          path: 'k8s/base/backend/deployment.yaml',
          message: expect.stringContaining('kubectl rollout restart deployment/backend') as string,
        },
      ],
    });
    expect(stderr).toMatch(/^warning: .*\(restart-needed\)\n$/);
  });

  test('goes with --check and --dry-run, and changes no exit status', () => {
    const repository = new TemporaryRepository(CHATBOT);
    expect(synth(repository, '--json', '--check').status).toBe(1);
    expect(synth(repository, '--json', '--dry-run').status).toBe(0);
    synth(repository, '--in-place');

    const { status, stdout } = synth(repository, '--json', '--check');

    expect(status).toBe(0);
    const { changes } = JSON.parse(stdout) as { changes: { action: string }[] };
    expect(new Set(changes.map(({ action }) => action))).toEqual(new Set(['unchanged']));
  });

  test('a refusal has its problems on stdout, and says them on stderr as well', () => {
    const repository = new TemporaryRepository(chatbot({ 'k8s/base/kustomization.yml': '' }));

    const { status, stdout, stderr } = synth(repository, '--json', '--in-place');

    const message = expect.stringContaining('kustomize accepts only one') as string;
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      changes: [],
      warnings: [],
      problems: [{ code: 'several-kustomizations', path: 'k8s/base', message }],
    });
    expect(stderr).toMatch(/^error: k8s\/base: .*\(several-kustomizations\)\n$/);
  });

  test.each([
    [
      'init',
      { 'cdk8s.yaml': 'app: npx cdk8s-database synth main.ts\n', 'main.ts': '' },
      'initialised-already',
    ],
    ['upgrade', { 'cdk8s.yaml': 'app: [' }, 'cdk8s-yaml'],
    ['environments', { 'cdk8s.yaml': 'app: npx cdk8s-database synth main.ts\n' }, 'no-program'],
  ])('a refusal of %s, before a program runs, has its problems on stdout', (command, files, code) => {
    const { root } = new TemporaryRepository(chatbot(files));

    const { status, stdout } = run([command, '--repository', root, '--json']);

    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ problems: [{ code }] });
  });
});

describe('--output', () => {
  test('is dist in the current folder by default, and holds the complete base as in place', () => {
    // GIVEN
    const repository = new TemporaryRepository(CHATBOT);
    const inPlace = new TemporaryRepository(CHATBOT);
    const before = repository.tree();

    // WHEN
    const outcome = synth(repository);
    synth(inPlace, '--in-place');

    // THEN
    expect(outcome.status).toBe(0);
    expect(repository.tree('dist/k8s/base')).toEqual(inPlace.tree('k8s/base'));
    const without = Object.entries(repository.tree()).filter(([path]) => !path.startsWith('dist/'));
    expect(Object.fromEntries(without)).toEqual(before);
  });

  test('the second run writes no file', () => {
    const repository = new TemporaryRepository(CHATBOT);
    synth(repository);
    const before = repository.writeTimes();

    expect(synth(repository).status).toBe(0);
    expect(repository.writeTimes()).toEqual(before);
  });

  test('what is no longer in the base goes from it, and what somebody else put there stays', () => {
    const repository = new TemporaryRepository(CHATBOT);
    synth(repository);
    repository.remove('k8s/base/frontend/logo.png');
    repository.write({ 'dist/k8s/base/frontend/notes.txt': 'mine' });

    expect(synth(repository).status).toBe(0);

    expect(Object.keys(repository.tree('dist/k8s/base/frontend'))).toEqual(['deployment.yaml', 'notes.txt']);
  });

  test('of a repository that was synthesized in place before, it is the same again', () => {
    const repository = new TemporaryRepository(CHATBOT);
    synth(repository, '--in-place');

    expect(synth(repository).status).toBe(0);

    expect(repository.tree('dist/k8s/base')).toEqual(repository.tree('k8s/base'));
  });

  test('a program that has other objects by now has them there alone, as in place', () => {
    // GIVEN a folder that is ours and that the program does not yield any more
    const repository = new TemporaryRepository(CHATBOT);
    synth(repository, '--in-place');
    repository.write({
      'main.ts': `import { GitOpsApp, PostgresDatabase } from 'cdk8s-database';
const app = new GitOpsApp();
new PostgresDatabase(app, 'chat');
app.synth();`,
    });
    const main = repository.path('main.ts');

    // WHEN
    const output = run(['synth', main], {
      directory: repository.root,
      environment: { POSTGRES_PASSWORD: PASSWORD },
    });
    const inPlace = run(['synth', main, '--in-place'], {
      directory: repository.root,
      environment: { POSTGRES_PASSWORD: PASSWORD },
    });

    // THEN
    expect([output.status, inPlace.status]).toEqual([0, 0]);
    expect(repository.tree('dist/k8s/base')).toEqual(repository.tree('k8s/base'));
  });
});

describe('flags that exclude each other', () => {
  test.each([
    ['--in-place', '--output', 'x'],
    ['--check', '--dry-run'],
  ])('%s %s: refused, and nothing is written', (...flags) => {
    const repository = new TemporaryRepository(CHATBOT);
    const before = repository.tree();

    const outcome = synth(repository, ...flags);

    expect(outcome).toMatchObject({ status: 2, stdout: '' });
    expect(outcome.stderr).toContain('exclude each other');
    expect(repository.tree()).toEqual(before);
  });

  test.each([['--nonsense'], ['--output'], ['main.ts', 'other.ts']])(
    '%s: not understood, exit status 2 and not the 1 of a difference',
    (...flags) => {
      expect(synth(new TemporaryRepository(CHATBOT), ...flags)).toMatchObject({ status: 2, stdout: '' });
    },
  );
});

describe('the user’s Secret', () => {
  test('before: SQLite; after: one value more than js-yaml saw is another, and it is the URL', () => {
    const repository = new TemporaryRepository(CHATBOT);
    const before = load(repository.read(SECRET)) as { data: Record<string, string> };
    expect(before.data['DATABASE_URL']).toBe(base64(SQLITE));

    synth(repository, '--in-place');

    expect(load(repository.read(SECRET))).toEqual({
      ...before,
      data: { ...before.data, DATABASE_URL: base64(URL) },
    });
  });
});

test('the tree of the output is the same whatever stood there before', () => {
  const repository = new TemporaryRepository(CHATBOT);
  const [first, second] = [temporaryFolder(), temporaryFolder()];
  synth(new TemporaryRepository(chatbot({ 'k8s/base/extra.yaml': 'kind: X\n' })), '--output', second);

  synth(repository, '--output', first);
  synth(repository, '--output', second);

  expect(treeOf(second)).toEqual(treeOf(first));
});
