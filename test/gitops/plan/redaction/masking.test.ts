import * as fc from 'fast-check';
import { Inventory } from '../../../../src/gitops/tree/inventory';
import { maskSecrets } from '../../../../src/gitops/plan/redaction/masking';
import { base64 } from '../../../fixtures/chatbot';

const HIDDEN = 'hunter2-Correct';

function shown(text: string): string {
  return maskSecrets('', text, 'k8s/base/secret.yaml').after;
}

describe('the values of a Secret', () => {
  test.each([
    ['data', `kind: Secret\ndata:\n  A: ${base64(HIDDEN)}\n`],
    ['stringData', `kind: Secret\nstringData:\n  A: ${HIDDEN}\n`],
    ['quotes', `"kind": "Secret"\n'stringData':\n  "A": "${HIDDEN}"\n  B: '${HIDDEN}'\n`],
    [
      'a block scalar',
      `kind: Secret\nstringData:\n  A: |\n    one\n    ${HIDDEN}\n\n    two ${HIDDEN}\n  B: x\n`,
    ],
    ['a folded scalar', `kind: Secret\nstringData:\n  A: >-\n    one\n    ${HIDDEN}\n`],
    ['several lines', `kind: Secret\nstringData:\n  A: "one\n    ${HIDDEN}"\n`],
    ['JSON', `{"apiVersion":"v1","kind":"Secret","stringData":{"A":"${HIDDEN}"}}`],
    [
      'JSON over several lines',
      `{\n  "kind" : "Secret",\n  "data": {\n    "A": "${base64(HIDDEN)}"\n  }\n}\n`,
    ],
    ['a flow mapping', `{ kind: Secret, stringData: { A: ${HIDDEN} } }\n`],
    ['blanks before the colon', `kind : Secret\nstringData :\n  A : ${HIDDEN}\n`],
    ['a tag and an anchor', `kind: !!str &k Secret\nstringData:\n  A: &a !!str ${HIDDEN}\n  B: *a\n`],
    ['an anchor elsewhere', `x: &a ${HIDDEN}\nkind: Secret\nstringData:\n  A: *a\n`],
    ['CRLF', `kind: Secret\r\nstringData:\r\n  A: ${HIDDEN}\r\n`],
    ['a byte order mark', `\ufeffkind: Secret\nstringData:\n  A: ${HIDDEN}\n`],
    ['an item of a List', `kind: List\nitems:\n  - kind: Secret\n    stringData:\n      A: ${HIDDEN}\n`],
    ['the second document', `kind: X\n---\nkind: Secret\nstringData:\n  A: ${HIDDEN}\n`],
    ['a document end', `kind: Secret\nstringData:\n  A: ${HIDDEN}\n...\n`],
    ['a merge key', `base: &b { A: ${HIDDEN} }\nkind: Secret\nstringData:\n  <<: *b\n`],
    ['nothing that is YAML', `kind: Secret\nstringData:\n  A: ${HIDDEN}\n B: [\n`],
    ['a duplicate key', `kind: Secret\nstringData:\n  A: ${HIDDEN}\n  A: ${HIDDEN}\n`],
    ['a comment with the value', `kind: Secret\n# ${HIDDEN}\nstringData:\n  A: ${HIDDEN} # was ${HIDDEN}\n`],
    ['a comment with the decoded value', `kind: Secret\n# ${HIDDEN}\ndata:\n  A: ${base64(HIDDEN)}\n`],
    ['a comment with the encoded value', `kind: Secret\n# ${base64(HIDDEN)}\nstringData:\n  A: ${HIDDEN}\n`],
    [
      'an annotation with the last applied state',
      `kind: Secret\nmetadata:\n  annotations:\n    x: '{"data":{"A":"${base64(HIDDEN)}"}}'\ndata:\n  A: ${base64(HIDDEN)}\n`,
    ],
    [
      'a comment with the URL’s password',
      `kind: Secret\n# ${HIDDEN}\nstringData:\n  A: postgres://u:${HIDDEN}@h/d\n`,
    ],
    ['the kind on the next line', `kind:\n  Secret\nstringData:\n  A: ${HIDDEN}\n`],
    ['a folded kind', `kind: >-\n  Secret\nstringData:\n  A: ${HIDDEN}\n`],
    ['a literal kind', `kind: |-\n  Secret\nstringData:\n  A: ${HIDDEN}\n`],
    ['an escape in the kind', `kind: "Sec\\x72et"\nstringData:\n  A: ${HIDDEN}\n`],
    ['a kind that is broken over two lines', `kind: "Sec\\\n  ret"\nstringData:\n  A: ${HIDDEN}\n`],
    ['an escape in the key', `"k\\x69nd": Secret\n"string\\u0044ata":\n  A: ${HIDDEN}\n`],
    ['a kind in base64', `kind: !!binary U2VjcmV0\nstringData:\n  A: ${HIDDEN}\n`],
    ['a complex key', `? kind\n: Secret\n? stringData\n: A: ${HIDDEN}\n`],
    ['a comment before the kind', `kind: # what it is\n  Secret\nstringData:\n  A: ${HIDDEN}\n`],
    ['the kind by an alias', `x: &k Secret\nkind: *k\nstringData:\n  A: ${HIDDEN}\n`],
    ['the kind by a merge key', `x: &m { kind: Secret }\n<<: *m\nstringData:\n  A: ${HIDDEN}\n`],
    ['the data by an alias', `x: &d { A: ${HIDDEN} }\nkind:\n  Secret\nstringData: *d\n`],
    ['JSON with an escape', `{"kind":"Secre\\u0074","stringData":{"A":"${HIDDEN}"}}`],
    [
      'a List whose kind is folded',
      `kind: >-\n  List\nitems:\n  - kind:\n      Secret\n    stringData:\n      A: ${HIDDEN}\n`,
    ],
    [
      'the second document’s kind folded',
      `kind: X\n---\nkind: >\n  X\n---\nkind:\n  Secret\ndata: { A: ${HIDDEN} }\n`,
    ],
    [
      'a value in base64 by a tag',
      `kind: Secret\nstringData:\n  A: !!binary ${base64(HIDDEN)} # ${HIDDEN}\n`,
    ],
    ['a token in a comment', `kind: Secret\nstringData:\n  A: x # ${HIDDEN}\n`],
    [
      'a token in an annotation',
      `{"kind":"Secret","metadata":{"annotations":{"x":"${HIDDEN}"}},"data":{"A":"eA=="}}`,
    ],
    [
      'a last applied state with another value',
      `kind: Secret\nmetadata:\n  annotations:\n    x: |\n      {"kind":"Secret","data":{"A":"${base64(HIDDEN)}"}}\ndata:\n  A: eA==\n`,
    ],
    ['a patch by operations', `- op: replace\n  path: /stringData/A\n  value: ${HIDDEN}\n`],
    ['a patch by operations, in JSON', `[{"op":"add","path":"/data","value":{"A":"${base64(HIDDEN)}"}}]`],
    [
      'a patch by operations, escaped',
      `- op: add\n  path: "\\/data/A"\n  value: >-\n    ${base64(HIDDEN)}\n`,
    ],
    [
      'an inline patch',
      `patches:\n  - patch: |-\n      kind: Secret\n      metadata: { name: s }\n      stringData: { A: ${HIDDEN} }\n`,
    ],
    [
      'an inline patch by operations',
      `patches:\n  - target: { kind: "Sec.*" }\n    patch: |-\n      - op: replace\n        path: /data/A\n        value: ${HIDDEN}\n`,
    ],
    ['a generator in one line', `secretGenerator: [{name: s, literals: ["A=${HIDDEN}"]}]\n`],
    [
      'a generator in other letters',
      `"secret\\x47enerator":\n  - name: s\n    literals:\n      - >-\n        A=${HIDDEN}\n`,
    ],
    [
      'an inline patch that is no YAML',
      `patches:\n  - patch: |-\n      kind: Secret\n      stringData: { A: ${HIDDEN}\n`,
    ],
    ['a key by an alias', `x: &k stringData\nkind: Secret\n*k :\n  A: ${HIDDEN}\n`],
    ['tabs that no YAML has', `kind:\n\tSecret\nstringData:\n\tA: ${HIDDEN}\n`],
    ['an alias to nothing', `kind: Secret\nstringData:\n  A: ${HIDDEN}\n  B: *nothing\n`],
  ])('with %s', (_, text) => {
    const masked = shown(text);

    expect(masked).not.toContain(HIDDEN);
    expect(masked).not.toContain(base64(HIDDEN));
    expect(masked).toContain('********');
  });

  test('leave every line where it was', () => {
    const text = `kind: Secret\nstringData:\n  A: |\n    one\n    two\n  B: "a\n    b"\n# end\n`;

    expect(shown(text).split('\n')).toHaveLength(text.split('\n').length);
    expect(shown(text)).toMatch(/\n# \*{8} \(after\)\n$/);
  });

  test('of before and after differ in the mask where they differ, and only there', () => {
    const text = `kind: Secret\n# ${HIDDEN} until today\nstringData:\n  A: ${HIDDEN}\n  B: same\n`;

    const { before, after } = maskSecrets(text, text.replace(`A: ${HIDDEN}`, 'A: another'), 'a.yaml');

    const lines = (masked: string): string[] => masked.split('\n');
    expect(lines(before).filter((line, i) => line !== lines(after)[i])).toEqual(['  A: ******** (before)']);
    expect(before + after).not.toContain(HIDDEN);
  });
});

describe('the mask of a value that changes says what it led to', () => {
  const OLD = `app:${HIDDEN}@db.example.com`;

  test.each([
    ['a URL', `postgresql://${OLD}/prod`, 'postgresql at db.example.com'],
    ['Go’s MySQL', `app:${HIDDEN}@tcp(db.example.com:3306)/prod`, 'mysql at db.example.com'],
    ['.NET', `Host=db.example.com;Database=prod;Password="${HIDDEN}"`, 'connection string at db.example.com'],
    ['JSON', `{"host":"db.example.com","password":"${HIDDEN}"}`, 'JSON at db.example.com'],
    ['a password that looks like a host', `mysql://app:x@${HIDDEN}.com/y@db.example.com/prod`, 'mysql'],
  ])('%s', (_, value, said) => {
    const after = `kind: Secret\ndata:\n  A: ${base64('postgresql://app:x@database-service/app')}\n`;
    for (const [part, written] of [
      ['data', base64(value)],
      ['stringData', JSON.stringify(value)],
    ] as const) {
      const shown = maskSecrets(`kind: Secret\n${part}:\n  A: ${written}\n`, after, 'k8s/base/secret.yaml');

      expect(shown.before).toContain(`  A: ******** (before: ${said})\n`);
      expect(shown.after).toContain('  A: ******** (after: postgresql at database-service)\n');
      expect(shown.before + shown.after).not.toContain(HIDDEN);
    }
  });

  test('in a .env file, without its other values', () => {
    const { before } = maskSecrets(`A=${HIDDEN}\nURL="mysql://${OLD}/prod"\n`, '', '.env.test');

    expect(before).toBe('A=******** (before)\nURL=******** (before: mysql at db.example.com)\n');
  });

  test('no part of a password is taken for a host', () => {
    const piece = fc.constantFrom(...'@/:?#;,=&.() ', 'x1', 'host=', '//', '.com', 'tcp(', '"', "'");
    const form = fc.constantFrom(
      (password: string) => `mysql://app:${password}@db.example.com:3306/prod`,
      (password: string) => `app:${password}@tcp(db.example.com:3306)/prod`,
      (password: string) => `app:${password}@db.example.com:3306/prod`,
      (password: string) => `Server=db.example.com;Password=${password};Database=prod`,
      (password: string) => `host=db.example.com password=${password} dbname=prod`,
      (password: string) => `jdbc:sqlserver://db.example.com:1433;password=${password};encrypt=true`,
      (password: string) => `{"password":${JSON.stringify(password)},"host":"db.example.com"}`,
      (password: string) => `redis://:${password}@db.example.com`,
      (password: string) => password,
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), form, (pieces, write) => {
        const password = `zq${pieces.join('zq')}zq`;
        const { before } = maskSecrets(
          `kind: Secret\nstringData:\n  A: ${JSON.stringify(write(password))}\n`,
          '',
          'k8s/base/secret.yaml',
        );
        expect(before).not.toContain('zq');
      }),
      { numRuns: 3000 },
    );
  });
});

