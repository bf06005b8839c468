import { fileChange, type FileChange, type Plan } from '../../../src/gitops/plan/plan';
import { unifiedDiff } from '../../../src/gitops/plan/unified-diff';
import { execute } from '../../command-line';
import { base64 } from '../../fixtures/chatbot';
import { TemporaryRepository } from '../../temporary-repository';

function change(path: string, before: string | undefined, after: string | undefined): FileChange {
  const [from, to] = [before, after].map((text) => (text === undefined ? undefined : Buffer.from(text)));
  return fileChange({ path, file: `/repository/${path}` }, from, to, 'synthesized');
}

function planOf(...changes: FileChange[]): Plan {
  return { changes, warnings: [], leftoverTempFiles: [] };
}

describe('git apply makes of it what the plan says', () => {
  test.each<[string, string | undefined, string | undefined]>([
    ['a new file', undefined, 'a\nb\n'],
    ['a new file without a final line end', undefined, 'a\nb'],
    ['a file that goes', 'a\nb\n', undefined],
    ['a file of 0 bytes that gets a content', '', 'a\nb\n'],
    [
      'a line in the middle',
      `${'x\n'.repeat(9)}a\n${'y\n'.repeat(9)}`,
      `${'x\n'.repeat(9)}b\n${'y\n'.repeat(9)}`,
    ],
    ['a final line end that goes', 'a\nb\n', 'a\nb'],
    ['a final line end that comes', 'a\nb', 'a\nb\n'],
    ['CRLF', 'a\r\nb\r\nc\r\n', 'a\r\nB\r\nc\r\n'],
    ['CRLF to LF', 'a\r\nb\r\n', 'a\nb\n'],
    ['a byte order mark', '\ufeffa\nb\n', '\ufeffa\nB\n'],
    ['tabs and trailing blanks', 'a\t \nb\n', 'a\t \nB \n'],
    ['lines that look like a difference', '--- a\n+++ b\n@@ -1 +1 @@\n', '--- a\n+++ c\n@@ -1 +1 @@\n'],
    ['letters of any script', 'ä\n漢\n', 'ä\n🐘\n'],
  ])('%s', (_, before, after) => {
    const path = 'k8s/base/a file, ümläut.yaml';
    const repository = new TemporaryRepository(before === undefined ? { x: '' } : { [path]: before, x: '' });

    const outcome = execute('git', ['apply', '--whitespace=nowarn', '-'], {
      directory: repository.root,
      input: unifiedDiff(planOf(change(path, before, after))),
    });

    expect(outcome).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(after === undefined ? path in repository.tree() : repository.read(path)).toBe(after ?? false);
  });
});

test('what is unchanged is not in it', () => {
  expect(unifiedDiff(planOf(change('a', 'x\n', 'x\n')))).toBe('');
});

test('of a Secret, the lines that change are there, and neither their values nor their neighbours', () => {
  const secret = (value: string): string =>
    `kind: Secret\ndata:\n  # private words\n  A: ${base64('neighbour')}\n  B: ${base64(value)}\n`;

  const difference = unifiedDiff(planOf(change('secret.yaml', secret('old value'), secret('new value'))));

  expect(difference).toContain('\n-  B: ********');
  expect(difference).toContain('\n+  B: ********');
  for (const hidden of ['private words', ...['old value', 'new value', 'neighbour'].map(base64)]) {
    expect(difference).not.toContain(hidden);
  }
});

test.each([
  ['a patch of a Secret', 'Secret', false],
  ['a patch of whatever there is', '.*', false],
  ['a patch of a ConfigMap', 'ConfigMap', true],
])('of operations, the kustomization says what they are for: %s', (_, kind, isShown) => {
  const patch = (value: string): string => `- op: replace\n  path: /data/A\n  value: ${value}\n`;
  const kustomization = `patches:\n  - path: ./a.yaml\n    target:\n      kind: ${kind}\n`;

  const difference = unifiedDiff(
    planOf(
      change('k8s/kustomization.yaml', kustomization, kustomization),
      change('k8s/a.yaml', patch('neighbour'), patch('another')),
    ),
  );

  expect(difference.includes('another')).toBe(isShown);
});

test('files of which a generator makes a Secret are not shown, whatever they are called', () => {
  const kustomization = `secretGenerator:\n  - name: s\n    envs: [a.conf]\n    files: [b.conf=c.conf]\n`;

  const difference = unifiedDiff(
    planOf(
      change('k8s/kustomization.yaml', undefined, kustomization),
      change('k8s/a.conf', undefined, 'A=hunter2\n'),
      change('k8s/c.conf', undefined, 'hunter2\n'),
    ),
  );

  expect(difference).toContain('a.conf');
  expect(difference).not.toContain('hunter2');
});

