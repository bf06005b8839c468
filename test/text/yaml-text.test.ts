import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { dump, load, loadAll } from 'js-yaml';
import { parse } from 'yaml';
import { RESERVED } from '../../src/text/scalar-text';
import { yamlText } from '../../src/text/yaml-text';

/** What readers of YAML 1.1 or 1.2 take for something else, or what ends a scalar where nobody meant it. */
const TREACHEROUS = [
  ...[
    '',
    ' ',
    '\n',
    '\n\n',
    '\t',
    '\r',
    '\r\n',
    'a\n',
    'a\n\n',
    'a\n\n\n',
    '\na',
    '\n\n a',
    ' a\n b',
    '  \n',
    'a\n \n',
    'a\n  ',
    'a\n\t',
    ' a\n ',
    ' a\n\t ',
  ],
  ...[
    '~',
    'null',
    'Null',
    'y',
    'Y',
    'n',
    'N',
    'yes',
    'No',
    'on',
    'OFF',
    'true',
    'FALSE',
    '.nan',
    '.NaN',
    '-.inf',
  ],
  ...[
    '0',
    '00',
    '0o17',
    '017',
    '0x1F',
    '0b11',
    '1_000',
    '1e3',
    '1.',
    '.5',
    '+1',
    '-0',
    '1:30',
    '190:20:30',
    '1e',
    'e0',
    'E+1',
    '1e900',
    '1.5E+999',
    '.',
    '-.',
    '0_9',
  ],
  ...[
    '2001-01-01',
    '2001-01-01T00:00:00Z',
    '=',
    '<<',
    '!',
    '!!str a',
    '&a',
    '*a',
    '?',
    '? a',
    '-',
    '- a',
    ':',
    'a:',
  ],
  ...[
    'a: b',
    'a #b',
    '#a',
    "'a'",
    '"a"',
    "it's",
    '"',
    "'",
    '|',
    '>',
    '%a',
    '@a',
    '`a',
    '{',
    '}',
    '[',
    ']',
    '{a',
    'a,b',
  ],
  ...[
    '---',
    '--- a',
    '...',
    '\ufeffa',
    'a\u0085b',
    'a\u2028b',
    'a\u2029b',
    '\u0000',
    '\u0007',
    '\u007f',
    '\u009f',
  ],
  ...[
    'é',
    '漢字',
    '🐘',
    '\ud83d\udc18\n🐘',
    ' a ',
    'a ',
    'a\t',
    '\ta',
    'a\tb',
    'a\n\tb',
    'a\r\nb',
    'x'.repeat(3000),
  ],
  ...['constructor', '__proto__', '/dev/shm', '$&', '\\', '\\n', 'a\\', `${'word '.repeat(400)}\n end`],
];

