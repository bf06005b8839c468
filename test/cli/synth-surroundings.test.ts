import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execute, run, type Surroundings } from '../command-line';
import { CHATBOT, mainProgram, PASSWORD } from '../fixtures/chatbot';
import { TemporaryRepository, temporaryFolder, type Files } from '../temporary-repository';

const PROJECT = resolve(__dirname, '..', '..');
const POSTGRES_PASSWORD = PASSWORD;

function synthesized(files: Files = CHATBOT, surroundings: Surroundings = {}): Record<string, string> {
  const repository = new TemporaryRepository(files);
  const { status, stderr } = run(['synth', '--repository', repository.root, '--in-place'], {
    directory: repository.root,
    ...surroundings,
    environment: { POSTGRES_PASSWORD, ...surroundings.environment },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.any(String) as string });
  return repository.tree();
}

describe('the same input has the same bytes', () => {
  const expected = synthesized();

  test('in another current folder', () => {
    expect(synthesized(CHATBOT, { directory: temporaryFolder() })).toEqual(expected);
  });

  test('in a folder of another name, given with a trailing slash', () => {
    const repository = new TemporaryRepository(CHATBOT, 'Кухня & co');

    run(['synth', '--repository', `${repository.root}/`, '--base', 'k8s/base/', '--in-place'], {
      environment: { POSTGRES_PASSWORD },
    });

    expect(repository.tree()).toEqual(expected);
  });

  test('by a relative path', () => {
    const repository = new TemporaryRepository(CHATBOT, 'here');

    run(['synth', '--repository', 'here', '--in-place'], {
      directory: resolve(repository.root, '..'),
      environment: { POSTGRES_PASSWORD },
    });

    expect(repository.tree()).toEqual(expected);
  });

  test.each([
    { TZ: 'Pacific/Kiritimati' },
    { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
    { CDK8S_DISABLE_SORT: '1' },
    { CDK8S_LEGACY_HASH: '1' },
    { NODE_ENV: 'production', FORCE_COLOR: '1', NO_COLOR: '' },
    { HOME: '/root', USER: 'someone', CI: 'true' },
  ])('with %j in the environment', (environment: Record<string, string>) => {
    expect(synthesized(CHATBOT, { environment })).toEqual(expected);
  });

  test('with a main.ts that says what the default says', () => {
    const files = {
      'main.ts': mainProgram(),
      'cdk8s.yaml': 'language: typescript\napp: npx cdk8s-database synth main.ts\noutput: dist\n',
    };

    const { 'main.ts': main, 'cdk8s.yaml': configuration, ...rest } = synthesized({ ...CHATBOT, ...files });

    expect([main, configuration]).toEqual(Object.values(files));
    expect(rest).toEqual(expected);
  });

  test('by the cdk8s command line', () => {
    // GIVEN
    const program = join(PROJECT, 'bin', 'cdk8s-database.js');
    const files = {
      ...CHATBOT,
      'main.ts': mainProgram(),
      'cdk8s.yaml': `language: typescript\napp: node ${program} synth main.ts\noutput: dist\n`,
    };
    const [theirs, ours] = [new TemporaryRepository(files), new TemporaryRepository(files)];

    // WHEN
    const cdk8s = join(PROJECT, 'node_modules', 'cdk8s-cli', 'bin', 'cdk8s');
    const outcome = execute(process.execPath, [cdk8s, 'synth', '--no-check-upgrade'], {
      directory: theirs.root,
      environment: { POSTGRES_PASSWORD },
    });
    run(['synth', '--repository', ours.root], { directory: ours.root, environment: { POSTGRES_PASSWORD } });

    // THEN
    expect(outcome.status).toBe(0);
    expect(theirs.tree()).toEqual(ours.tree());
    expect(theirs.tree('dist/k8s/base')).toHaveProperty(['database/statefulset.yaml']);
  });
});

describe('--output', () => {
  test.each([
    ['the base', 'k8s/base', 'output-in-base'],
    ['a folder in the base', 'k8s/base/dist', 'output-in-base'],
    ['the folder below which the base is', '.', 'output-in-base'],
    ['the same, by a detour', 'k8s/..', 'output-in-base'],
    ['a link to the repository', 'link', 'output-in-base'],
    ['the root of the file system', '/', 'output-is-root'],
  ])('%s: refused, and nothing is written', (_, output, code) => {
    const repository = new TemporaryRepository(CHATBOT);
    repository.link('link', '.');
    const before = repository.tree();

    const outcome = run(['synth', '--output', output], {
      directory: repository.root,
      environment: { POSTGRES_PASSWORD },
    });

    expect(outcome).toMatchObject({ status: 2, stdout: '' });
    expect(outcome.stderr).toContain(`(${code})`);
    expect(repository.tree()).toEqual(before);
  });

  test('a link to the base inside of it: refused, and nothing is written', () => {
    const repository = new TemporaryRepository(CHATBOT);
    repository.link('dist/k8s', '../k8s');
    const before = repository.tree();

    const outcome = run(['synth'], { directory: repository.root, environment: { POSTGRES_PASSWORD } });

    expect(outcome.status).toBe(2);
    expect(repository.tree()).toEqual(before);
  });

  test.each([
    ['the output itself', 'dist', ''],
    ['a folder on the way', 'dist/k8s', ''],
    ['a folder that is not there yet', 'dist/k8s', '/new'],
    ['the folder of the database', 'dist/k8s/base/database', ''],
  ])('a link out of the tree, %s: refused, and nothing is written there', (_, link, below) => {
    const [repository, elsewhere] = [new TemporaryRepository(CHATBOT), new TemporaryRepository({ x: 'y' })];
    repository.link(link, elsewhere.root + below);
    const before = repository.tree();

    const outcome = run(['synth'], { directory: repository.root, environment: { POSTGRES_PASSWORD } });

    expect(outcome).toMatchObject({ status: 2, stdout: '' });
    expect(outcome.stderr).not.toContain('    at ');
    expect(repository.tree()).toEqual(before);
    expect(elsewhere.tree()).toEqual({ x: 'y' });
  });

  test('a file of the output that is a link out of it: refused, and what it leads to stays', () => {
    const [repository, elsewhere] = [new TemporaryRepository(CHATBOT), new TemporaryRepository({ x: '' })];
    repository.link('dist/k8s/base/kustomization.yaml', elsewhere.path('x'));

    const outcome = run(['synth'], { directory: repository.root, environment: { POSTGRES_PASSWORD } });

    expect(outcome.status).toBe(2);
    expect(elsewhere.tree()).toEqual({ x: '' });
  });

  test('that is a file: refused, and nothing is written', () => {
    const repository = new TemporaryRepository(CHATBOT);
    const before = repository.tree();

    const outcome = run(['synth', '--output', 'README.md/dist'], { directory: repository.root });

    expect(outcome).toMatchObject({ status: 2, stdout: '' });
    expect(outcome.stderr).toContain('(in-the-way)');
    expect(repository.tree()).toEqual(before);
  });

  test('foreign files in it are refused, all at once, and overwritten by --force', () => {
    const repository = new TemporaryRepository({
      ...CHATBOT,
      'dist/k8s/base/kustomization.yaml': 'mine\n',
      'dist/k8s/base/database/service.yaml': 'mine\n',
    });
    const surroundings = { directory: repository.root, environment: { POSTGRES_PASSWORD } };

    const refused = run(['synth'], surroundings);
    const forced = run(['synth', '--force'], surroundings);

    expect(refused.status).toBe(2);
    expect(refused.stderr.match(/\(foreign-file\)/g)).toHaveLength(2);
    expect(forced.status).toBe(0);
    expect(repository.read('dist/k8s/base/kustomization.yaml')).toContain('- database\n');
  });

  test('what a run that was killed left in it goes with the next', () => {
    const repository = new TemporaryRepository({
      ...CHATBOT,
      'dist/k8s/base/database/.pvc.yaml.1.cdk8s-database.tmp': 'half',
    });

    run(['synth'], { directory: repository.root, environment: { POSTGRES_PASSWORD } });

    expect(Object.keys(repository.tree('dist')).filter((path) => path.endsWith('.tmp'))).toEqual([]);
  });
});

/** `nobody` on every Linux; who runs the tests as root may write and read everything, and so nothing is refused. */
const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;

(isRoot ? describe : describe.skip)('what the machine does not allow', () => {
  function readOnly(...paths: string[]): TemporaryRepository {
    const repository = new TemporaryRepository(CHATBOT);
    lock(repository, ...paths);
    return repository;
  }

  function lock(repository: TemporaryRepository, ...paths: string[]): void {
    chmodSync(resolve(repository.root, '..'), 0o755);
    execute('chown', ['-R', `${NOBODY}`, repository.root]);
    for (const path of paths) {
      chownSync(repository.path(path), 0, 0);
      chmodSync(repository.path(path), 0o555);
    }
  }

  function synthAsNobody(repository: TemporaryRepository, ...flags: string[]): ReturnType<typeof run> {
    return run(['synth', '--repository', repository.root, '--in-place', ...flags], {
      environment: { POSTGRES_PASSWORD },
      user: NOBODY,
    });
  }

  test('a folder that is not to be written: exit status 2, said in a line and without a stack', () => {
    const repository = readOnly('k8s/base/backend');
    const before = repository.tree();

    const outcome = synthAsNobody(repository);

    expect(outcome).toMatchObject({ status: 2, stdout: '' });
    expect(outcome.stderr).toMatch(/^error: .*may not write in .*k8s\/base\/backend; .*\(not-writable\)/);
    expect(outcome.stderr).not.toContain('    at ');
    expect(repository.tree()).toEqual(before);
  });

  test('a repository that is not to be written at all: each folder is said once, and not each file in it', () => {
    const repository = readOnly('.', 'k8s', 'k8s/base', 'k8s/base/backend', 'k8s/base/database');

    const outcome = synthAsNobody(repository);

    expect(outcome).toMatchObject({ status: 2, stdout: '' });
    expect(
      [...outcome.stderr.matchAll(/^error: (\S+): .*\(not-writable\)$/gm)].map(([, path]) => path).sort(),
    ).toEqual(['k8s/base', 'k8s/base/backend', 'k8s/base/database'].sort());
  });

  test('folders that would have to be made in one that is not to be written: the one above them all is said', () => {
    const repository = new TemporaryRepository(CHATBOT);
    mkdirSync(repository.path('locked'));
    lock(repository, 'locked');
    const output = repository.path('locked/some/where');

    const outcome = run(['synth', '--repository', repository.root, '--output', output], {
      environment: { POSTGRES_PASSWORD },
      user: NOBODY,
    });

    expect(outcome).toMatchObject({ status: 2, stdout: '' });
    expect(outcome.stderr.match(/\(not-writable\)/g)).toHaveLength(1);
    for (const [, folder] of outcome.stderr.matchAll(/may not write in (\S+);/g)) {
      expect(folder).toBe(repository.path('locked'));
    }
  });

  test('a file that is not to be read: refused by its path, and nothing is written', () => {
    const repository = readOnly();
    chownSync(repository.path('k8s/base/backend/secret.yaml'), 0, 0);
    chmodSync(repository.path('k8s/base/backend/secret.yaml'), 0o400);
    const before = repository.tree();

    const outcome = synthAsNobody(repository);

    expect(outcome).toMatchObject({ status: 2, stdout: '' });
    expect(outcome.stderr).toContain('error: k8s/base/backend/secret.yaml: cannot be read (EACCES)');
    expect(repository.tree()).toEqual(before);
  });

  test('a folder beside the manifests that is not to be read does not concern the database', () => {
    const repository = readOnly();
    mkdirSync(repository.path('pgdata'), { mode: 0o700 });

    expect(synthAsNobody(repository).status).toBe(0);
  });

  test('a cache that is not to be written is one that is not there', () => {
    const repository = readOnly();
    repository.write({ 'main.ts': mainProgram(), 'node_modules/.keep': '' });
    chmodSync(repository.path('node_modules'), 0o555);

    const outcome = run(['synth', repository.path('main.ts'), '--in-place'], {
      directory: repository.root,
      environment: { POSTGRES_PASSWORD },
      user: NOBODY,
    });

    expect(outcome).toMatchObject({ status: 0 });
  });
});
