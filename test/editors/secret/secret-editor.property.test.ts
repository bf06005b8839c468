import fc from 'fast-check';
import { loadAll } from 'js-yaml';
import { findSecrets, setSecretValue } from '../../../src/editors/secret/secret-editor';
import { lineDifference } from '../line-difference';

const KEY = 'DATABASE_URL';
type Part = 'data' | 'stringData';

interface Manifest {
  readonly data?: Record<string, string>;
  readonly stringData?: Record<string, string>;
}

const value = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.string({ unit: 'binary', minLength: 1 }).filter((text) => text.isWellFormed()),
  fc.webUrl({ withQueryParameters: true }),
  fc.constantFrom(
    'true',
    '0123',
    'a: b',
    '# c',
    "it's",
    '"',
    'x\ny',
    ' x ',
    '{a',
    'a,b',
    '- a',
    'null',
    '${A}',
  ),
);
const text = fc.constantFrom(
  'sqlite:///./chat.db',
  'x',
  '10',
  "it's",
  'a # b',
  'postgresql://a:b@c:5432/d?e=f',
  'é',
);

/** How a value stands behind its key, as lines; the first goes on with the key's. */
const written = fc.constantFrom<(plain: string, indent: string) => string[]>(
  (plain) => [JSON.stringify(plain)],
  (plain) => [`'${plain.replaceAll("'", "''")}'`],
  (plain) => [JSON.stringify(plain) + ' # note'],
  (plain) => [`&anchor ${JSON.stringify(plain)}`],
  (plain, indent) => ['|-', `${indent}  ${plain}`],
  (plain, indent) => ['>-', `${indent}  ${plain}`, ''],
  (plain, indent) => ['| # note', `${indent}  ${plain}`],
  (plain, indent) => ['', `${indent}  ${JSON.stringify(plain)}`],
);

const other = fc.constantFrom('A', 'B', 'database-url', '"Q"', 'SQLITE_DATABASE_PATH');
const between = fc.constantFrom([], [], [''], ['  # a comment'], ['# at the margin'], ['  ']);

const secretLines = fc
  .record({
    part: fc.constantFrom<Part>('data', 'stringData'),
    indent: fc.constantFrom('  ', '    '),
    others: fc.uniqueArray(other, { maxLength: 4 }),
    at: fc.option(fc.nat(4), { nil: undefined }),
    values: fc.array(fc.tuple(text, written, between), { minLength: 5, maxLength: 5 }),
    tail: fc.constantFrom([], ['type: Opaque'], ['# the end']),
  })
  .map(({ part, indent, others, at, values, tail }) => {
    const keys = at === undefined ? others : [...others.slice(0, at), KEY, ...others.slice(at)];
    const body = keys.flatMap((key, index) => {
      const [plain, write, gap] = values[index] ?? values[0] ?? ['', (): string[] => [], []];
      const [first = '', ...rest] = write(
        part === 'data' ? Buffer.from(plain).toString('base64') : plain,
        indent,
      );
      return [`${indent}${key}: ${first}`.trimEnd(), ...rest, ...gap];
    });
    return {
      part,
      lines: ['apiVersion: v1', 'kind: Secret', 'metadata:', '  name: backend', `${part}:`, ...body, ...tail],
    };
  });

const file = fc.record({
  secret: secretLines,
  before: fc.constantFrom([], ['# mine', '---'], ['kind: ConfigMap', 'data: {DATABASE_URL: x}', '---']),
  after: fc.constantFrom([], ['---', 'kind: ConfigMap'], ['---', '# nothing']),
  bom: fc.constantFrom('', '\ufeff'),
  eol: fc.constantFrom('\n', '\r\n'),
  hasEnd: fc.boolean(),
});

function decoded(manifest: Manifest | undefined, part: Part, key: string): string | undefined {
  const found = manifest?.[part]?.[key];
  return found === undefined || part === 'stringData' ? found : Buffer.from(found, 'base64').toString('utf8');
}

const isSecret = (manifest: unknown): boolean => (manifest as { kind?: string } | null)?.kind === 'Secret';

test('whatever the file and the value: the one value changes, and no other byte or line end', () => {
  fc.assert(
    fc.property(file, value, ({ secret, before, after, bom, eol, hasEnd }, wanted) => {
      const source = bom + [...before, ...secret.lines, ...after].join(eol) + (hasEnd ? eol : '');
      const { text: edited, warnings } = setSecretValue(source, { key: KEY }, wanted, 'secret.yaml');

      const old = loadAll(source);
      const now = loadAll(edited);
      expect(now).toHaveLength(old.length);
      const index = old.findIndex(isSecret);
      expect(decoded(now[index] as Manifest, secret.part, KEY)).toBe(wanted);
      expect(now.map(withoutKey)).toEqual(old.map(withoutKey));
      expect(findSecrets(edited, 'secret.yaml')[0]?.value(KEY)).toBe(wanted);

      const { removed, added } = lineDifference(source, edited);
      expect(removed.length).toBeLessThanOrEqual(2);
      expect(added.length).toBeLessThanOrEqual(2);
      expect(edited.endsWith('\n')).toBe(source.endsWith('\n'));
      if (eol === '\r\n') expect(edited.replaceAll('\r\n', '')).not.toContain('\n');
      else expect(edited).not.toContain('\r');
      if (wanted.length > 8) expect(JSON.stringify(warnings)).not.toContain(wanted);

      expect(setSecretValue(edited, { key: KEY }, wanted, 'secret.yaml').text).toBe(edited);
    }),
    { numRuns: 500 },
  );
});

function withoutKey(manifest: unknown): unknown {
  if (!isSecret(manifest)) return manifest;
  const strip = (values: Record<string, string> | null | undefined): unknown =>
    Object.fromEntries(Object.entries(values ?? {}).filter(([key]) => key !== KEY));
  const { data, stringData, ...rest } = manifest as Manifest;
  return { ...rest, data: strip(data), stringData: strip(stringData) };
}
