import { mkdirSync, symlinkSync } from 'node:fs';
import { Refusal, type Notice } from '../../../src/text/refusal';
import { Repository } from '../../../src/gitops/tree/repository';
import { CHATBOT, chatbot, KUSTOMIZATION } from '../../fixtures/chatbot';
import { problemsOf, synthesize } from '../../in-process';
import { TemporaryRepository, temporaryFolder } from '../../temporary-repository';

function refusal(read: () => unknown): readonly Notice[] {
  try {
    read();
  } catch (error) {
    if (error instanceof Refusal) return error.problems;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('what is read', () => {
  test('every file of the base, as bytes, by its path in the repository, and nothing outside of it', () => {
    const repository = new TemporaryRepository(CHATBOT);

    const { files } = Repository.read(repository.root, 'k8s/base');

    const inBase = Object.entries(CHATBOT).filter(([path]) => path.startsWith('k8s/base/'));
    expect(Object.fromEntries(files)).toEqual(
      Object.fromEntries(inBase.map(([path, content]) => [path, Buffer.from(content)])),
    );
  });

  test('in an order that is not the file system’s', () => {
    const { files } = Repository.read(new TemporaryRepository(CHATBOT).root, 'k8s/base');

    expect([...files.keys()].slice(0, 4)).toEqual([
      'k8s/base/backend/deployment.yaml',
      'k8s/base/backend/secret.yaml',
      'k8s/base/database/service.yaml',
      'k8s/base/database/statefulset.yaml',
    ]);
  });

  test('not what a tool keeps beside it, nor the passwords', () => {
    const repository = new TemporaryRepository({
      'kustomization.yaml': 'resources: []\n',
      '.git/config': '[core]\n',
      'node_modules/a/index.js': '',
      '.cdk8s-database/secrets.json': '{}',
    });

    expect([...Repository.read(repository.root, '.').files.keys()]).toEqual(['kustomization.yaml']);
  });

  test.each(['kustomization.yaml', 'kustomization.yml', 'Kustomization'])(
    'the base’s kustomization, called %s',
    (name) => {
      const repository = new TemporaryRepository(
        chatbot({ 'k8s/base/kustomization.yaml': null, [`k8s/base/${name}`]: KUSTOMIZATION }),
      );

      synthesize(repository);

      expect(repository.read(`k8s/base/${name}`)).toBe(
        KUSTOMIZATION.replace('# - database/statefulset.yaml', '- database'),
      );
    },
  );
});

describe('the base', () => {
  test.each(['k8s/base', 'k8s/base/', 'k8s/base//', './k8s/base', 'k8s//base', 'k8s/x/../base'])(
    '%s is the same folder however it is spelled',
    (base) => {
      const [one, other] = [new TemporaryRepository(CHATBOT), new TemporaryRepository(CHATBOT)];

      const plan = synthesize(one, { flags: { base, inPlace: true } });
      synthesize(other);

      expect(one.tree()).toEqual(other.tree());
      expect(plan.changes.map(({ path }) => path)).toContain('k8s/base/database/statefulset.yaml');
    },
  );

  test.each(['.', './'])('may be the repository itself, given as %s', (base) => {
    const files = Object.entries(CHATBOT).map(([path, content]) => [
      path.replace('k8s/base/', ''),
      content,
    ]) as [string, string][];
    const repository = new TemporaryRepository(Object.fromEntries(files));
    const other = new TemporaryRepository(CHATBOT);

    synthesize(repository, { flags: { base, inPlace: true } });
    synthesize(other);

    expect(repository.tree('database')).toEqual(other.tree('k8s/base/database'));
    expect(repository.read('backend/secret.yaml')).toBe(other.read('k8s/base/backend/secret.yaml'));
    expect(repository.read('kustomization.yaml')).toBe(other.read('k8s/base/kustomization.yaml'));
  });

  test('may have blanks and letters of any script in its path', () => {
    const base = 'k8s für alle/основа';
    const files = Object.entries(CHATBOT).map(([path, content]) => [
      path.replace('k8s/base', base),
      content,
    ]) as [string, string][];
    const repository = new TemporaryRepository(Object.fromEntries(files), 'ein Verzeichnis ü');
    const other = new TemporaryRepository(CHATBOT);

    synthesize(repository, { flags: { base, inPlace: true } });
    synthesize(other);

    expect(repository.tree(base)).toEqual(other.tree('k8s/base'));
  });

  test.each(['..', '../k8s/base', '/etc', 'k8s/../../base'])(
    '%s leads out of the repository: refused',
    (base) => {
      const problems = problemsOf(new TemporaryRepository(CHATBOT), { flags: { base, inPlace: true } });

      expect(problems).toEqual([{ code: 'path-escapes', path: base, message: expect.any(String) as string }]);
    },
  );

  test.each([
    ['a folder that is not there', 'k8s/bass', 'no-base'],
    ['a file', 'README.md', 'no-base'],
    ['a folder without a kustomization', 'backend', 'no-kustomization'],
  ])('%s: refused, with what to do', (_, base, code) => {
    const problems = problemsOf(new TemporaryRepository(CHATBOT), { flags: { base, inPlace: true } });

    expect(problems.map((problem) => problem.code)).toEqual([code]);
  });

  test('with two kustomizations, of which kustomize would take neither: refused', () => {
    const repository = new TemporaryRepository(chatbot({ 'k8s/base/kustomization.yml': KUSTOMIZATION }));

    expect(problemsOf(repository)).toEqual([
      {
        code: 'several-kustomizations',
        path: 'k8s/base',
        message: expect.stringContaining('kustomization.yaml and kustomization.yml') as string,
      },
    ]);
  });

  test('of a repository that is not there: refused', () => {
    expect(
      refusal(() => Repository.read('/nonexistent/repository', 'k8s/base')).map(({ code }) => code),
    ).toEqual(['no-repository']);
  });
});

test('files that are looked for are found as deep as is asked, whoever asked before', () => {
  const root = new TemporaryRepository({ ...CHATBOT, 'a/go.mod': '', 'a/b/c/go.mod': '' }).root;
  const repository = Repository.read(root, 'k8s/base');
  const isWanted = (name: string): boolean => name === 'go.mod';

  expect([1, 3, 1].map((depth) => repository.find(isWanted, depth).length)).toEqual([1, 2, 1]);
});

describe('symbolic links', () => {
  test('to a file in the repository: the file is edited, and the link stays one', () => {
    // GIVEN
    const repository = new TemporaryRepository(chatbot({ 'k8s/base/backend/secret.yaml': null }));
    repository.write({ 'shared/secret.yaml': String(CHATBOT['k8s/base/backend/secret.yaml']) });
    repository.link('k8s/base/backend/secret.yaml', '../../../shared/secret.yaml');
    const plain = new TemporaryRepository(CHATBOT);

    // WHEN
    synthesize(repository);
    synthesize(plain);

    // THEN
    expect(repository.tree()['k8s/base/backend/secret.yaml']).toBe('link to ../../../shared/secret.yaml');
    expect(repository.read('shared/secret.yaml')).toBe(plain.read('k8s/base/backend/secret.yaml'));
  });

  test.each([
    ['a file outside', 'k8s/base/frontend/x.yaml', '/etc/hostname', 'link-escapes'],
    ['a folder outside', 'k8s/base/frontend/x', '/etc', 'link-escapes'],
    ['a folder inside', 'k8s/base/other', '../../backend', 'linked-folder'],
    ['nothing', 'k8s/base/frontend/x.yaml', 'y.yaml', 'broken-link'],
    ['themselves', 'k8s/base/frontend/x.yaml', 'x.yaml', 'broken-link'],
    ['a folder outside, in the place of the database', 'k8s/base/database', '/tmp', 'link-escapes'],
    ['a folder inside, in the place of the database', 'k8s/base/database', '../../backend', 'linked-folder'],
  ])('to %s: refused, and nothing is written', (_, path, target, code) => {
    const repository = new TemporaryRepository(
      chatbot({ 'k8s/base/database/statefulset.yaml': null, 'k8s/base/database/service.yaml': null }),
    );
    repository.link(path, target);

    expect(problemsOf(repository).map((problem) => [problem.code, problem.path])).toEqual([[code, path]]);
  });

  test('in a circle of two: refused', () => {
    const repository = new TemporaryRepository(CHATBOT);
    repository.link('k8s/base/a.yaml', 'b.yaml');
    repository.link('k8s/base/b.yaml', 'a.yaml');

    expect(problemsOf(repository).map(({ code }) => code)).toEqual(['broken-link', 'broken-link']);
  });

  test('a base that is reached by a link out of the repository: refused', () => {
    const outside = new TemporaryRepository(CHATBOT);
    const repository = new TemporaryRepository({ 'README.md': '' });
    repository.link('k8s', outside.path('k8s'));
    const before = outside.tree();

    expect(problemsOf(repository).map(({ code }) => code)).toEqual(['link-escapes']);
    expect(outside.tree()).toEqual(before);
  });

  test('a repository that is reached by a link is an ordinary one', () => {
    const repository = new TemporaryRepository(CHATBOT);
    const folder = temporaryFolder();
    symlinkSync(repository.root, `${folder}/link`);

    synthesize(repository, { flags: { repository: `${folder}/link`, inPlace: true } });

    expect(repository.read('k8s/base/kustomization.yaml')).toContain('\n  - database\n');
  });

  test('every one that is wrong is said at once', () => {
    const repository = new TemporaryRepository(CHATBOT);
    repository.link('k8s/base/a.yaml', 'nothing');
    repository.link('k8s/base/b.yaml', '/etc/hostname');
    repository.link('k8s/base/c', '/etc');

    expect(problemsOf(repository).map(({ path }) => path)).toEqual([
      'k8s/base/a.yaml',
      'k8s/base/b.yaml',
      'k8s/base/c',
    ]);
  });
});

describe('what was recognised', () => {
  test('objects under the name and in the namespace that kustomize gives them', () => {
    const repository = new TemporaryRepository({
      'k8s/base/kustomization.yaml': 'namespace: chat\nresources: [a.yaml, sub]\n',
      'k8s/base/a.yaml':
        'kind: A\nmetadata: { name: a, namespace: x }\n---\nkind: B\nmetadata: { name: b }\n',
      'k8s/base/sub/kustomization.yaml': 'namespace: inner\nresources: [c.yaml]\n',
      'k8s/base/sub/c.yaml': 'kind: List\nitems:\n  - kind: C\n    metadata: { name: c }\n',
      'k8s/base/unlisted.yaml': 'kind: D\nmetadata: { name: d }\n',
    });

    const { objects } = Repository.read(repository.root, 'k8s/base');

    expect(objects.map(({ kind, name, namespace }) => [kind, name, namespace])).toEqual([
      ['A', 'a', 'chat'],
      ['B', 'b', 'chat'],
      ['C', 'c', 'chat'],
    ]);
  });

  test('a file that is no YAML is noted, and its text is not quoted', () => {
    const repository = new TemporaryRepository({
      'k8s/base/kustomization.yaml': 'resources: [a.yaml]\n',
      'k8s/base/a.yaml': 'password: "hunter2\n  : [\n',
    });

    const { notices } = Repository.read(repository.root, 'k8s/base');

    expect(notices.map(({ code, path }) => [code, path])).toEqual([['unreadable-yaml', 'k8s/base/a.yaml']]);
    expect(JSON.stringify(notices)).not.toContain('hunter2');
  });

  test('a kustomization that is no YAML is refused as such, before a Secret is missed that it would list', () => {
    const repository = new TemporaryRepository(
      chatbot({
        'k8s/base/kustomization.yaml': 'resources: [a.yaml\n',
        'k8s/base/backend/secret.yaml': null,
      }),
    );

    expect(problemsOf(repository).map(({ code, path }) => [code, path])).toEqual([
      ['not-yaml', 'k8s/base/kustomization.yaml'],
      ['no-secret', 'k8s/base'],
    ]);
  });
});

test('files anywhere in the repository are found by their name, links and tools’ folders left out', () => {
  const repository = new TemporaryRepository({
    'base/kustomization.yaml': '',
    'a/requirements.txt': 'x',
    'a/b/c/requirements.txt': 'y',
    'a/b/c/d/requirements.txt': 'too deep',
    'node_modules/p/requirements.txt': 'no',
    '.hidden/requirements.txt': 'no',
  });
  repository.link('linked.txt', '/etc/hostname');
  mkdirSync(repository.path('empty'));

  const found = Repository.read(repository.root, 'base').find((name) => name.endsWith('.txt'));

  expect(found.map(({ path }) => path)).toEqual(['a/b/c/requirements.txt', 'a/requirements.txt']);
});
