import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import problems from '../../src/text/problems.json';

const root = join(__dirname, '..', '..');

test('docs/errors.md is what the table says; `npm run errors` writes it', () => {
  const made = execFileSync(process.execPath, [join(root, 'scripts', 'errors.mjs')], { encoding: 'utf8' });

  expect(readFileSync(join(root, 'docs', 'errors.md'), 'utf8')).toBe(made);
});

test('every code of the table is one that the program says', () => {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, 'src', name), 'utf8'))
    .join('\n');
  // As a text, or as the name of a check.
  const isSaid = (code: string): boolean =>
    sources.includes(`'${code}'`) || new RegExp(`^ *${code}: \\(`, 'm').test(sources);
  const made =
    /^(?:bases|components|resources)-not-a-list$|^duplicate-|^no-secret-but-|^unknown-(?:disk|workload)$/;

  expect(Object.keys(problems).filter((code) => !made.test(code) && !isSaid(code))).toEqual([]);
});

test('both sentences of a code are plain text on one line, in alphabetical order', () => {
  const codes = Object.keys(problems);

  expect(codes).toEqual([...codes].sort());
  for (const sentences of Object.values(problems)) {
    expect(sentences).toEqual([
      expect.stringMatching(/^[A-Za-z`][^|\n]*\.$/),
      expect.stringMatching(/^[A-Za-z`][^|\n]*\.$/),
    ]);
  }
});
