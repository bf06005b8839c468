import { findBase, otherBases } from '../../../src/gitops/tree/find-base';
import { deployment } from '../../fixtures/chatbot';
import { TemporaryRepository, type Files } from '../../temporary-repository';

/** Kustomizations by their folder, with what each lists, and a Deployment wherever a kustomization lists one. */
function repository(folders: Readonly<Record<string, string[]>>, more: Files = {}): TemporaryRepository {
  const files = Object.entries(folders).flatMap(([folder, entries]) => [
    [`${folder}/kustomization.yaml`, `resources: [${entries.map((entry) => `'${entry}'`).join(', ')}]\n`],
    ...entries
      .filter((entry) => entry.endsWith('deployment.yaml'))
      .map((entry) => [`${folder}/${entry}`, deployment()]),
  ]);
  return new TemporaryRepository({ ...(Object.fromEntries(files) as Files), ...more });
}

const OVERLAY = { 'deploy/overlays/prod': ['../../base'] };
const COMPONENT = 'kind: Component\nresources: [deployment.yaml]\n';
const CONFIGURATION = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n';

describe('the base that nobody names is', () => {
  test.each<[string, Record<string, string[]>, Files, string]>([
    ['k8s/base, whatever else there is', { 'k8s/base': [], other: ['deployment.yaml'] }, {}, 'k8s/base'],
    ['the only kustomization', { k8s: ['deployment.yaml'] }, {}, 'k8s'],
    ['the one of the repository itself', { '.': ['deployment.yaml'] }, {}, '.'],
    [
      'the one that an overlay builds on',
      { 'deploy/base': ['deployment.yaml'], ...OVERLAY },
      {},
      'deploy/base',
    ],
    [
      'the one that an overlay with workloads of its own builds on',
      { 'deploy/base': ['deployment.yaml'], 'deploy/prod': ['../base', 'a-deployment.yaml'] },
      {},
      'deploy/base',
    ],
    [
      'the one below a kustomization that lists its overlay',
      { 'deploy/base': ['deployment.yaml'], ...OVERLAY, deploy: ['overlays/prod'] },
      {},
      'deploy/base',
    ],
    [
      'the one that lists the others',
      { k8s: ['app', 'web'], 'k8s/app': ['deployment.yaml'], 'k8s/web': ['deployment.yaml'] },
      {},
      'k8s',
    ],
    [
      'the one that runs something',
      { k8s: ['deployment.yaml'], namespaces: ['namespace.yaml'] },
      { 'namespaces/namespace.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n' },
      'k8s',
    ],
    [
      'not a Component',
      { k8s: ['deployment.yaml'] },
      { 'part/kustomization.yaml': COMPONENT, 'part/deployment.yaml': deployment() },
      'k8s',
    ],
    [
      'none of packages, of Flux, of hidden folders, or of what a synth wrote',
      {
        k8s: ['deployment.yaml'],
        'node_modules/a/k8s': ['deployment.yaml'],
        'clusters/flux-system': ['deployment.yaml'],
        '.cache/k8s': ['deployment.yaml'],
        'dist/k8s': ['deployment.yaml'],
      },
      { 'dist/.cdk8s-database.json': '{}' },
      'k8s',
    ],
    [
      'a kustomization rather than a folder of files',
      { k8s: ['deployment.yaml'] },
      { 'docs/example.yaml': deployment() },
      'k8s',
    ],
    [
      'without a kustomization, the only folder with manifests of workloads',
      {},
      {
        'deploy/app.yaml': deployment(),
        'deploy/b.yaml': CONFIGURATION,
        'settings/a.yaml': CONFIGURATION,
        'package.json': '{}',
      },
      'deploy',
    ],
    [
      'that of the manifests of JSON',
      {},
      { 'deploy/app.json': '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{}}' },
      'deploy',
    ],
  ])('%s', (_, folders, more, base) => {
    expect(findBase(repository(folders, more).root)).toBe(base);
  });
});

describe('no base is chosen', () => {
  test.each<[string, Record<string, string[]>, Files, string]>([
    [
      'of two, which are named',
      {
        'apps/a': ['deployment.yaml'],
        'apps/b': ['deployment.yaml'],
        'clusters/prod': ['../../apps/a', '../../apps/b'],
      },
      {},
      'one of the folders with workloads, --base apps/a (apps/a/kustomization.yaml), or --base apps/b (',
    ],
    [
      'of two folders without a kustomization',
      {},
      { 'a/app.yaml': deployment(), 'b/app.yaml': deployment() },
      'one of the folders with workloads, --base a (a/app.yaml), or --base b (b/app.yaml)',
    ],
    [
      'where no workload is reached',
      { k8s: ['release.yaml'] },
      {},
      'no kustomization reaches a workload; to take one all the same, give --base k8s (k8s/kustomization.yaml)',
    ],
    ['where there is nothing', {}, {}, 'no folder has a kustomization or manifests of workloads; give'],
  ])('%s', (_, folders, more, said) => {
    const { root } = repository(folders, more);

    expect(findBase(root)).toBe('k8s/base');
    expect(otherBases(root)).toContain(said);
  });

  test('where there are more folders than a repository has', () => {
    const deep = Object.fromEntries(Array.from({ length: 10_001 }, (_, n) => [`many/${n}/.keep`, '']));
    const { root } = repository({ k8s: ['deployment.yaml'] }, deep);

    expect(findBase(root)).toBe('k8s/base');
    expect(otherBases(root)).toContain('workloads among the folders that were looked into, --base k8s');
  });
});
