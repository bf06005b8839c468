import { cpSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execute, type Outcome } from '../command-line';
import { CHATBOT } from '../fixtures/chatbot';
import { TemporaryRepository, temporaryFolder } from '../temporary-repository';

const PROJECT = resolve(__dirname, '..', '..');

/** The package in a folder of its own, with no cache beside its program yet. */
class InstalledPackage {
  private readonly folder = temporaryFolder();
  readonly program = join(this.folder, 'lib/cli.js');

  constructor() {
    for (const name of ['bin', 'package.json'])
      cpSync(join(PROJECT, name), join(this.folder, name), { recursive: true });
    cpSync(join(PROJECT, 'lib'), join(this.folder, 'lib'), {
      filter: (source) => !source.endsWith('.cache'),
      recursive: true,
    });
    symlinkSync(join(PROJECT, 'node_modules'), join(this.folder, 'node_modules'));
  }

  run(parameters: readonly string[], environment: Readonly<Record<string, string>> = {}): Outcome {
    return execute(process.execPath, [join(this.folder, 'bin/cdk8s-database.js'), ...parameters], {
      environment,
    });
  }

  synth(environment: Readonly<Record<string, string>> = {}): void {
    const { root } = new TemporaryRepository(CHATBOT);
    expect(
      this.run(['synth', '--repository', root, '--output', join(root, 'dist')], environment),
    ).toMatchObject({ status: 0 });
  }

  /** Each cache's name and what tells it from one that was written anew. */
  get caches(): Record<string, { readonly size: number; readonly inode: number }> {
    const folder = join(this.folder, 'lib');
    const names = readdirSync(folder).filter((name) => name.endsWith('.cache'));
    return Object.fromEntries(
      names.map((name) => {
        const { size, ino } = statSync(join(folder, name));
        return [name, { size, inode: ino }];
      }),
    );
  }

  get largestCache(): number {
    return Math.max(...Object.values(this.caches).map(({ size }) => size));
  }
}

test('a program that changes and keeps its length is the new one at once, with one cache', () => {
  // GIVEN
  const installed = new InstalledPackage();
  expect(installed.run(['--help']).stdout).toContain('as plain YAML in its own');
  expect(Object.keys(installed.caches)).toHaveLength(1);
  const [before] = Object.keys(installed.caches);

  // WHEN
  const text = readFileSync(installed.program, 'latin1');
  writeFileSync(
    installed.program,
    text.replaceAll('as plain YAML in its own', 'as PLAIN YAML in its own'),
    'latin1',
  );

  // THEN
  expect(installed.run(['--help']).stdout).toContain('as PLAIN YAML in its own');
  expect(Object.keys(installed.caches)).toHaveLength(1);
  expect(Object.keys(installed.caches)).not.toContain(before);
});

test('a synth has the functions that it needs from the cache, whatever was run before it', () => {
  // GIVEN what the cache of a synth comes to that was run first
  const alone = new InstalledPackage();
  alone.synth();

  // WHEN
  const installed = new InstalledPackage();
  for (const parameters of [
    ['--version'],
    ['init', '--help'],
    ['synth', '--help'],
    ['synth', '--no-such-flag'],
    ['synth', '--repository', '/nonexistent'],
  ])
    installed.run(parameters);
  installed.synth();

  // THEN
  expect(installed.largestCache).toBeGreaterThan(0.98 * alone.largestCache);
});

test('what failed, and what has no name of a command, leaves no cache', () => {
  const installed = new InstalledPackage();
  for (const parameters of [['synht'], ['synth', '--repository', '/nonexistent'], ['../../x']])
    expect(installed.run(parameters).status).toBe(2);
  expect(installed.caches).toEqual({});
});

test('a run with other flags of Node leaves the cache as it is, and has one of its own', () => {
  // GIVEN
  const installed = new InstalledPackage();
  const more = { NODE_OPTIONS: '--max-old-space-size=4096' };
  installed.synth();
  const plain = installed.caches;

  // WHEN
  installed.synth(more);
  const both = installed.caches;
  installed.synth();
  installed.synth(more);

  // THEN no start compiled anew, and wrote down what it compiled
  expect(both).toMatchObject(plain);
  expect(Object.keys(both)).toHaveLength(2);
  expect(installed.caches).toEqual(both);
});

test('flags that differ from run to run do not fill the disk', () => {
  const installed = new InstalledPackage();
  for (let megabytes = 1000; megabytes < 1025; megabytes++)
    installed.run(['--version'], { NODE_OPTIONS: `--max-old-space-size=${megabytes}` });
  expect(Object.keys(installed.caches).length).toBeLessThanOrEqual(20);
});
