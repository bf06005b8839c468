import { Refusal } from '../../../src/text/refusal';
import { findSecrets, setSecretValue, type SecretSelector } from '../../../src/editors/secret/secret-editor';

const PATH = 'k8s/base/backend/secret.yaml';
const KEY = 'DATABASE_URL';
const URL = 'postgresql://app:s3cr%40t@database:5432/chat?sslmode=require';
const URL64 = Buffer.from(URL).toString('base64');
const OLD = 'sqlite:///./chat.db';
const OLD64 = Buffer.from(OLD).toString('base64');

const HEAD = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: backend\n';

interface Case {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly value?: string;
  readonly selector?: Partial<SecretSelector>;
  /** Codes of the warnings. @default - none */
  readonly warnings?: readonly string[];
}

function check({ before, after, value = URL, selector, warnings = [] }: Case): void {
  const edited = setSecretValue(before, { key: KEY, ...selector }, value, PATH);
  expect(edited.text).toBe(after);
  expect(edited.warnings.map(({ code }) => code)).toEqual(warnings);
  // What is done is done: asked again, it changes nothing and has nothing to say.
  expect(setSecretValue(after, { key: KEY, ...selector }, value, PATH)).toEqual({
    text: after,
    warnings: [],
  });
}

describe('a value is replaced, and nothing else', () => {
  test.each<Case>([
    {
      name: 'base64 of data',
      before: `${HEAD}data:\n  A: YQ==\n  ${KEY}: ${OLD64} # old\n  B: Yg==\n`,
      after: `${HEAD}data:\n  A: YQ==\n  ${KEY}: ${URL64} # old\n  B: Yg==\n`,
    },
    {
      name: 'text of stringData, plain',
      before: `${HEAD}stringData:\n  ${KEY}: ${OLD}\n`,
      after: `${HEAD}stringData:\n  ${KEY}: ${URL}\n`,
    },
    {
      name: 'in double quotes, the last line without an end',
      before: `${HEAD}stringData:\n  "${KEY}" :   "${OLD}"`,
      after: `${HEAD}stringData:\n  "${KEY}" :   "${URL}"`,
    },
    {
      name: 'in single quotes',
      before: `${HEAD}stringData:\n  ${KEY}: '${OLD}'\t# old\n`,
      after: `${HEAD}stringData:\n  ${KEY}: 'it''s'\t# old\n`,
      value: "it's",
    },
    {
      name: 'a value that no plain scalar can hold gets quotes',
      before: `${HEAD}stringData:\n  ${KEY}: ${OLD}\n`,
      after: `${HEAD}stringData:\n  ${KEY}: "a: b #c"\n`,
      value: 'a: b #c',
    },
    {
      name: 'a value that single quotes cannot hold gets double ones',
      before: `${HEAD}stringData:\n  ${KEY}: '${OLD}'\n`,
      after: `${HEAD}stringData:\n  ${KEY}: "two\\nlines\\u0085"\n`,
      value: 'two\nlines\u0085',
    },
    {
      name: 'what YAML would read as something else gets quotes',
      before: `${HEAD}stringData:\n  ${KEY}: ${OLD}\n`,
      after: `${HEAD}stringData:\n  ${KEY}: "0123"\n`,
      value: '0123',
    },
    {
      name: 'CRLF and a byte order mark',
      before: `\ufeff${HEAD}data:\n  ${KEY}: ${OLD64}\n`.replaceAll('\n', '\r\n'),
      after: `\ufeff${HEAD}data:\n  ${KEY}: ${URL64}\n`.replaceAll('\n', '\r\n'),
    },
    {
      name: 'a folded block of two lines, and the comment behind it',
      before: `${HEAD}stringData:\n  ${KEY}: >-\n    postgresql://a@b/c\n    ?x=y\n\n  # next\n  B: c\n`,
      after: `${HEAD}stringData:\n  ${KEY}: >-\n    ${URL}\n\n  # next\n  B: c\n`,
    },
    {
      name: 'a literal block, which must not add its line end to the value',
      before: `${HEAD}stringData:\n  ${KEY}: | # the database\n    ${OLD}\n\n  B: c\n`,
      after: `${HEAD}stringData:\n  ${KEY}: |- # the database\n    ${URL}\n\n  B: c\n`,
    },
    {
      name: 'a literal block of base64, CRLF, at the end of the file',
      before: `${HEAD}data:\n  ${KEY}: |\n    ${OLD64.slice(0, 9)}\n    ${OLD64.slice(9)}\n`.replaceAll(
        '\n',
        '\r\n',
      ),
      after: `${HEAD}data:\n  ${KEY}: |\n    ${URL64}\n`.replaceAll('\n', '\r\n'),
    },
    {
      name: 'a block that keeps its empty lines, without a final line end',
      before: `${HEAD}stringData:\n  ${KEY}: |+\n    ${OLD}\n\n  B: |\n    c`,
      after: `${HEAD}stringData:\n  ${KEY}: |-\n    ${URL}\n\n  B: |\n    c`,
    },
    {
      name: 'a block that cannot hold the value',
      before: `${HEAD}stringData:\n  ${KEY}: >-\n    a\n    b\n  B: c\n`,
      after: `${HEAD}stringData:\n  ${KEY}: "x\\ny"\n  B: c\n`,
      value: 'x\ny',
    },
    {
      name: 'a plain scalar over several lines',
      before: `${HEAD}stringData:\n  ${KEY}:\n    postgresql://a@b/c\n    ?x=y\n  B: c\n`,
      after: `${HEAD}stringData:\n  ${KEY}:\n    ${URL}\n  B: c\n`,
    },
    {
      name: 'a flow map',
      before: `${HEAD}stringData: {"${KEY}": "${OLD}", B: 'c'} # all\n`,
      after: `${HEAD}stringData: {"${KEY}": "${URL}", B: 'c'} # all\n`,
    },
    {
      name: 'JSON, with its closing brackets at the margin',
      before: `{\n"apiVersion": "v1",\n"kind": "Secret",\n"stringData": {\n  "${KEY}": "${OLD}"\n}\n}\n`,
      after: `{\n"apiVersion": "v1",\n"kind": "Secret",\n"stringData": {\n  "${KEY}": "${URL}"\n}\n}\n`,
    },
    {
      name: 'a plain scalar in a flow map that cannot hold the value',
      before: `${HEAD}stringData: {${KEY}: x}\n`,
      after: `${HEAD}stringData: {${KEY}: "a,b"}\n`,
      value: 'a,b',
    },
    {
      name: 'nothing yet',
      before: `${HEAD}stringData:\n  ${KEY}: # to be set\n  B: c\n`,
      after: `${HEAD}stringData:\n  ${KEY}: ${URL} # to be set\n  B: c\n`,
    },
    {
      name: 'base64 that is none',
      before: `${HEAD}data:\n  ${KEY}: "<base64 of the url>"\n`,
      after: `${HEAD}data:\n  ${KEY}: "${URL64}"\n`,
    },
    {
      name: 'an anchor stays, and its aliases are reported',
      before: `${HEAD}stringData:\n  ${KEY}: &db "${OLD}"\n  DIRECT_URL: *db\n`,
      after: `${HEAD}stringData:\n  ${KEY}: &db "${URL}"\n  DIRECT_URL: *db\n`,
      warnings: ['alias-follows'],
    },
    {
      name: 'an alias becomes a value, and its anchor keeps its own',
      before: `${HEAD}stringData:\n  OTHER: &db "${OLD}"\n  ${KEY}: *db\n`,
      after: `${HEAD}stringData:\n  OTHER: &db "${OLD}"\n  ${KEY}: ${URL}\n`,
      warnings: ['alias-replaced'],
    },
    {
      name: 'a value with a tag of the string',
      before: `${HEAD}stringData:\n  ${KEY}: !!str "1"\n  OTHER: !vault x\n`,
      after: `${HEAD}stringData:\n  ${KEY}: !!str "${URL}"\n  OTHER: !vault x\n`,
    },
    {
      name: 'in the one of several documents that has the key',
      before: `# all\n---\n${HEAD}data:\n  ${KEY}: ${OLD64}\n---\n${HEAD}data:\n  A: YQ==\n---\n# end\n`,
      after: `# all\n---\n${HEAD}data:\n  ${KEY}: ${URL64}\n---\n${HEAD}data:\n  A: YQ==\n---\n# end\n`,
    },
    {
      name: 'in the one that is named',
      selector: { namespace: 'b' },
      before: ['a', 'b']
        .map((name) => `${HEAD}  namespace: ${name}\ndata:\n  ${KEY}: ${OLD64}\n`)
        .join('---\n'),
      after:
        `${HEAD}  namespace: a\ndata:\n  ${KEY}: ${OLD64}\n` +
        `---\n${HEAD}  namespace: b\ndata:\n  ${KEY}: ${URL64}\n`,
    },
    {
      name: 'in a List',
      before: `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  data:\n    ${KEY}: ${OLD64}\n- kind: ConfigMap\n`,
      after: `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  data:\n    ${KEY}: ${URL64}\n- kind: ConfigMap\n`,
    },
  ])('$name', check);
});

