import type { Notice } from '../../src/index';
import { base64, CHATBOT, chatbot, deployment, KUSTOMIZATION, secretFile, SQLITE } from '../fixtures/chatbot';
import { codesOf, composition, planOf, synthesize } from '../in-process';
import { TemporaryRepository, type Files } from '../temporary-repository';

const SECRET = 'k8s/base/backend/secret.yaml';
const ROOT = 'k8s/base/kustomization.yaml';

function warningsOf(files: Files): readonly Notice[] {
  return planOf(new TemporaryRepository(files)).warnings;
}

test('nothing is said of a repository in which all is well, but for what has to be restarted', () => {
  expect(warningsOf(CHATBOT)).toEqual([
    {
      code: 'restart-needed',
      path: 'k8s/base/backend/deployment.yaml',
      message: expect.stringContaining('kubectl rollout restart deployment/backend') as string,
    },
  ]);
});

test('who reads the key is to be restarted once, and not again when nothing changes', () => {
  const repository = new TemporaryRepository(CHATBOT);
  synthesize(repository);

  expect(planOf(repository).warnings).toEqual([]);
});

test('a Secret that no kustomization lists: its file has to be applied by hand', () => {
  const files = chatbot({ [ROOT]: KUSTOMIZATION.replace(/.*secret\.yaml.*\n/, '') });

  expect(warningsOf(files)).toContainEqual({
    code: 'secret-not-listed',
    path: SECRET,
    message: expect.stringContaining('apply the file yourself') as string,
  });
});

test.each([
  ['no workload', chatbot({ 'k8s/base/backend/deployment.yaml': 'kind: X\nmetadata: { name: x }\n' })],
  [
    'another key',
    chatbot({ 'k8s/base/backend/deployment.yaml': deployment().replace('key: DATABASE_URL', 'key: X') }),
  ],
  ['another Secret', chatbot({ 'k8s/base/backend/deployment.yaml': deployment('backend', 'other') })],
])('%s reads the key: the application would go on with what it has', (_, files) => {
  expect(warningsOf(files)).toContainEqual({
    code: 'key-not-read',
    path: SECRET,
    message: expect.stringContaining('secretKeyRef') as string,
  });
});

test('a workload in another namespace does not read this Secret', () => {
  const files = chatbot({
    [SECRET]: secretFile().replace('  name: backend-secret', '  name: backend-secret\n  namespace: one'),
    'k8s/base/backend/deployment.yaml': deployment('backend', 'backend-secret', 'two'),
  });

  expect(codesOf(warningsOf(files))).toContain('key-not-read');
});

describe('SQLite on a volume', () => {
  const mounting = (path: string): string =>
    deployment()
      .replace(
        '      containers:',
        '      volumes: [{ name: v, persistentVolumeClaim: { claimName: chat } }]\n      containers:',
      )
      .replace('          env:', `          volumeMounts: [{ name: v, mountPath: ${path} }]\n          env:`);

  test.each<[string, string, string, boolean]>([
    ['below a claim’s mount', 'sqlite:////data/chat.db', '/data', true],
    ['below a mount with a slash', 'sqlite:////data/chat.db', '/data/', true],
    ['beside it', 'sqlite:////database/chat.db', '/data', false],
    ['relative, so nobody knows where', SQLITE, '/data', false],
  ])('%s', (_, value, path, expected) => {
    const files = chatbot({
      [SECRET]: secretFile(value),
      'k8s/base/backend/deployment.yaml': mounting(path),
    });

    expect(codesOf(warningsOf(files)).includes('sqlite-stays')).toBe(expected);
  });
});

test('a comment with the old value goes stale, and stays as it is', () => {
  const repository = new TemporaryRepository(
    chatbot({ [SECRET]: secretFile().replace('type:', `# ${SQLITE}\ntype:`) }),
  );

  const { warnings } = synthesize(repository);

  expect(warnings).toContainEqual(expect.objectContaining({ code: 'stale-comment', path: SECRET }));
  expect(repository.read(SECRET)).toContain(`\n# ${SQLITE}\n`);
});

describe('an overlay that gives the Service another name', () => {
  const overlay = (text: string, path = 'k8s/overlays/prod/kustomization.yaml'): Files => ({
    ...CHATBOT,
    [path]: text,
  });

  test.each([
    ['a prefix', 'namePrefix: prod-\nresources: [../../base]\n'],
    ['a suffix', 'nameSuffix: -prod\nresources:\n- ../../base/\n'],
    ['a suffix beside an empty prefix', "namePrefix: ''\nnameSuffix: -prod\nresources: [../../base]\n"],
    ['by bases', 'bases: [../../base]\nnamePrefix: prod-\n'],
  ])('%s', (_, text) => {
    expect(warningsOf(overlay(text))).toContainEqual({
      code: 'host-renamed',
      path: 'k8s/overlays/prod/kustomization.yaml',
      message: expect.stringContaining('in this overlay') as string,
    });
  });

  test('one over others that build on the base, whatever they are called', () => {
    const files = {
      ...overlay('resources: [../../base]\n', 'k8s/overlays/c/kustomization.yaml'),
      'k8s/overlays/b/kustomization.yaml': 'resources: [../c]\n',
      'k8s/overlays/a/kustomization.yaml': 'namePrefix: a-\nresources: [../b]\n',
    };

    expect(warningsOf(files)).toContainEqual(
      expect.objectContaining({ code: 'host-renamed', path: 'k8s/overlays/a/kustomization.yaml' }),
    );
  });

  test.each([
    ['that renames nothing', 'resources: [../../base]\nnamespace: prod\n'],
    ['that builds on another base', 'namePrefix: prod-\nresources: [../../other]\n'],
    ['that is no YAML', 'namePrefix: [\n'],
  ])('%s: nothing is said', (_, text) => {
    expect(codesOf(warningsOf(overlay(text)))).toEqual(['restart-needed']);
  });

  test('one that moves what is in the base, where the URL names the namespace', () => {
    const repository = new TemporaryRepository(overlay('namespace: prod\nresources: [../../base]\n'));

    const { warnings } = planOf(repository, { compose: composition({}, { namespace: 'data' }) });

    expect(warnings).toContainEqual(
      expect.objectContaining({ code: 'host-renamed', path: 'k8s/overlays/prod/kustomization.yaml' }),
    );
  });
});

test('a NetworkPolicy that lets nothing out', () => {
  const files = chatbot({
    [ROOT]: `${KUSTOMIZATION}  - policy.yaml\n`,
    'k8s/base/policy.yaml':
      'kind: NetworkPolicy\nmetadata: { name: deny }\nspec: { podSelector: {}, policyTypes: [Egress] }\n',
  });

  expect(warningsOf(files)).toContainEqual(
    expect.objectContaining({ code: 'network-policy', path: 'k8s/base/policy.yaml' }),
  );
});

test('no warning quotes a value', () => {
  const url = 'postgresql://app:hidden-words@postgres/app';
  const files = chatbot({ [SECRET]: `# ${url}\n# ${base64(url)}\n${secretFile(url)}` });

  expect(JSON.stringify(warningsOf(files))).not.toMatch(/hidden-words|cG9zdGdyZXNxbDovL2FwcDpoaWRkZW4/);
});
