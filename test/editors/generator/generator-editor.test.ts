import { readEnvFile, setEnvFileValue } from '../../../src/editors/generator/env-file';
import { setFileContent } from '../../../src/editors/generator/file-content';
import { findGenerators, setGeneratorLiteral } from '../../../src/editors/generator/generator-editor';
import { findKeySource } from '../../../src/editors/generator/generator-source';
import { refusalOf } from '../../refusal-of';

const PATH = 'kustomization.yaml';
const NEW = 'postgresql://app:s3cret@database-service:5432/app?sslmode=require';

function set(
  text: string,
  selector: Partial<Parameters<typeof setGeneratorLiteral>[1]> = {},
  value = NEW,
): string {
  return setGeneratorLiteral(text, { key: 'URL', ...selector }, value, PATH).text;
}

test('what generators there are, and where each key comes from', () => {
  const text = `secretGenerator:
- name: backend
  namespace: chat
  behavior: merge
  type: Opaque
  literals:
  - A=x=y # c
  - 'B="in quotes"'
  - "C='one mark"
  - D=
  - =no key
  - E
  env: old.env
  envs: [a.env, ../b.env]
  files: [tls/ca.crt, key.pem=tls/server.key]
configMapGenerator:
  - literals: ["F=1"]
`;
  expect(findGenerators(text, PATH)).toEqual([
    {
      kind: 'Secret',
      name: 'backend',
      namespace: 'chat',
      behavior: 'merge',
      type: 'Opaque',
      index: 0,
      line: 2,
      literals: [
        { key: 'A', value: 'x=y', line: 7, item: 0 },
        { key: 'B', value: 'in quotes', line: 8, item: 1 },
        { key: 'C', value: "'one mark", line: 9, item: 2 },
        { key: 'D', value: '', line: 10, item: 3 },
      ],
      envFiles: ['a.env', '../b.env', 'old.env'],
      files: [
        { key: 'ca.crt', path: 'tls/ca.crt' },
        { key: 'key.pem', path: 'tls/server.key' },
      ],
    },
    {
      kind: 'ConfigMap',
      name: undefined,
      namespace: undefined,
      behavior: undefined,
      type: undefined,
      index: 0,
      line: 17,
      literals: [{ key: 'F', value: '1', line: 17, item: 0 }],
      envFiles: [],
      files: [],
    },
  ]);
});

test('those of a Component, of aliases and of merge keys are found as well', () => {
  const text = `kind: Component
x: &x {name: one, literals: &l [URL=a]}
secretGenerator:
- <<: *x
- {name: two, literals: *l}
`;
  expect(findGenerators(text, PATH).map(({ name, literals }) => [name, literals[0]?.value])).toEqual([
    ['one', 'a'],
    ['two', 'a'],
  ]);
  for (const name of ['one', 'two']) {
    expect(refusalOf(() => set(text, { name }))).toMatchObject([{ code: 'shared-value', path: PATH }]);
  }
});

describe('a literal is written as it was', () => {
  test.each([
    ['plain', '- URL=x # c', `- URL=${NEW} # c`],
    ['in quotes of YAML', `- 'URL=x'`, `- 'URL=${NEW}'`],
    ['in quotes that kustomize removes', `- URL="x"`, `- URL="${NEW}"`],
    ['as a block', '- |-\n    URL=x\n', `- |-\n    URL=${NEW}\n`],
    ['as a block whose line end was a part of the value', '- >\n    URL=x\n', `- >-\n    URL=${NEW}\n`],
    ['behind an anchor that nobody uses', '- &a URL=x', `- &a URL=${NEW}`],
  ])('%s', (_, old, now) => {
    const text = (line: string): string =>
      `secretGenerator:\n- name: a\n  literals:\n  - A=URL=x\n  ${line}\n  - B=y\n`;
    expect(set(text(old))).toBe(text(now));
  });

  test('in brackets', () => {
    const text = (value: string): string => `secretGenerator: [{name: a, literals: [A=1, ${value}]}] # c\n`;
    expect(set(text('URL=x'))).toBe(text(`URL=${NEW}`));
    expect(set(text('URL=x'), {}, 'a,b')).toBe(text('"URL=a,b"'));
  });

  test('with quotes around a value that has some itself, which kustomize would remove', () => {
    const text = (value: string): string => `secretGenerator:\n- literals:\n  - ${value}\n`;
    expect(set(text('URL=x'), {}, '"a"')).toBe(text('URL=""a""'));
    expect(set(text("URL='x'"), {}, "a'")).toBe(text("URL='a''"));
  });
});