describe('a key that is not there is added as its siblings are written', () => {
  test.each<Case>([
    {
      name: 'base64 beside base64',
      before: `${HEAD}data:\n    A: YQ== # a\n\n# the end\n`,
      after: `${HEAD}data:\n    A: YQ== # a\n    ${KEY}: ${URL64}\n\n# the end\n`,
    },
    {
      name: 'quoted beside quoted, without a final line end',
      before: `${HEAD}stringData:\n  A: "a"\n  B: 'b'\n  C: "c"`,
      after: `${HEAD}stringData:\n  A: "a"\n  B: 'b'\n  C: "c"\n  ${KEY}: "${URL}"`,
    },
    {
      name: 'a quoted key beside quoted keys, CRLF',
      before: `${HEAD}stringData:\n  'A': 'a'\ntype: Opaque\n`.replaceAll('\n', '\r\n'),
      after: `${HEAD}stringData:\n  'A': 'a'\n  '${KEY}': '${URL}'\ntype: Opaque\n`.replaceAll('\n', '\r\n'),
    },
    {
      name: 'before a block scalar that ends without a line end, which would get one, and its comment',
      before: `${HEAD}stringData:\n  A: a\n  # the certificate\n  B: |\n    x\n    y`,
      after: `${HEAD}stringData:\n  A: a\n  ${KEY}: ${URL}\n  # the certificate\n  B: |\n    x\n    y`,
    },
    {
      name: 'before another field that ends so',
      before: `apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n  annotations:\n    b: >\n      c`,
      after: `apiVersion: v1\nkind: Secret\nstringData:\n  ${KEY}: ${URL}\nmetadata:\n  name: a\n  annotations:\n    b: >\n      c`,
    },
    {
      name: 'behind a block scalar that has no line end of its own',
      before: `${HEAD}stringData:\n  B: |-\n    x`,
      after: `${HEAD}stringData:\n  B: |-\n    x\n  ${KEY}: ${URL}`,
    },
    {
      name: 'behind a block scalar and before its empty lines',
      before: `${HEAD}stringData:\n  A: |\n    x\n    y\n\n---\n# end\n`,
      after: `${HEAD}stringData:\n  A: |\n    x\n    y\n  ${KEY}: ${URL}\n\n---\n# end\n`,
    },
    {
      name: 'behind a block scalar whose empty lines count',
      before: `${HEAD}stringData:\n  A: |+\n    x\n\ntype: Opaque\n`,
      after: `${HEAD}stringData:\n  A: |+\n    x\n\n  ${KEY}: ${URL}\ntype: Opaque\n`,
    },
    {
      name: 'as text where there are both',
      before: `${HEAD}data:\n  A: YQ==\nstringData:\n  B: b\n`,
      after: `${HEAD}data:\n  A: YQ==\nstringData:\n  B: b\n  ${KEY}: ${URL}\n`,
    },
    {
      name: 'as base64 where stringData is empty',
      before: `${HEAD}data:\n  A: YQ==\nstringData: {}\n`,
      after: `${HEAD}data:\n  A: YQ==\n  ${KEY}: ${URL64}\nstringData: {}\n`,
    },
    {
      name: 'into a flow map',
      before: `${HEAD}stringData: {A: 'a'}\n`,
      after: `${HEAD}stringData: {A: 'a', ${KEY}: '${URL}'}\n`,
    },
    {
      name: 'into an empty flow map',
      before: `${HEAD}data: {} # none\n`,
      after: `${HEAD}data: {${KEY}: "${URL64}"} # none\n`,
      selector: { name: 'backend' },
    },
    {
      name: 'below data: with nothing',
      before: `${HEAD}data:\ntype: Opaque\n`,
      after: `${HEAD}data:\n  ${KEY}: ${URL64}\ntype: Opaque\n`,
    },
    {
      name: 'in the place of null',
      before: `${HEAD}data: null\n`,
      after: `${HEAD}data: {${KEY}: "${URL64}"}\n`,
    },
    {
      name: 'as stringData where there is neither',
      before: `${HEAD}type: Opaque`,
      after: `${HEAD}type: Opaque\nstringData:\n  ${KEY}: ${URL}`,
    },
    {
      name: 'in a List, where there is neither',
      before: `apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Secret\n  - kind: ConfigMap\n`,
      after: `apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Secret\n    stringData:\n      ${KEY}: ${URL}\n  - kind: ConfigMap\n`,
    },
    {
      name: 'in JSON, where there is neither',
      before: `{"apiVersion": "v1", "kind": "Secret"}`,
      after: `{"apiVersion": "v1", "kind": "Secret", "stringData": {"${KEY}": "${URL}"}}`,
    },
    {
      name: 'in the one Opaque Secret of several',
      before: `${HEAD}stringData:\n  A: a\n---\n${HEAD}type: kubernetes.io/tls\nstringData:\n  tls.key: x\n`,
      after: `${HEAD}stringData:\n  A: a\n  ${KEY}: ${URL}\n---\n${HEAD}type: kubernetes.io/tls\nstringData:\n  tls.key: x\n`,
    },
    {
      name: 'beside a key of almost the same name',
      before: `${HEAD}stringData:\n  database-url: a\n  # ${KEY}: b\n`,
      after: `${HEAD}stringData:\n  database-url: a\n  ${KEY}: ${URL}\n  # ${KEY}: b\n`,
      warnings: ['similar-key', 'commented-line'],
    },
    {
      name: 'where metadata has it, which nobody reads',
      before: `apiVersion: v1\nkind: Secret\nmetadata: {${KEY}: x}\n`,
      after: `apiVersion: v1\nkind: Secret\nmetadata: {${KEY}: x}\nstringData:\n  ${KEY}: ${URL}\n`,
      warnings: ['misplaced-key'],
    },
  ])('$name', check);
});