test('the hash of a Secret’s file, against which a weak password could be tried, is not shown', () => {
  const inventory = Inventory.of(
    new Map([
      ['pvc.yaml', Buffer.from('a')],
      ['secret.yaml', Buffer.from('b')],
    ]),
  );
  const text = inventory.toBytes().toString();

  const { after } = maskSecrets('', text, 'k8s/base/database/.cdk8s-database.json');

  expect(text.match(/[0-9a-f]{64}/g)).toHaveLength(2);
  expect(after.match(/[0-9a-f]{64}/g)).toHaveLength(1);
});

test('a short password in a comment of a Secret is not shown', () => {
  expect(shown('kind: Secret\n# it is abc\nstringData:\n  A: abc # abc\n')).not.toContain('abc');
});

test('a file whose Secret was edited is not shown where no Secret is found in it', () => {
  const { after } = maskSecrets('', `a: ${HIDDEN}\n`, 'k8s/base/a.yaml', 'secret');

  expect(after).toBe('******** (after)\n');
});

describe('what is no Secret', () => {
  test.each([
    'kind: SealedSecret\nspec:\n  encryptedData:\n    A: AgBv\n',
    'kind: ExternalSecret\nspec:\n  data:\n    - secretKey: A # the key\n',
    'kind: ConfigMap\ndata:\n  A: "a\\tb"\n',
    'kind: ConfigMap\ndata:\n  a.sh: |\n    # the Secret\n    printf "%s\\n" "$(cat /secret)" | {\n      tr -d "\\n"; }\n',
    '#!/bin/sh\n# of the Secret\nprintf "%s\\n" "$1"\n',
    'patches:\n  - target: { kind: ConfigMap }\n    patch: |-\n      - op: replace\n        path: /data/A\n        value: b\n',
    'resources:\n  # - database\n  - secret.yaml # the Secret\n',
    'kind: ConfigMap\ndata:\n  A: value\n',
    'kind: Deployment\nspec:\n  env:\n    - valueFrom: { secretKeyRef: { name: s, key: k } }\n',
    'kind: Service\nmetadata: { name: a }\n',
    'kind: ConfigMap\ndata:\n  a.sh: |\n    # of the Secret: "\n    f(kind: str) { echo "a: b" \\\n    }\n',
  ])('is shown as it is: %j', (text) => {
    expect(maskSecrets('', text, 'a.yaml').after).toBe(text);
  });

  test('as a program is shown, which speaks of Secrets', () => {
    const text = "import { a } from 'b';\na(app, { file: 'backend/secret.yaml', at: `\\n` });\n";

    expect(maskSecrets('', text, 'main.ts').after).toBe(text);
  });

  test.each([
    ['a URL', `data:\n  URL: postgresql://app:${HIDDEN}@host:5432/db\n`],
    ['a URL whose password has an unencoded @', `data:\n  URL: postgresql://app:${HIDDEN}@x@host/db\n`],
    ['a URL in JSON', `{"URL":"mysql://app:${HIDDEN}@host/db"}`],
    ['a JDBC URL', `data:\n  URL: jdbc:postgresql://host/db?user=app&password=${HIDDEN}&ssl=true\n`],
    ['the words of libpq', `data:\n  DSN: host=db user=app password=${HIDDEN} dbname=x\n`],
    [
      'a generator',
      `secretGenerator:\n  - name: s\n    literals:\n      - PASSWORD=${HIDDEN}\n      - "B=${HIDDEN}"\n`,
    ],
  ])('but for the password in %s', (_, text) => {
    expect(maskSecrets('', text, 'k8s/base/kustomization.yaml').after).not.toContain(HIDDEN);
  });

  test.each(['.env', 'prod.env', '.env.local', 'secrets.properties', 'tls.key', 'id.pem'])(
    'but for a file that is kept for secrets alone: %s',
    (name) => {
      expect(maskSecrets('', `A=${HIDDEN}\nB=1\n`, `k8s/base/${name}`).after).not.toContain(HIDDEN);
    },
  );
});

