import { ApiObject, Chart } from 'cdk8s';
import { load } from 'js-yaml';
import { addResource, addResources } from '../../../src/editors/kustomization/kustomization-editor';
import { Patch } from '../../../src/kubernetes/patch';
import type { GitOpsApp } from '../../../src/index';
import { CHATBOT, deployment, KUSTOMIZATION } from '../../fixtures/chatbot';
import { changesOf, codesOf, planOf, problemsOf, synthesize, type Circumstances } from '../../in-process';
import { refusalOf } from '../../refusal-of';
import { TemporaryRepository } from '../../temporary-repository';

const ROOT = 'k8s/base/kustomization.yaml';

describe('the list of components', () => {
  test.each<[string, string, string]>([
    [
      'begins behind that of resources, and what stands commented in that one',
      'resources:\n- auth\n# Later\n# - database\n\nimages: []\n',
      'resources:\n- auth\n# Later\n# - database\n\ncomponents:\n- auth-db\n\nimages: []\n',
    ],
    ['begins at the end', 'resources:\n  - auth', 'resources:\n  - auth\ncomponents:\n  - auth-db'],
    ['begins where nothing is', '', 'components:\n  - auth-db\n'],
    [
      'begins in a flow mapping',
      '{"resources": ["auth"]}',
      '{"resources": ["auth"], "components": ["auth-db"]}',
    ],
    [
      'goes on as it is written',
      'components:\r\n  - "./metrics/"\r\nresources: [auth]\r\n',
      'components:\r\n  - "./metrics/"\r\n  - "./auth-db/"\r\nresources: [auth]\r\n',
    ],
    [
      'takes a commented line of its own',
      'components:\n  - metrics\n  # - auth-db  # soon\n',
      'components:\n  - metrics\n  - auth-db  # soon\n',
    ],
    ['is filled', 'resources: [auth]\ncomponents: []\n', 'resources: [auth]\ncomponents: [auth-db]\n'],
    [
      'takes the place of nothing',
      'components:\nresources: [auth]\n',
      'components:\n  - auth-db\nresources: [auth]\n',
    ],
  ])('%s', (_, before, after) => {
    expect(addResource(before, 'auth-db', ROOT, 'components')).toEqual({ text: after, warnings: [] });
    expect(addResources(after, ['auth-db'], ROOT, 'components')).toEqual({ text: after, warnings: [] });
  });

  test('gets several at once, and none is taken for another database', () => {
    const { text, warnings } = addResources(
      'resources: [auth]\n',
      ['a-db', 'b-db', 'c-db'],
      ROOT,
      'components',
    );
    expect(load(text)).toEqual({ resources: ['auth'], components: ['a-db', 'b-db', 'c-db'] });
    expect(warnings).toEqual([]);
  });

  test.each([
    ['listed-elsewhere', 'resources:\n  - auth-db/\n'],
    ['components-not-a-list', 'components: auth\n'],
    ['duplicate-components', 'components: [a]\ncomponents: [b]\n'],
  ])('is refused with %s', (code, text) => {
    expect(codesOf(refusalOf(() => addResource(text, 'auth-db', ROOT, 'components')))).toEqual([code]);
  });

  test('leaves a commented block as it is, and says so', () => {
    const { text, warnings } = addResource(
      'resources: [a]\n# components:\n#   - auth-db\n',
      'auth-db',
      ROOT,
      'components',
    );
    expect(text).toBe('resources: [a]\ncomponents:\n  - auth-db\n# components:\n#   - auth-db\n');
    expect(codesOf(warnings)).toEqual(['commented-line', 'commented-block']);
  });
});

/** A folder with an object of its own, which also changes one of the user's. */
function patching(app: GitOpsApp, namespace?: string): void {
  const chart = new Chart(app, 'auth-db', namespace === undefined ? {} : { namespace });
  new ApiObject(chart, 'claim', { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'a' } });
  new ApiObject(chart, 'class', {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'b' },
  });
  new Patch(chart, 'patch', {
    target: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web.front', namespace: 'shop' },
    merge: { spec: { paused: true } },
  });
}

const COMPOSE: Circumstances = { compose: patching };

describe('a chart with a patch', () => {
  test('is a component, which changes the object and not its file', () => {
    const repository = new TemporaryRepository(CHATBOT);
    const before = repository.tree();
    synthesize(repository, COMPOSE);

    expect(load(repository.read('k8s/base/auth-db/kustomization.yaml'))).toEqual({
      apiVersion: 'kustomize.config.k8s.io/v1alpha1',
      kind: 'Component',
      resources: ['pvc.yaml', 'storageclass.yaml'],
      patches: [
        {
          path: 'deployment-web.front-patch.yaml',
          target: {
            group: 'apps',
            version: 'v1',
            kind: 'Deployment',
            name: 'web\\.front',
            namespace: 'shop',
          },
        },
      ],
    });
    expect(load(repository.read('k8s/base/auth-db/deployment-web.front-patch.yaml'))).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web.front', namespace: 'shop' },
      spec: { paused: true },
    });
    const after = repository.tree();
    expect(after[ROOT]).toBe(`${KUSTOMIZATION}components:\n  - auth-db\n`);
    for (const path of Object.keys(before)) {
      if (path !== ROOT) expect(after[path]).toBe(before[path]);
    }
    expect(changesOf(planOf(repository, COMPOSE))).toEqual({});
  });

  test('that is no longer wanted leaves its claim, in a component still', () => {
    const repository = new TemporaryRepository(CHATBOT);
    synthesize(repository, COMPOSE);
    const { warnings } = synthesize(repository, { compose: () => undefined });

    expect(codesOf(warnings)).toEqual(['claim-kept']);
    expect(load(repository.read('k8s/base/auth-db/kustomization.yaml'))).toEqual({
      apiVersion: 'kustomize.config.k8s.io/v1alpha1',
      kind: 'Component',
      resources: ['pvc.yaml'],
    });
    expect(repository.read(ROOT)).toContain('components:\n  - auth-db\n');
  });

  test('stands under components only', () => {
    const repository = new TemporaryRepository({ ...CHATBOT, [ROOT]: `${KUSTOMIZATION}  - auth-db\n` });
    expect(codesOf(problemsOf(repository, COMPOSE))).toEqual(['listed-elsewhere']);
  });
});

test.each<[string, string | undefined, string]>([
  ['the chart’s', 'shop', deployment()],
  ['the application’s', undefined, deployment('backend', 'backend-secret', 'shop')],
])('%s namespace is not for what is in none', (_, given, backend) => {
  const files = { ...CHATBOT, 'k8s/base/backend/deployment.yaml': backend };
  const repository = new TemporaryRepository({ ...files, [ROOT]: 'resources: [backend/deployment.yaml]\n' });
  synthesize(repository, { compose: (app) => patching(app, given) });
  expect(repository.read('k8s/base/auth-db/pvc.yaml')).toContain('namespace: shop');
  expect(repository.read('k8s/base/auth-db/storageclass.yaml')).not.toContain('namespace');
});