describe('what is worth a look is reported, by line and key, never by value', () => {
  test.each([
    [
      'stale-comment',
      `${HEAD}data:\n  # was ${OLD}\n  ${KEY}: ${OLD64}\n`,
      'line 6 has a comment with the old value',
    ],
    ['stale-comment', `${HEAD}stringData:\n  ${KEY}: ${OLD} # ${OLD64}\n`, 'line 6 has a comment'],
    ['not-to-be-committed', `# DO NOT COMMIT\n${HEAD}data:\n  ${KEY}: ${OLD64}\n`, 'line 1 has a comment'],
    ['not-to-be-committed', `# this file is gitignored\n${HEAD}data:\n  ${KEY}: ${OLD64}\n`, 'line 1'],
    ['not-to-be-committed', `# NÃO COMMITAR\n${HEAD}data:\n  ${KEY}: ${OLD64}\n`, 'line 1'],
    ['not-to-be-committed', `# (.gitignore에 추가됨)\n${HEAD}data:\n  ${KEY}: ${OLD64}\n`, 'line 1'],
    [
      'immutable-secret',
      `${HEAD}immutable: true\ndata:\n  ${KEY}: ${OLD64}\n`,
      '"backend" (line 1) is immutable',
    ],
    [
      'shadowed-value',
      `${HEAD}data:\n  ${KEY}: ${OLD64}\nstringData:\n  ${KEY}: x\n`,
      'under data too (line 6)',
    ],
    [
      'owned-elsewhere',
      `${HEAD}data:\n  ${KEY}: ${OLD64}\n---\nkind: ExternalSecret\nmetadata:\n  name: x\nspec:\n  target:\n    name: backend\n`,
      'ExternalSecret "x" (line 8) makes a Secret of the same name',
    ],
    [
      'typed-secret',
      `${HEAD}type: kubernetes.io/basic-auth\nstringData:\n  username: x\n`,
      'of type kubernetes.io/basic-auth',
    ],
    [
      'key-in-a-value',
      `${HEAD}stringData:\n  .env: |\n    A=b\n    ${KEY}=${OLD}\n`,
      'the value of .env sets DATABASE_URL',
    ],
    [
      'substitution',
      'apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${APP}\nstringData:\n  DATABASE_URL: x\n',
      'variable substitution',
    ],
  ])('%s: %j', (code, text, message) => {
    const value = `${URL}$`;
    const { warnings } = setSecretValue(text, { key: KEY }, value, PATH);
    expect(warnings).toEqual([{ code, path: PATH, message: expect.stringContaining(message) as string }]);
    for (const secret of [value, OLD, OLD64]) expect(JSON.stringify(warnings)).not.toContain(secret);
  });

  test.each([
    ['a short value that stands in a comment by chance', `${HEAD}stringData:\n  # a b c\n  ${KEY}: a\n`],
    ['a # in a value', `${HEAD}stringData:\n  A: "# ${OLD}"\n  ${KEY}: ${OLD}\n`],
    ['a comment on commits that are meant', `# commit me\n${HEAD}stringData:\n  ${KEY}: ${OLD}\n`],
  ])('not %s', (_, text) => {
    expect(setSecretValue(text, { key: KEY }, URL, PATH).warnings).toEqual([]);
  });
});

