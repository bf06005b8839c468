import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { parse } from 'dotenv';
import fc from 'fast-check';
import { setVariables, variablesOf } from '../../../src/editors/dotenv/dotenv-editor';
import { Refusal } from '../../../src/text/refusal';
import { temporaryFolder } from '../../temporary-repository';
import { line, value } from './dotenv-lines';
import { SPELLINGS, UNREADABLE, WANTED } from './dotenv-spellings';
import { lineDifference } from '../line-difference';

/** Refused values are left out here: none of them is written in another way than it is read. */
function setEach(text: string, values: readonly string[]): { edited: string; set: Map<string, string> } {
  let edited = text;
  const set = new Map<string, string>();
  for (const [index, one] of values.entries()) {
    try {
      edited = setVariables(edited, new Map([[`V${index}`, one]]), '.env').text;
      set.set(`V${index}`, one);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  return { edited, set };
}

/** As whoever sources it has it. */
function readByShell(text: string, keys: Iterable<string>): Map<string, string> {
  const file = join(temporaryFolder(), '.env');
  writeFileSync(file, text);
  const script = 'set -a; . "$1"; shift; for key; do eval "printf \'%s\\0\' \\"\\$$key\\""; done';
  const list = [...keys];
  const said = execFileSync('sh', ['-c', script, 'sh', file, ...list], {
    encoding: 'utf8',
    env: {},
    stdio: 'pipe',
  });
  return new Map(said.split('\0').flatMap((text, index) => (list[index] ? [[list[index], text]] : [])));
}

test('whatever the file and the values: they are set, and no other variable, byte or line end changes', () => {
  fc.assert(
    fc.property(
      fc.record({
        bom: fc.constantFrom('', '\ufeff'),
        lines: fc.array(line, { maxLength: 8 }),
        eol: fc.constantFrom('\n', '\r\n'),
        hasEnd: fc.boolean(),
      }),
      value,
      ({ bom, lines, eol, hasEnd }, wanted) => {
        const text = bom + lines.join('\n').replaceAll('\n', eol) + (hasEnd && lines.length > 0 ? eol : '');
        const { edited, set } = setEach(text, [wanted]);
        expect(variablesOf(edited)).toEqual(new Map([...variablesOf(text), ...set]));

        const { removed, added } = lineDifference(text, edited);
        // A value of several lines gives way to one of one.
        if (!text.includes('BEGIN')) expect(removed.length).toBeLessThanOrEqual(2);
        expect(added.length).toBeLessThanOrEqual(2);
        if (eol === '\r\n' && lines.length > 1) expect(edited.replaceAll('\r\n', '')).not.toContain('\n');
        else if (eol === '\n') expect(edited).not.toContain('\r');
        expect(setEach(edited, [wanted]).edited).toBe(edited);
      },
    ),
    { numRuns: 500 },
  );
});

test.each(Object.entries(SPELLINGS))('of %s, npm’s dotenv and a shell read what is set', (_, text) => {
  const before = parse(text);
  const { text: edited, warnings } = setVariables(text, WANTED, '.env');
  expect(parse(edited)).toEqual({ ...before, ...Object.fromEntries(WANTED) });
  expect(readByShell(edited, ['URL', 'B'])).toEqual(new Map([...WANTED, ['B', '1']]));
  expect(warnings).toEqual([]);
});

test.each(Object.entries(UNREADABLE))(
  'of %s, npm’s dotenv reads what is set; others are warned of',
  (_, text) => {
    const { text: edited, warnings } = setVariables(text, WANTED, '.env');
    expect(parse(edited)).toEqual({ ...parse(text), ...Object.fromEntries(WANTED) });
    expect(warnings.map(({ code }) => code)).toEqual(['unreadable-value']);
  },
);

test('whatever the file: npm’s dotenv reads what is set, and all else as before', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), value, (lines, wanted) => {
      const text = lines.join('\n');
      const { edited, set } = setEach(text, [wanted]);
      expect(parse(edited)).toEqual({ ...parse(text), ...Object.fromEntries(set) });
    }),
    { numRuns: 1000 },
  );
});

test('what is written, a shell and Node read as it was meant', () => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 50, maxLength: 50 }), (values) => {
      const { edited, set } = setEach('', values);
      const literal = new Map([...set].filter(([, one]) => !one.startsWith('${')));
      expect(literal.size).toBeGreaterThan(5);
      expect(readByShell(edited, literal.keys())).toEqual(literal);
      const byNode = parseEnv(edited);
      expect(new Map([...literal.keys()].map((key) => [key, byNode[key]]))).toEqual(literal);
    }),
    { numRuns: 20 },
  );
});
