import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execute } from '../command-line';
import { temporaryFolder } from '../temporary-repository';

const PROJECT = resolve(__dirname, '..', '..');

test('a program that changes and keeps its length is the new one at once, with one cache', () => {
  // GIVEN the package, with a cache beside its program
  const copy = temporaryFolder();
  for (const name of ['bin', 'package.json'])
    cpSync(join(PROJECT, name), join(copy, name), { recursive: true });
  cpSync(join(PROJECT, 'lib'), join(copy, 'lib'), {
    filter: (source) => !source.endsWith('.cache'),
    recursive: true,
  });
  symlinkSync(join(PROJECT, 'node_modules'), join(copy, 'node_modules'));
  const help = (): string =>
    execute(process.execPath, [join(copy, 'bin/cdk8s-database.js'), '--help']).stdout;
  const caches = (): string[] => readdirSync(join(copy, 'lib')).filter((name) => name.endsWith('.cache'));
  expect(help()).toContain('as plain YAML in its own');
  expect(caches()).toHaveLength(1);
  const [before] = caches();

  // WHEN
  const program = join(copy, 'lib/cli.js');
  const text = readFileSync(program, 'latin1');
  writeFileSync(program, text.replaceAll('as plain YAML in its own', 'as PLAIN YAML in its own'), 'latin1');

  // THEN
  expect(help()).toContain('as PLAIN YAML in its own');
  expect(caches()).toHaveLength(1);
  expect(caches()).not.toContain(before);
});