test.each(['create', 'merge', 'replace'])('behavior: %s makes no difference', (behavior) => {
  const text = (value: string): string =>
    `secretGenerator:\n- behavior: ${behavior}\n  literals: [URL=${value}]\n`;
  expect(set(text('x'))).toBe(text(NEW));
});

test('--kind, --name and --namespace say which is meant', () => {
  const text = (one: string, other: string, config: string): string =>
    `secretGenerator:\n- name: a\n  literals: [URL=${one}]\n- name: a\n  namespace: n\n  literals: [URL=${other}]\nconfigMapGenerator:\n- name: b\n  literals: [URL=${config}]\n`;
  const before = text('x', 'y', 'z');
  expect(set(before, { kind: 'ConfigMap' }, 'w')).toBe(text('x', 'y', 'w'));
  expect(set(before, { namespace: 'n' }, 'w')).toBe(text('x', 'w', 'z'));
  const [problem] = refusalOf(() => set(before, { name: 'a' }));
  expect(problem).toMatchObject({ code: 'several-generators' });
  expect(problem?.message).toContain('"a" (line 2) and the secretGenerator "a" in namespace "n" (line 4)');
});

describe('refused, and no value is named', () => {
  const literals = (...all: string[]): string =>
    `secretGenerator:\n- name: a\n  literals: [${all.join(', ')}]\n`;

  test.each([
    ['a key twice', literals('URL=hunter2', 'URL=y'), 'several-sources'],
    ['a key as a literal and as a file', `${literals('URL=hunter2')}  files: [URL=a]\n`, 'several-sources'],
    ['a key of a file', `${literals('A=hunter2')}  files: [URL=a]\n`, 'not-a-literal'],
    ['a key that is not there', literals('A=hunter2'), 'no-such-key'],
    ['no generator', 'resources: []\n', 'no-such-generator'],
    [
      'an anchor that an alias uses',
      literals('&a URL=hunter2').concat('commonAnnotations: {x: *a}\n'),
      'shared-value',
    ],
    ['an alias', `x: &a URL=hunter2\n${literals('*a')}`, 'shared-value'],
    ['a value that SOPS encrypted', literals('"URL=ENC[AES256_GCM,data:hunter2]"'), 'encrypted-value'],
    ['a file that SOPS encrypted', `${literals('URL=hunter2')}sops: {mac: x}\n`, 'encrypted-value'],
    ['another kind', `kind: Deployment\n${literals('URL=hunter2')}`, 'not-a-kustomization'],
    ['YAML that is none', `${literals('URL=hunter2')} x\n`, 'not-yaml'],
  ])('%s', (_, text, code) => {
    const [problem, ...others] = refusalOf(() => set(text));
    expect(problem).toMatchObject({ code, path: PATH });
    expect(others).toEqual([]);
    expect(problem?.message).not.toContain('hunter2');
  });

  test('a value that is no text', () => {
    for (const value of ['a\0b', '\ud800', 'a\u0085b', '\u2028']) {
      expect(refusalOf(() => set(literals('URL=x'), {}, value))).toMatchObject([
        { code: 'unwritable-value' },
      ]);
    }
  });
});

test('a comment with the old value is reported', () => {
  const text = '# was sqlite:///a.db\nsecretGenerator:\n- literals: [URL=sqlite:///a.db]\n';
  expect(setGeneratorLiteral(text, { key: 'URL' }, NEW, PATH).warnings).toMatchObject([
    { code: 'stale-comment' },
  ]);
});