describe('refused, with what was found and what to do, and without any value', () => {
  const external = 'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: x\n';
  const map = `apiVersion: v1\nkind: ConfigMap\ndata:\n  ${KEY}: ${OLD}\n`;
  test.each([
    ['no-secret-but-external-secret', external, 'change the value in the secret store'],
    ['no-secret-but-external-secret', `${external}---\n${map}`, 'ExternalSecret "x" (line 1), ConfigMap'],
    ['no-secret-but-config-map', map, 'wanted a plain v1 Secret'],
    [
      'no-secret-but-sealed-secret',
      `apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nspec:\n  template:\n    data:\n      ${KEY}: x\n`,
      'kubeseal',
    ],
    ['no-secret', '# nothing\n', 'holds no object'],
    ['no-secret', 'a: b\n', 'an object without a kind'],
    ['sops-encrypted', `${HEAD}data:\n  ${KEY}: ENC[x]\nsops:\n  mac: y\n`, `sops edit ${PATH}`],
    [
      'sops-encrypted',
      `apiVersion: v1\nkind: List\nitems:\n- kind: Secret\nsops: {}\n`,
      'breaks its checksum',
    ],
    ['template', `${HEAD}data:\n  ${KEY}: {{ .Values.url | b64enc }}\n`, 'line 6 is a template'],
    ['template', `${HEAD}data:\n  A: b\n  {{- include "x" . }}\n`, 'line 7 is a template'],
    ['template', `${HEAD}stringData:\n  ${KEY}: "{{ url }}"\n`, 'line 6 is a template'],
    ['template', `${HEAD}stringData:\n  ${KEY}: {{ url }}\n`, 'line 6 is a template'],
    [
      'template',
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: "{{ app }}"\ndata:\n  A: YQ==\n`,
      'line 4',
    ],
    ['not-yaml', `${HEAD}data:\n  ${KEY}: @${OLD}\n`, 'line 6 is not valid YAML'],
    [
      'not-yaml',
      `${HEAD}data:\n  ${KEY}: ${OLD64}\n  ${KEY}: ${OLD64}\n`,
      'line 7 is not valid YAML (duplicate key)',
    ],
    [
      'conflict-marker',
      `${HEAD}data:\n<<<<<<< HEAD\n  ${KEY}: ${OLD64}\n`,
      'line 6 is a git conflict marker',
    ],
    ['not-a-string', `${HEAD}stringData:\n  ${KEY}: [${OLD}]\n`, 'line 6 has a list or mapping'],
    [
      'tagged-value',
      `${HEAD}stringData:\n  ${KEY}: !vault ${OLD}\n`,
      'line 6 has a value with the tag "!vault"',
    ],
    ['cannot-edit', `${HEAD}stringData: none\n`, 'edit it by hand'],
    [
      'cannot-edit',
      `${HEAD}stringData: {${KEY}: x}\na: ${'['.repeat(120)}${']'.repeat(120)}\n`,
      'edit it by hand',
    ],
    [
      'several-secrets',
      `${HEAD}data:\n  ${KEY}: ${OLD64}\n---\n${HEAD.replace('backend', 'other')}data:\n  ${KEY}: ${OLD64}\n`,
      'Secret "backend" (line 1), Secret "other" (line 8); narrow it down with --name',
    ],
    [
      'several-secrets',
      ['a', 'b'].map((name) => `${HEAD}  namespace: ${name}\n`).join('---\n'),
      'narrow it down with --namespace',
    ],
    ['several-secrets', `${HEAD}---\n${HEAD}`, 'nothing tells them apart'],
    [
      'no-opaque-secret',
      `${HEAD}type: kubernetes.io/tls\n---\n${HEAD}type: kubernetes.io/basic-auth\n`,
      'name one with --name',
    ],
  ])('%s: %j', (code, text, message) => {
    const attempt = (): unknown => setSecretValue(text, { key: KEY }, URL, PATH);
    expect(attempt).toThrow(Refusal);
    expect(attempt).toThrow(`(${code})`);
    expect(attempt).toThrow(message);
    for (const secret of [URL, URL64, OLD, OLD64]) expect(attempt).not.toThrow(secret);
  });

  test('a Secret that is not there', () => {
    const attempt = (): unknown => setSecretValue(HEAD, { key: KEY, name: 'x', namespace: 'y' }, URL, PATH);
    expect(attempt).toThrow('has no Secret named "x" in namespace "y"; there is Secret "backend" (line 1)');
  });

  test.each(['', '..', 'A B', 'Ä'])('the key %j', (key) => {
    expect(() => setSecretValue(HEAD, { key }, URL, PATH)).toThrow('(bad-key)');
  });

  test('a template in another value is the application’s own affair', () => {
    const text = `${HEAD}  annotations:\n    a: "{{ b }}"\nstringData:\n  mail.tmpl: "{{ range .Alerts }}"\n  ${KEY}: x\n`;
    expect(setSecretValue(text, { key: KEY }, 'new', PATH).text).toBe(text.replace(': x', ': new'));
  });
});

describe('the Secrets of a file', () => {
  test('with what they hold, decoded', () => {
    const text = `${HEAD}  namespace: chat\ntype: Opaque\ndata:\n  A: ${OLD64}\n  B: "?"\n  C: /w==\nstringData:\n  A: wins\n  D: d\n---\nkind: ConfigMap\n---\n${HEAD}sops: {}\n`;
    const secrets = findSecrets(text, PATH);
    expect(secrets).toMatchObject([
      { name: 'backend', namespace: 'chat', type: 'Opaque', keys: ['A', 'D', 'B', 'C'], line: 1 },
    ]);
    const values = ['A', 'B', 'C', 'D', 'E'].map((key) => secrets[0]?.value(key));
    // Neither what is no base64 nor what is no text is a value that anything could be read from.
    expect(values).toEqual(['wins', undefined, undefined, 'd', undefined]);
  });

  test('none where there are other objects only', () => {
    expect(findSecrets('kind: ConfigMap\n---\n# nothing\n', PATH)).toEqual([]);
  });

  test.each([
    ['replaced', `${HEAD}data:\n  ${KEY}: ${OLD64}\n`],
    ['added', `${HEAD}data:\n  A: YQ==\n`],
    ['the first', `${HEAD}type: Opaque\n`],
    ['in the place of null', `${HEAD}data: null\n`],
    ['in the place of an alias', `${HEAD}stringData:\n  A: &a x\n  ${KEY}: *a\n`],
  ])('keep what they said of the text that was read, where a value is then set: %s', (_, text) => {
    const [secret] = findSecrets(text, PATH);
    const before = secret?.value(KEY);
    setSecretValue(text, { key: KEY }, URL, PATH);
    expect(secret?.value(KEY)).toBe(before);
    expect(findSecrets(text, PATH)[0]?.value(KEY)).toBe(before);
  });

  test('do not show their values when they are printed', () => {
    const secrets = findSecrets(`${HEAD}data:\n  A: ${OLD64}\n`, PATH);
    expect(JSON.stringify(secrets)).not.toContain(OLD64);
  });
});
