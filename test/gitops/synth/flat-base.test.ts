import { deployment, secretFile, SQLITE } from '../../fixtures/chatbot';
import { changesOf, planOf, synthesize } from '../../in-process';
import { TemporaryRepository, type Files } from '../../temporary-repository';

const FLAT: Files = {
  'README.md': '    kubectl apply -f k8s/\n',
  'k8s/app.yaml': deployment(),
  'k8s/secret.yaml': secretFile(SQLITE),
};

describe.each([
  ['named', { base: 'k8s', inPlace: true }],
  ['found', { inPlace: true }],
])('a flat folder that is %s', (_, flags) => {
  test('gets a kustomization of its manifests and the database, and the new command is said', () => {
    const repository = new TemporaryRepository(FLAT);

    const { warnings } = synthesize(repository, { flags });

    expect(repository.read('k8s/kustomization.yaml')).toBe(`apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - app.yaml
  - secret.yaml
  - database
`);
    expect(repository.tree()).toMatchObject({ 'k8s/app.yaml': FLAT['k8s/app.yaml'] });
    expect(warnings).toContainEqual({
      code: 'kustomization-begun',
      path: 'k8s/kustomization.yaml',
      message: expect.stringContaining('kubectl apply -k k8s from now on') as string,
    });
  });

  test('stays as it is the second time, and says nothing of it', () => {
    const repository = new TemporaryRepository(FLAT);
    synthesize(repository, { flags });

    const plan = planOf(repository, { flags });

    expect(changesOf(plan)).toEqual({});
    expect(plan.warnings).toEqual([]);
  });

  test('has its kustomization in an output too, and is itself left alone', () => {
    const repository = new TemporaryRepository(FLAT);
    const before = repository.tree();

    synthesize(repository, { flags: { ...flags, inPlace: false, output: repository.path('dist') } });

    expect(repository.read('dist/k8s/kustomization.yaml')).toContain('- database\n');
    repository.remove('dist');
    expect(repository.tree()).toEqual(before);
  });
});
