import fc from 'fast-check';

/** What ends a value, begins it, or stands in it, and means something to YAML, to kustomize or to an env file. */
export const value = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
    fc.webUrl({ withQueryParameters: true }),
    fc.constantFrom(
      ...[
        '"',
        "'",
        '""',
        '"a"',
        "'a'",
        '"a',
        "a'",
        `'"`,
        '\'"a"\'',
        '=',
        '=a',
        'a=b',
        '# c',
        'a # c',
        'a: b',
        ':',
      ],
      ...[
        ' x ',
        '\tx',
        'x\n',
        'a\nb',
        '\n',
        'a\r\nb',
        'true',
        '0123',
        'null',
        '${A}',
        '{a',
        '[',
        'a,b',
        '- a',
        '&a',
        '*a',
      ],
      ...['ä😀', '\ufeffa', '\\', 'a\\', '%', '!a', '|', '>', '@', '`a`', ''],
    ),
  )
  .filter((text) => !/[\0\u0085\u2028\u2029]/.test(text) && !/^ENC\[|[=:"'\s]ENC\[/.test(text));

const plainValue = fc.constantFrom(
  'sqlite:///./chat.db',
  'x',
  '',
  '"in quotes"',
  "'q'",
  'a#b',
  'a=b',
  'é',
  '"',
);

/** How a literal stands in its list, as lines behind the dash. */
const written = fc.constantFrom<(literal: string) => string[]>(
  (literal) => [JSON.stringify(literal)],
  (literal) => [`'${literal.replaceAll("'", "''")}'`],
  (literal) => [literal],
  (literal) => [`${JSON.stringify(literal)} # note`],
  (literal) => [`&anchor ${JSON.stringify(literal)}`],
  (literal) => ['|-', `    ${literal}`],
  (literal) => ['>-', `    ${literal}`, ''],
  (literal) => ['|- # note', `    ${literal}`],
  (literal) => ['', `    ${JSON.stringify(literal)}`],
);

export const KEY = 'DATABASE_URL';

const literals = fc
  .record({
    others: fc.uniqueArray(fc.constantFrom('A', 'B', 'URL', 'X_DATABASE_URL'), { maxLength: 4 }),
    at: fc.nat(4),
    values: fc.array(fc.tuple(plainValue, written), { minLength: 5, maxLength: 5 }),
    isFlow: fc.boolean(),
  })
  .map(({ others, at, values, isFlow }) => {
    const keys = [...others.slice(0, at), KEY, ...others.slice(at)];
    const found = keys.map((key, index) => {
      const [plain, write] = values[index] ?? ['', (literal: string): string[] => [literal]];
      return { literal: `${key}=${plain}`, write };
    });
    if (isFlow) return [`  literals: [${found.map(({ literal }) => JSON.stringify(literal)).join(', ')}]`];
    const body = found.flatMap(({ literal, write }) => {
      const [first = '', ...rest] = write(literal);
      return [`  - ${first}`.trimEnd(), ...rest];
    });
    return ['  literals:', ...body];
  });

/** A kustomization with one generator that has KEY as a literal, among what else there may be. */
export const kustomization = fc
  .record({
    literals,
    field: fc.constantFrom('secretGenerator', 'configMapGenerator'),
    behavior: fc.constantFrom([], ['  behavior: create']),
    before: fc.constantFrom([], ['# mine', 'resources: []'], ['namePrefix: a-', '']),
    after: fc.constantFrom(
      [],
      ['', '# the end'],
      ['- name: other', '  literals: [DATABASE_URL_=x]'],
      ['namespace: chat'],
    ),
    bom: fc.constantFrom('', '\ufeff'),
    eol: fc.constantFrom('\n', '\r\n'),
    hasEnd: fc.boolean(),
  })
  .map(({ literals: lines, field, behavior, before, after, bom, eol, hasEnd }) => ({
    eol,
    text:
      bom +
      [...before, `${field}:`, '- name: backend', ...behavior, ...lines, ...after].join(eol) +
      (hasEnd ? eol : ''),
  }));

const envLine = fc.oneof(
  fc.constantFrom(
    '',
    '# note',
    '  # note',
    '\t',
    'A=1',
    '  B="q" ',
    'C=a # b',
    'D',
    'E==',
    'export F=1',
    '\u00a0G=2',
  ),
  fc.string({ unit: 'grapheme' }).map((text) => `H=${text.replace(/[\n\r\0]/g, '')}`),
);

/** An env file that has KEY, among what else there may be. */
export const envText = fc
  .record({
    lines: fc.uniqueArray(envLine, { maxLength: 6, selector: (line) => line.split('=')[0] }),
    at: fc.nat(6),
    own: fc.constantFrom(`${KEY}=`, `  ${KEY}=old`, `${KEY}="a b" # c`, `\t${KEY}== `),
    bom: fc.constantFrom('', '\ufeff'),
    eol: fc.constantFrom('\n', '\r\n'),
    hasEnd: fc.boolean(),
  })
  .map(({ lines, at, own, bom, eol, hasEnd }) => {
    const all = [...lines.slice(0, at), own, ...lines.slice(at)];
    return bom + all.join(eol) + (hasEnd ? eol : '');
  });
