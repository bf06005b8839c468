import { run, type Outcome } from '../command-line';
import { CHATBOT, chatbot } from '../fixtures/chatbot';
import { TemporaryRepository } from '../temporary-repository';

function init(repository: TemporaryRepository, ...flags: string[]): Outcome {
  return run(['init', '--repository', repository.root, ...flags]);
}

test('writes the files of a project, and leaves the base as it is', () => {
  // GIVEN
  const repository = new TemporaryRepository(CHATBOT);
  const before = repository.tree();

  // WHEN
  const outcome = init(repository);

  // THEN
  const { '.gitignore': ignored, ...rest } = before;
  expect(outcome).toMatchObject({ status: 0, stderr: '' });
  expect(outcome.stdout).toMatch(/next: cd .*, npm install, then npm run synth/);
  expect(repository.tree()).toMatchObject(rest);
  expect(repository.read('.gitignore')).toBe(`${String(ignored)}dist/\n`);
  expect(Object.keys(repository.tree()).filter((path) => !(path in before))).toEqual([
    'cdk8s.yaml',
    'main.ts',
    'package.json',
    'test/synth.test.js',
    'tsconfig.json',
  ]);
});

test('a second time is refused, and nothing is written', () => {
  const repository = new TemporaryRepository(CHATBOT);
  init(repository);
  const before = repository.writeTimes();

  const outcome = init(repository);

  expect(outcome.status).toBe(2);
  expect(outcome.stderr).toMatch(/^error: cdk8s.yaml: .*already initialised.*\(initialised-already\)\n$/);
  expect(repository.writeTimes()).toEqual(before);
});

test('a run that was killed before the last file is completed by the next one', () => {
  const repository = new TemporaryRepository(CHATBOT);
  init(repository);
  const before = repository.tree();
  repository.remove('cdk8s.yaml');
  repository.write({ '.main.ts.4711.cdk8s-database.tmp': 'import {' });

  const outcome = init(repository);

  expect(outcome.stdout).toMatch(/1 created, 0 updated, 0 deleted, 5 unchanged/);
  expect(repository.tree()).toEqual(before);
});

test('a refusal names every problem, and nothing is written', () => {
  const repository = new TemporaryRepository(chatbot({ 'main.ts': 'mine', 'package.json': '[]' }));
  const before = repository.tree();

  const outcome = init(repository);

  expect(outcome.status).toBe(2);
  expect(outcome.stdout).toBe('');
  expect(outcome.stderr).toMatch(/package.json: .*\n.*main.ts: /);
  expect(repository.tree()).toEqual(before);
});

test('--dry-run shows the files as a diff, and writes none', () => {
  const repository = new TemporaryRepository(CHATBOT);
  const before = repository.tree();

  const outcome = init(repository, '--dry-run');

  expect(outcome.status).toBe(0);
  expect(outcome.stdout).toContain('+++ b/main.ts\n');
  expect(outcome.stdout).toContain("+  file: 'backend/secret.yaml',\n");
  expect(outcome.stdout).toContain(' node_modules/\n+dist/\n');
  expect(repository.tree()).toEqual(before);
});

test('--json reports each file, and its reason', () => {
  const repository = new TemporaryRepository(CHATBOT);

  const { changes } = JSON.parse(init(repository, '--json').stdout) as { changes: unknown };

  expect(changes).toContainEqual({
    path: 'main.ts',
    action: 'create',
    reason:
      'DATABASE_URL in k8s/base/backend/secret.yaml; driver psycopg2 by psycopg2-binary in backend/requirements.txt',
  });
});
