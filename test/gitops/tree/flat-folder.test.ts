import { load } from 'js-yaml';
import { flatFolder } from '../../../src/gitops/tree/flat-folder';
import { deployment, secretFile } from '../../fixtures/chatbot';
import { refusalOf } from '../../refusal-of';
import type { Files } from '../../temporary-repository';

const CONFIGURATION = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n';

function flat(files: Files, folder = 'k8s'): ReturnType<typeof flatFolder> {
  return flatFolder(new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])), folder);
}

function listed(files: Files, folder?: string): unknown {
  return (load(flat(files, folder)?.kustomization ?? '') as { resources: unknown }).resources;
}

describe('the kustomization of a flat folder', () => {
  test('lists its manifests in the order of their names, as kustomize takes them', () => {
    const files = {
      'k8s/web.yml': deployment(),
      'k8s/pod.json': '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{}}',
      'k8s/app.yaml': `---\n${CONFIGURATION}---\n---\napiVersion: v1\nkind: List\nitems:\n- ${secretFile()
        .replace(/^#.*\n/, '')
        .replaceAll('\n', '\n  ')}\n`,
    };

    expect(flat(files)?.kustomization).toBe(`apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - app.yaml
  - pod.json
  - web.yml
`);
  });

  test('lists no other files, and nothing of the folders below', () => {
    const files = {
      'app.yaml': deployment(),
      'compose.yaml': 'services: {}\n',
      'package.json': '{"kind": 1}',
      'README.md': CONFIGURATION,
      'helm/app.yaml': '{{ .Values.a }}',
      'empty.yaml': '# nothing\n',
    };

    expect(listed(files, '.')).toEqual(['app.yaml']);
    expect(flat(files, '.')?.leftOut).toEqual([]);
  });

  test('says which manifests it leaves out: those of tools, and examples', () => {
    const files = {
      'k8s/app.yaml': deployment(),
      'k8s/kind.yaml': 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nmetadata: { name: a }\n',
      'k8s/kubeconfig.yaml': 'apiVersion: v1\nkind: Config\n',
      'k8s/secret.example.yaml': secretFile(),
      'k8s/sample-app.yaml': deployment('sample'),
      'k8s/app.template.yaml': deployment(),
    };

    expect(listed(files)).toEqual(['app.yaml', 'sample-app.yaml']);
    expect(
      flat(files)
        ?.leftOut.map(({ path }) => path)
        .sort(),
    ).toEqual(['k8s/app.template.yaml', 'k8s/kind.yaml', 'k8s/kubeconfig.yaml', 'k8s/secret.example.yaml']);
  });

  test('is none where nothing runs', () => {
    expect(flat({ 'k8s/a.yaml': CONFIGURATION, 'k8s/app/app.yaml': deployment() })).toBeUndefined();
  });
});

describe('refused, since kustomize would fail where kubectl does not', () => {
  test.each<[string, string, string]>([
    ['an object that is in two files', deployment(), 'name-taken'],
    ['an object that is twice in a file', `${CONFIGURATION}---\n${CONFIGURATION}`, 'name-taken'],
    [
      'an object without a name',
      'apiVersion: batch/v1\nkind: Job\nmetadata: { generateName: a- }\n',
      'not-a-manifest',
    ],
    ['a document that is no object', `${CONFIGURATION}---\nvalues: 1\n`, 'not-a-manifest'],
    ['a manifest that is no YAML', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {{ a }}\n', 'not-yaml'],
  ])('%s', (_, text, code) => {
    const problems = refusalOf(() => flat({ 'k8s/app.yaml': deployment(), 'k8s/b.yaml': text }));

    expect(problems.map((one) => [one.code, one.path])).toEqual([[code, 'k8s/b.yaml']]);
  });

  test('an object of one name in two namespaces, or of two API groups, is two', () => {
    const other = CONFIGURATION.replace('name: a', 'name: a, namespace: b');
    const group = CONFIGURATION.replace('v1', 'example.org/v1');

    expect(
      listed({ 'k8s/a.yaml': `${deployment()}---\n${CONFIGURATION}---\n${other}---\n${group}` }),
    ).toEqual(['a.yaml']);
  });
});
