import { hintsOf } from '../../../src/backend/connection/secret-hints';
import { Repository } from '../../../src/gitops/tree/repository';
import { deployment, secretFile } from '../../fixtures/chatbot';
import { TemporaryRepository, type Files } from '../../temporary-repository';

const ROOT = 'k8s/base/kustomization.yaml';
const APPLICATION: Files = { 'k8s/base/deployment.yaml': deployment() };

function hints(files: Files, lines = ''): string[] {
  const repository = new TemporaryRepository({
    ...APPLICATION,
    [ROOT]: `resources:\n- deployment.yaml\n${lines}`,
    ...files,
  });
  return hintsOf(Repository.read(repository.root, 'k8s/base'), 'DATABASE_URL');
}

test('nothing is said of a base in which nothing hints at a Secret', () => {
  expect(hints({})).toEqual([]);
});

test('a Secret that is listed and not there is named, and whether git ignores it', () => {
  expect(hints({}, '- secret.yaml\n')).toEqual([
    expect.stringMatching(/^k8s\/base\/kustomization\.yaml lists secret\.yaml, .* not there: create it/),
  ]);
  expect(hints({ '.gitignore': 'secret.yaml\n' }, '- secret.yaml\n')).toEqual([
    expect.stringMatching(/lists secret\.yaml, which is not there, and git ignores it: copy it/),
  ]);
});

test('what kustomize fetches is not missing', () => {
  const remote = [
    'https://example.org/a.yaml',
    'github.com/example/app//deploy?ref=v1',
    'git@example.org:a/b',
  ];

  expect(hints({}, remote.map((entry) => `- ${entry}\n`).join(''))).toEqual([]);
});

test.each([
  ['an overlay', 'kind: Kustomization\nresources: [secret.yaml, ../../base]\n', 'in an overlay'],
  ['a component', 'kind: Component\nresources: [secret.yaml]\n', 'in a component'],
])('a Secret in %s is named', (_, kustomization, place) => {
  const files = { 'k8s/more/a/kustomization.yaml': kustomization, 'k8s/more/a/secret.yaml': secretFile() };

  expect(hints(files)).toEqual([
    expect.stringContaining(`k8s/more/a/secret.yaml has Secret backend-secret, but ${place}:`),
  ]);
});

test('a Secret beside no kustomization is named, and not its example', () => {
  const files = { 'deploy/secret.yaml': secretFile(), 'deploy/secret.example.yaml': secretFile() };

  expect(hints(files)).toEqual([
    expect.stringContaining('deploy/secret.yaml has Secret backend-secret, but outside of the base:'),
  ]);
});

test('a generator of the kustomization and its Helm charts are named', () => {
  const lines = 'generators: [ksops.yaml]\nhelmCharts:\n- name: podinfo\n  repo: https://example.org\n';

  expect(hints({ 'k8s/base/ksops.yaml': 'kind: ksops\n' }, lines)).toEqual([
    expect.stringContaining(`${ROOT} has ksops.yaml under generators`),
    expect.stringContaining(`${ROOT} has podinfo under helmCharts`),
  ]);
});

test.each([
  ['HelmRelease', 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: podinfo }\n'],
  ['Application', 'kind: Application\nmetadata: { name: podinfo }\nspec: { source: { chart: podinfo } }\n'],
])('a %s is named with its file', (kind, manifest) => {
  expect(hints({ 'k8s/base/release.yaml': manifest }, '- release.yaml\n')).toEqual([
    expect.stringContaining(`k8s/base/release.yaml has ${kind} podinfo`),
  ]);
});
