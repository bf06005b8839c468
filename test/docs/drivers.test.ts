import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIBRARIES } from '../../src/backend/detect/libraries';

const root = join(__dirname, '..', '..');

test('docs/drivers.md is what the table says; `npm run drivers` writes it', () => {
  const made = execFileSync(process.execPath, [join(root, 'scripts', 'drivers.mjs')], { encoding: 'utf8' });

  expect(readFileSync(join(root, 'docs', 'drivers.md'), 'utf8')).toBe(made);
});

test('each library is there once', () => {
  const names = LIBRARIES.map((row) => `${row.registry} ${row.package}`);

  expect(names).toEqual([...new Set(names)]);
});

test('each library was seen connecting, or the reason is given why it was not run', () => {
  const silent = LIBRARIES.filter(({ seen, unseen }) => (seen === undefined) === (unseen === undefined));

  expect(silent).toEqual([]);
});
