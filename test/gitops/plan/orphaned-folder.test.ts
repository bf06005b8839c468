import { PostgresDatabase } from '../../../src/index';
import { CHATBOT } from '../../fixtures/chatbot';
import {
  changesOf,
  codesOf,
  composition,
  planOf,
  problemsOf,
  synthesize,
  type Circumstances,
} from '../../in-process';
import { TemporaryRepository } from '../../temporary-repository';

/** The database is called otherwise by now, and its user knows that it is an empty one. */
const RENAMED: Circumstances = { compose: composition({ replaceDatabase: true }, {}, 'chat') };

function synthesized(): TemporaryRepository {
  const repository = new TemporaryRepository(CHATBOT);
  synthesize(repository);
  return repository;
}

describe('a database that is renamed', () => {
  test('leaves its claim, which the kustomization still reaches, and nothing else of it', () => {
    // GIVEN
    const repository = synthesized();
    const claim = repository.read('k8s/base/database/pvc.yaml');

    // WHEN
    const { warnings } = synthesize(repository, RENAMED);

    // THEN
    expect(Object.keys(repository.tree('k8s/base/database'))).toEqual([
      '.cdk8s-database.json',
      'kustomization.yaml',
      'pvc.yaml',
    ]);
    expect(repository.read('k8s/base/database/pvc.yaml')).toBe(claim);
    expect(repository.read('k8s/base/database/kustomization.yaml')).toMatch(/resources:\n {2}- pvc\.yaml\n$/);
    expect(repository.read('k8s/base/kustomization.yaml')).toMatch(
      /\n {2}- database\n {2}- chat\n|\n {2}- chat\n/,
    );
    expect(repository.read('k8s/base/kustomization.yaml')).toContain('\n  - database\n');
    expect(warnings).toContainEqual({
      code: 'claim-kept',
      path: 'k8s/base/database',
      message: expect.stringContaining('stay with their data') as string,
    });
  });

  test('is settled after one run', () => {
    const repository = synthesized();
    synthesize(repository, RENAMED);

    expect(changesOf(planOf(repository, RENAMED))).toEqual({});
  });

  test('keeps the claim with --force too', () => {
    const repository = synthesized();

    synthesize(repository, { ...RENAMED, flags: { inPlace: true, force: true } });

    expect(Object.keys(repository.tree('k8s/base/database'))).toContain('pvc.yaml');
  });

  test('a claim that was edited by hand is kept as it was edited', () => {
    const repository = synthesized();
    const edited = repository.read('k8s/base/database/pvc.yaml').replace('10Gi', '20Gi');
    repository.write({ 'k8s/base/database/pvc.yaml': edited });

    synthesize(repository, RENAMED);

    expect(repository.read('k8s/base/database/pvc.yaml')).toBe(edited);
  });

  test('is refused while the application’s data may be in the old one', () => {
    const problems = problemsOf(synthesized(), { compose: composition({}, {}, 'chat') });

    expect(problems).toEqual([
      {
        code: 'leads-elsewhere',
        path: 'k8s/base/backend/secret.yaml',
        message: expect.stringContaining('k8s/base/database/service.yaml') as string,
      },
    ]);
  });
});

test('a managed folder that was edited by hand is not pruned', () => {
  const repository = synthesized();
  const path = 'k8s/base/database/configmap.yaml';
  repository.write({ [path]: '# mine\n' });

  expect(problemsOf(repository, RENAMED)).toMatchObject([{ code: 'edited-by-hand', path }]);
});

test('one of several databases goes, and the others stay', () => {
  const repository = new TemporaryRepository(CHATBOT);
  const both: Circumstances = {
    compose: (app) => {
      composition()(app);
      new PostgresDatabase(app, 'history');
    },
  };
  synthesize(repository, both);

  const plan = synthesize(repository);

  expect(codesOf(plan.warnings)).toContain('claim-kept');
  expect(Object.keys(repository.tree('k8s/base/history'))).toEqual([
    '.cdk8s-database.json',
    'kustomization.yaml',
    'pvc.yaml',
  ]);
  expect(Object.keys(changesOf(plan)).sort()).toEqual(['delete', 'update']);
});

test('a folder without a claim says what is left to do by hand', () => {
  const repository = synthesized();
  repository.remove('k8s/base/database/pvc.yaml');

  const { warnings } = planOf(repository, RENAMED);

  expect(warnings).toContainEqual({
    code: 'orphaned-folder',
    path: 'k8s/base/database',
    message: expect.stringContaining('remove its line from k8s/base/kustomization.yaml') as string,
  });
});