test('a text that is nested deeper than anybody reads is not shown', () => {
  const text = `kind: Secret\nstringData:\n  A: ${HIDDEN}\nx: ${'['.repeat(30_000)}${']'.repeat(30_000)}\n`;

  expect(shown(text)).not.toContain(HIDDEN);
});

test('any text is masked, whatever it is', () => {
  const piece = fc.constantFrom(
    ...[
      'kind: Secret',
      '\n',
      '  ',
      '- ',
      'data:',
      ' A: ',
      '|',
      '>-',
      '"',
      "'",
      '{',
      '}',
      '[',
      ']',
      '\\',
      '&a ',
      '*a',
    ],
    ...[
      '#',
      ': ',
      ',',
      '? ',
      '!',
      '<<: ',
      '---\n',
      'secret',
      'patch: ',
      'op: ',
      'path: /data/a',
      '\t',
      '\r\n',
      '%',
    ],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
      const text = pieces.join('');
      expect(shown(text).split('\n')).toHaveLength(text.split('\n').length);
    }),
    { numRuns: 500 },
  );
});

test('any value of any Secret', () => {
  const value = fc
    .string({ unit: 'binary', maxLength: 20 })
    .filter((text) => !/\p{Surrogate}/u.test(text))
    .map((text) => `${HIDDEN}${text}`);
  fc.assert(
    fc.property(value, fc.boolean(), (secret, isEncoded) => {
      const text = isEncoded
        ? `kind: Secret\ndata:\n  A: ${base64(secret)}\n`
        : `kind: Secret\nstringData:\n  A: ${JSON.stringify(secret)}\n`;
      expect(shown(text)).not.toContain(HIDDEN);
      expect(shown(text)).not.toContain(base64(secret));
    }),
  );
});