describe('an env file', () => {
  test('as kustomize reads it: quotes and comments behind a value are a part of it', () => {
    const text = '\ufeff A="q" # c\r\n\r\n\t# note\nB\nC = x\nexport D=1\n=none\nE=';
    expect(readEnvFile(text, '.env')).toEqual([
      { key: 'A', value: '"q" # c', line: 1 },
      { key: 'B', value: undefined, line: 4 },
      { key: 'C ', value: ' x', line: 5 },
      { key: 'export D', value: '1', line: 6 },
      { key: 'E', value: '', line: 8 },
    ]);
  });

  test('the value is written without quotes, which the application would get', () => {
    expect(setEnvFileValue('A=1\r\nURL="x" # c\r\nB=2', 'URL', 'a b', '.env')).toEqual({
      text: 'A=1\r\nURL=a b\r\nB=2',
      warnings: [],
    });
  });

  test.each([
    ['a key that is not there', 'A=hunter2\nhunter2\n', 'x', 'no-such-key'],
    ['export, which is a part of the key', 'export URL=hunter2\n', 'x', 'no-such-key'],
    ['a key twice', 'URL=hunter2\nURL=y\n', 'x', 'several-sources'],
    ['a key without a value', 'URL\nA=hunter2\n', 'x', 'value-from-environment'],
    ['a line break in the value', 'URL=hunter2\n', 'a\nb', 'unwritable-value'],
    ['a NUL in the value', 'URL=hunter2\n', 'a\0b', 'unwritable-value'],
    ['a value that no reader of lines takes', 'URL=hunter2\n', 'x'.repeat(65_536), 'unwritable-value'],
    [
      'a line that ends the file for kustomize',
      `A=${'x'.repeat(65_536)}\nURL=hunter2\n`,
      'x',
      'line-too-long',
    ],
    ['what SOPS encrypted', 'URL=ENC[AES256_GCM,data:hunter2]\nsops_version=3\n', 'x', 'encrypted-value'],
  ])('refused: %s', (_, text, value, code) => {
    const problems = refusalOf(() => setEnvFileValue(text, 'URL', value, '.env'));
    expect(problems).toMatchObject([{ code, path: '.env' }]);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });
});

describe('a whole file', () => {
  test.each([
    ['x', NEW, NEW, []],
    ['x\n', NEW, `${NEW}\n`, ['line-end-in-value']],
    ['x\r\n', NEW, `${NEW}\r\n`, ['line-end-in-value']],
    ['x\n', `${NEW}\n`, `${NEW}\n`, []],
    ['', NEW, NEW, []],
    [`${NEW}\n`, NEW, `${NEW}\n`, []],
  ])('%j gets %j', (text, value, after, codes) => {
    const edited = setFileContent(text, 'url', value, 'url');
    expect(edited.text).toBe(after);
    expect(edited.warnings.map(({ code }) => code)).toEqual(codes);
  });

  test.each(['{"sops": {}}', 'sops:\n  mac: x\n', '$ANSIBLE_VAULT;1.1\n', '\0GITCRYPT\0'])(
    'refused: %j',
    (text) => {
      expect(refusalOf(() => setFileContent(text, 'url', 'x', 'url'))).toMatchObject([
        { code: 'encrypted-value' },
      ]);
    },
  );
});

describe('where a key comes from', () => {
  const text = `secretGenerator:
- name: a
  envs: [a.env]
  literals: [ONE=1, TWO=2]
  files: [THREE=three]
configMapGenerator:
- name: b
  env: a.env
`;
  const read = (path: string): string => ({ 'a.env': 'FOUR=4\nTWO=2\n' })[path] ?? '';
  const find = (key: string): unknown => findKeySource(text, { key, name: 'a' }, PATH, read);

  test('a literal, a file, or a line of an env file that another generator reads too', () => {
    expect(find('ONE')).toEqual({ source: { from: 'literal', line: 4 }, alsoReadBy: [] });
    expect(find('THREE')).toEqual({ source: { from: 'file', path: 'three' }, alsoReadBy: [] });
    expect(find('FOUR')).toMatchObject({
      source: { from: 'env', path: 'a.env' },
      alsoReadBy: [{ code: 'also-read-by', path: PATH }],
    });
  });

  test('two of them are refused, as kustomize does', () => {
    expect(refusalOf(() => find('TWO'))).toMatchObject([{ code: 'several-sources' }]);
  });
});
