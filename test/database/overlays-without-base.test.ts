import { chatbot, deployment, secretFile } from '../fixtures/chatbot';
import { changesOf, planOf, synthesize } from '../in-process';
import { TemporaryRepository } from '../temporary-repository';

const DEV = 'k8s/overlays/dev/kustomization.yaml';

/** A base of two folders, and overlays that take what they like. */
function repositoryWith(overlays: Readonly<Record<string, string>>): TemporaryRepository {
  return new TemporaryRepository(
    chatbot({
      'k8s/base/backend/deployment.yaml': null,
      'k8s/base/backend/secret.yaml': null,
      'k8s/base/database/service.yaml': null,
      'k8s/base/database/statefulset.yaml': null,
      'k8s/base/frontend/deployment.yaml': null,
      'k8s/base/kustomization.yaml': 'resources:\n- api\n- web\n',
      'k8s/base/api/deployment.yaml': deployment(),
      'k8s/base/api/kustomization.yaml': 'resources: [deployment.yaml, secret.yaml]\n',
      'k8s/base/api/secret.yaml': secretFile(),
      'k8s/base/web/deployment.yaml': deployment('web', 'web-secret'),
      'k8s/base/web/kustomization.yaml': 'resources: [deployment.yaml]\n',
      ...overlays,
    }),
  );
}

test('an overlay that takes the application without the base gets the database, with the reason', () => {
  const repository = repositoryWith({ [DEV]: '# dev\nresources:\n  - ../../base/api\n' });
  const { changes } = synthesize(repository);

  expect(repository.read(DEV)).toBe('# dev\nresources:\n  - ../../base/api\n  - ../../base/database\n');
  expect(changes.find(({ path }) => path === DEV)?.reason).toBe(
    'takes the application without the base, so it reaches ../../base/database as well',
  );
  expect(changesOf(planOf(repository))).toEqual({});
});

test.each([
  ['that takes the base', { [DEV]: 'resources: [../../base]\n' }],
  ['that takes what does not use the database', { [DEV]: 'resources: [../../base/web]\n' }],
])('not an overlay %s', (_, overlays) => {
  expect(changesOf(planOf(repositoryWith(overlays)))['update']).not.toContain(DEV);
});

test('of two overlays over each other, the one that takes the application', () => {
  const outer = 'k8s/overlays/eu/kustomization.yaml';
  const plan = planOf(
    repositoryWith({ [DEV]: 'resources: [../../base/api]\n', [outer]: 'resources: [../dev]\n' }),
  );

  expect(changesOf(plan)['update']).toContain(DEV);
  expect(changesOf(plan)['update']).not.toContain(outer);
});
