import fc from 'fast-check';
import { CORE_SCHEMA, load, YAML11_SCHEMA } from 'js-yaml';
import { parse } from 'yaml';
import { scalarText, type ScalarStyle } from '../../src/text/scalar-text';

const READERS = {
  'yaml, 1.2': (text: string): unknown => parse(text),
  'yaml, 1.1 as Kubernetes reads': (text: string): unknown => parse(text, { version: '1.1' }),
  'js-yaml, 1.2': (text: string): unknown => load(text, { schema: CORE_SCHEMA }),
  'js-yaml, 1.1': (text: string): unknown => load(text, { schema: YAML11_SCHEMA }),
};

const ODD = [
  '',
  ' ',
  'y',
  'No',
  'null',
  '~',
  '1',
  '0x1f',
  '1e3',
  'e0',
  '1_000',
  '1:30',
  '.inf',
  '-.INF',
  '2001-01-01',
].concat(
  [
    '2001-12-14t21:59:43.10-05:00',
    '<<',
    '=',
    '- a',
    '? a',
    'a: b',
    'a:',
    'a #b',
    '#a',
    '&a',
    '*a',
    '!a',
    '@a',
    '`a',
  ],
  [
    '%a',
    "'a",
    '"a',
    '{a',
    '[a',
    'a,b',
    'a]',
    '|',
    '>',
    '---',
    '...',
    'a\tb',
    'a\nb',
    'a\r\nb',
    '\u0085',
    '\u2028',
  ],
  ['\ufeff', '\u0000', '\u007f', '😀', 'é', 'a  b', 'a ', ' a', '\\', 'a\\nb', '${a}', '$a', "it's", 'C:\\x'],
);

const value = fc.oneof(
  fc.constantFrom(...ODD),
  fc.tuple(fc.constantFrom(...ODD), fc.constantFrom(...ODD)).map(([one, other]) => one + other),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
  fc.stringMatching(/^[0-9a-fox_.:+-]{1,8}$/),
  fc.base64String(),
);
const STYLES = ['plain', 'single', 'double'] as const satisfies readonly ScalarStyle[];
const style = fc.constantFrom(...STYLES);

describe.each(Object.entries(READERS))(
  'whatever the value, what is written is read back by %s',
  (_, read) => {
    test.each(ODD)('of what readers take for something else: %j', (wanted) => {
      for (const in_ of STYLES) {
        expect(read(`a: ${scalarText(wanted, in_, false)}\n`)).toEqual({ a: wanted });
        expect(read(`[${scalarText(wanted, in_, true)}]\n`)).toEqual([wanted]);
      }
    });

    test('in a block', () => {
      fc.assert(
        fc.property(value, style, (wanted, in_) => {
          expect(read(`a:\n  b: ${scalarText(wanted, in_, false)} # c\n  d: e\n`)).toEqual({
            a: { b: wanted, d: 'e' },
          });
        }),
        { numRuns: 200 },
      );
    });

    test('in a flow', () => {
      fc.assert(
        fc.property(value, style, (wanted, in_) => {
          expect(read(`a: {b: ${scalarText(wanted, in_, true)}, d: e}\n`)).toEqual({
            a: { b: wanted, d: 'e' },
          });
          expect(read(`a: [${scalarText(wanted, in_, true)}, e]\n`)).toEqual({ a: [wanted, 'e'] });
        }),
        { numRuns: 200 },
      );
    });
  },
);

test('the style is kept where the value allows it, so that a diff shows the value alone', () => {
  const url = 'postgresql://app:s3cr%40t@db:5432/chat?sslmode=require&options=-c%20x';
  expect(scalarText(url, 'plain', false)).toBe(url);
  expect(scalarText(url, 'single', false)).toBe(`'${url}'`);
  expect(scalarText(url, 'double', false)).toBe(`"${url}"`);
});