describe('where a value of a generator is edited, neither the old one nor the new one is shown, but its key is', () => {
  const OLD = 'postgresql://app:hunter2-old@db:5432/app';
  const NEW = 'postgresql://app:hunter2-new@database-service:5432/app';

  function differenceOf(path: string, before: string, more: Partial<FileChange>): string {
    const after = before.replaceAll(OLD, NEW).replaceAll('hunter2-plain-old', 'hunter2-plain-new');
    return unifiedDiff(planOf({ ...change(path, before, after), ...more }));
  }

  test.each([
    ['a literal', `secretGenerator:\n- name: a\n  literals:\n  - A=${OLD}\n  - B=hunter2-neighbour\n`],
    ['a literal in quotes', `secretGenerator:\n- name: a\n  literals:\n  - "A=${OLD}"\n`],
    ['a literal in quotes of kustomize', `secretGenerator:\n- name: a\n  literals:\n  - A='${OLD}'\n`],
    ['a literal that is no URL', 'secretGenerator:\n- name: a\n  literals:\n  - A=hunter2-plain-old\n'],
    [
      'copies of it',
      'secretGenerator:\n- literals: # hunter2-plain-old\n  - A=hunter2-plain-old\nx: hunter2-plain-old\n',
    ],
    [
      'a literal of a ConfigMap beside one of a Secret',
      'secretGenerator:\n- literals: [B=x]\nconfigMapGenerator:\n- literals: # hunter2-plain-old\n  - A=hunter2-plain-old\n',
    ],
  ])('%s', (_, before) => {
    const difference = differenceOf('k8s/base/kustomization.yaml', before, { holdsSecret: true });

    expect(difference).not.toContain('hunter2');
    expect(difference).toMatch(/^-  - ["']?A=["']?\*{8} \(before/m);
    expect(difference).toMatch(/^\+  - ["']?A=["']?\*{8} \(after/m);
  });

  test.each(['.env', 'backend.conf', 'secrets.txt'])('a line of an env file: %s', (name) => {
    const before = `# hunter2 in a comment\nX=hunter2-same\nA=${OLD}\nhunter2-no-key\nMIGHUNTER2==\n`;
    const difference = differenceOf(`k8s/base/${name}`, before, { holdsSecret: true });

    expect(difference).not.toMatch(/hunter2/i);
    expect(difference.split('\n').slice(3, 5)).toEqual([
      '-A=******** (before: postgresql at db)',
      '+A=******** (after: postgresql at database-service)',
    ]);
  });

  test('a whole file', () => {
    const difference = differenceOf('k8s/base/url.txt', `${OLD}\n`, { holdsSecret: true });

    expect(difference).not.toContain('hunter2');
    expect(difference).toMatch(/^-\*{8} \(before: postgresql at db\)\n\+\*{8} \(after: .*service\)\n/m);
  });
});

test('a Secret whose values alone change is shown to change', () => {
  const difference = unifiedDiff(
    planOf(
      change(
        's.yaml',
        'kind: Secret\nstringData: { A: "one" }\n',
        'kind: Secret\nstringData: { A: "two" }\n',
      ),
    ),
  );

  expect(difference).toMatch(/^-.*\*{8}.*\n\+.*\*{8}/m);
});

test('of a file that only its owner reads, nothing but the path is shown', () => {
  const file = { ...change('.cdk8s-database/secrets.json', undefined, '{"a":"hunter2"}\n'), mode: 0o600 };

  expect(unifiedDiff(planOf(file))).toBe(
    '# .cdk8s-database/secrets.json: synthesized; its content is not shown\n',
  );
});

test('a path with control characters makes no line', () => {
  const path = 'a\n+++ b/forged\u001b';

  const difference = unifiedDiff(
    planOf(change(path, undefined, 'x\n'), change(`${path}.png`, undefined, 'a\0')),
  );

  expect(difference).not.toMatch(/^\+\+\+ b\/forged|\u001b/m);
});

test('what is not text is named alone', () => {
  expect(unifiedDiff(planOf(change('a.png', undefined, 'a\0b')))).toBe('# a.png: create, not text\n');
});

test('bytes that are no UTF-8 are not shown as something else', () => {
  const file = fileChange({ path: 'a.txt', file: '/a.txt' }, undefined, Buffer.from([0x61, 0xff, 0x0a]), 'x');

  expect(unifiedDiff(planOf(file))).toBe('# a.txt: create, not text\n');
});