const anyText = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...TREACHEROUS) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 200 }) },
  {
    weight: 3,
    arbitrary: fc
      .array(fc.constantFrom('a', ' ', '\n', '\t', '#', ':', '-', '"', "'", '\r', 'é'), { maxLength: 12 })
      .map((characters) => characters.join('')),
  },
);
/** One that a lone half of a character pair cannot get into a file: that is UTF-8. */
const text = anyText.filter((value) => !/\p{Surrogate}/u.test(value));
const number = fc.oneof(
  fc.integer(),
  fc.double({ noDefaultInfinity: true, noNaN: true }).filter((value) => !Object.is(value, -0)),
);
const key = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^[a-zA-Z][a-zA-Z./_-]{0,12}$/) },
  { weight: 2, arbitrary: text.filter((value) => value !== '__proto__' && value.length < 500) },
);
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    text,
    fc.oneof(fc.boolean(), number, fc.constant(null)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;
const object = fc.dictionary(key, json, { maxKeys: 5, minKeys: 1, noNullPrototype: true });

describe('whatever is written is what any reader finds', () => {
  test('js-yaml', () => {
    fc.assert(
      fc.property(object, (value) => expect(load(yamlText(value))).toEqual(value)),
      { numRuns: 1500 },
    );
  });

  test.each(['1.1', '1.2'] as const)('yaml, by the rules of %s', (version) => {
    fc.assert(
      fc.property(object, (value) => {
        expect(parse(yamlText(value), { version, merge: false })).toEqual(value);
      }),
      { numRuns: 1500 },
    );
  });

  test('scripts, whatever is in front of their lines and behind them', () => {
    const line = fc.string({
      unit: fc.constantFrom('a', ' ', '\t', '#', ':', '-', '|', '"', 'é'),
      maxLength: 6,
    });
    const script = fc.array(line, { minLength: 1, maxLength: 6 }).map((lines) => `${lines.join('\n')}\n`);
    fc.assert(
      fc.property(script, (value) => {
        const document = { a: value, b: [{ c: value, d: [value] }], z: 0 };
        expect(load(yamlText(document))).toEqual(document);
        expect(parse(yamlText(document), { version: '1.1' })).toEqual(document);
        expect(parse(yamlText(document))).toEqual(document);
      }),
      { numRuns: 3000 },
    );
  });

  test('with another document behind it', () => {
    fc.assert(
      fc.property(text, text, (first, second) => {
        const documents = [{ a: { b: [first] } }, { c: second }];
        expect(loadAll(documents.map((value) => yamlText(value)).join('---\n'))).toEqual(documents);
      }),
      { numRuns: 500 },
    );
  });
});

test('each of the treacherous texts, in a map, in a list and in a list of maps', () => {
  for (const value of TREACHEROUS) {
    const document = { a: value, b: [value, { c: value, d: [[value]] }], e: { f: value } };
    expect(load(yamlText(document))).toEqual(document);
    expect(parse(yamlText(document), { version: '1.1' })).toEqual(document);
    expect(parse(yamlText({ a: { b: [value] }, z: 0 }))).toEqual({ a: { b: [value] }, z: 0 });
  }
});

describe('what js-yaml is not asked for is what it would say', () => {
  const said = (value: string): string => {
    const isForced = RESERVED.test(value);
    return dump({ a: value }, { forceQuotes: isForced, lineWidth: -1, quoteStyle: 'double' });
  };
  const characters = [...' !"#$%&\'()*+,-./019:;<=>?@AETZ[\\]^_`aeoxyz{|}~'];

  test('of each text that is rendered', () => {
    const rendered = readdirSync('__snapshots__', { encoding: 'utf8', recursive: true })
      .filter((name) => name.endsWith('.snap'))
      .flatMap((name) => readFileSync(`__snapshots__/${name}`, 'utf8').split('\n'))
      .flatMap((line) => [
        line.trim(),
        line.replace(/^[- ]*(?:[^ :]+: )?/, ''),
        ...line.trim().split(/[ ,]/),
      ]);
    for (const value of new Set([...rendered, ...TREACHEROUS.filter((one) => !/[\n\t]/.test(one))]))
      expect(yamlText({ a: value })).toBe(said(value));
  });

  test('of every pair of characters, in front and behind', () => {
    for (const first of characters)
      for (const second of characters)
        for (const value of [
          first + second,
          `${first}${second}1`,
          `a${first}${second}`,
          `1${first}${second}`,
        ])
          if (yamlText({ a: value }) !== said(value)) throw new Error(JSON.stringify(value));
  });

  test('of any text of them', () => {
    const text = fc.array(fc.constantFrom(...characters), { maxLength: 20 }).map((list) => list.join(''));
    fc.assert(
      fc.property(text, (value) => expect(yamlText({ a: value })).toBe(said(value))),
      { numRuns: 5000 },
    );
  });
});

test('every short text of what numbers are made of', () => {
  const characters = [...'+-._019exbo:T~'];
  const oneMore = (texts: readonly string[]): string[] =>
    texts.flatMap((start) => characters.map((character) => start + character));
  const one = oneMore(['']);
  const two = oneMore(one);
  for (const value of [...one, ...two, ...oneMore(two)]) {
    const written = yamlText({ a: value });
    const read = [load(written), parse(written, { version: '1.1' }), parse(written)] as { a: unknown }[];
    if (read.some(({ a }) => a !== value)) throw new Error(`${value} is read as ${JSON.stringify(read)}`);
  }
});

test('the same text at two depths, and then again', () => {
  const script = '#!/bin/sh\n\nset -eu\n  indented\n\n';
  const document = { a: script, b: { c: { d: script } }, e: [script, [script]] };

  expect(load(yamlText(document))).toEqual(document);
  expect(yamlText(document)).toBe(yamlText(document));
});

test('a script that is indented by tabs stands there line by line', () => {
  expect(yamlText({ a: 'if x\n\ty\nfi\n' })).toBe('a: |\n  if x\n  \ty\n  fi\n');
});

test('reads as people write it', () => {
  const document = {
    apiVersion: 'v1',
    metadata: { labels: {}, name: 'a' },
    spec: { args: [], ports: [{ name: 'http', port: 80 }, { port: 81 }], script: 'one\ntwo\n', size: '10Gi' },
  };

  expect(yamlText(document)).toBe(`apiVersion: v1
metadata:
  labels: {}
  name: a
spec:
  args: []
  ports:
    - name: http
      port: 80
    - port: 81
  script: |
    one
    two
  size: 10Gi
`);
});

test('what is undefined is left out', () => {
  expect(yamlText({ a: undefined, b: 1 })).toBe('b: 1\n');
});
