import { spawnSync } from 'node:child_process';
import { run, type Outcome } from '../command-line';
import { CHATBOT, PASSWORD } from '../fixtures/chatbot';
import { TemporaryRepository, type Files } from '../temporary-repository';

/** The chatbot with its base in another folder. */
function withBase(base: string, more: Files = {}): TemporaryRepository {
  const files = Object.entries(CHATBOT).map(([path, content]) => [path.replace('k8s/base', base), content]);
  return new TemporaryRepository({ ...(Object.fromEntries(files) as Files), ...more });
}

function runIn(directory: string, ...parameters: string[]): Outcome {
  return run(parameters, { directory, environment: { POSTGRES_PASSWORD: PASSWORD } });
}

test('a synth takes the base that it finds, and says which', () => {
  const repository = withBase('deploy');

  const outcome = runIn(repository.root, 'synth', '--in-place');

  expect(outcome.stdout).toMatch(/, base deploy\n$/);
  expect(repository.tree()).toHaveProperty(['deploy/database/statefulset.yaml']);
  expect(runIn(repository.root, 'synth', '--check')).toMatchObject({
    status: 0,
    stdout: 'nothing to change, base deploy\n',
  });
  expect(JSON.parse(runIn(repository.root, 'synth', '--check', '--json').stdout)).toMatchObject({
    base: 'deploy',
  });
});

test('init writes the base that it finds into main.ts', () => {
  const repository = withBase('deploy');

  expect(runIn(repository.root, 'init').status).toBe(0);

  expect(repository.read('main.ts')).toContain("new GitOpsApp({ base: 'deploy' })");
});

test.each([['synth'], ['init'], ['environments']])(
  '%s names each folder that could be the base',
  (command) => {
    const repository = withBase('deploy', { 'other/pod.yaml': '', ...CHATBOT });
    repository.remove('k8s/base');
    repository.write({ 'web/kustomization.yaml': 'resources: [deployment.yaml]\n' });
    repository.write({ 'web/deployment.yaml': String(CHATBOT['k8s/base/frontend/deployment.yaml']) });

    const { status, stderr } = runIn(repository.root, command);

    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: k8s\/base: .*--base deploy \(.*, or --base web \(.*\(no-base\)\n$/);
  },
);

describe('in a folder of the repository', () => {
  test('a synth goes upwards to the folder that has the base', () => {
    const repository = withBase('k8s/base', { 'backend/src/main.py': '' });
    gitInit(repository.root);

    const outcome = runIn(repository.path('backend/src'), 'synth', '--in-place');

    expect(outcome.stdout).toContain(`: ${repository.root}\n`);
    expect(repository.tree()).toHaveProperty(['k8s/base/database/statefulset.yaml']);
  });

  test('a synth runs the program of the next cdk8s.yaml, in its folder', () => {
    const repository = withBase('k8s/base', {
      'cdk8s.yaml': 'app: node main.js\n',
      'main.js': 'console.log(process.cwd());\n',
      'backend/src/main.py': '',
    });
    gitInit(repository.root);

    expect(runIn(repository.path('backend/src'), 'synth').stdout).toBe(`${repository.root}\n`);
  });

  test('a base that is given is looked for upwards too, and not above the git repository', () => {
    const outer = withBase('deploy', { 'inner/backend/main.py': '' });
    expect(runIn(outer.path('inner/backend'), 'synth', '--base', 'deploy').status).toBe(2);
    gitInit(outer.root);
    expect(runIn(outer.path('inner/backend'), 'synth', '--base', 'deploy', '--dry-run').status).toBe(0);

    gitInit(outer.path('inner'));

    const { status, stderr } = runIn(outer.path('inner/backend'), 'synth', '--base', 'deploy');
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('(no-base)') as string });
  });

  test('init writes its files at the top, and says how to get there', () => {
    const repository = withBase('kustomize', { 'backend/src/main.py': '' });
    gitInit(repository.root);

    const { stdout } = runIn(repository.path('backend/src'), 'init');

    expect(stdout).toContain('next: cd ../.., npm install');
    expect(repository.read('main.ts')).toContain("base: 'kustomize'");
  });

  test('a program that is named runs where it was named', () => {
    const repository = withBase('k8s/base', { 'infra/main.js': 'console.log(process.cwd());\n' });
    gitInit(repository.root);

    expect(runIn(repository.path('infra'), 'synth', 'main.js').stdout).toBe(`${repository.path('infra')}\n`);
  });
});

function gitInit(directory: string): void {
  expect(spawnSync('git', ['init', '-q'], { cwd: directory }).status).toBe(0);
}
