import { cpSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute, type Outcome } from '../command-line';
import { temporaryFolder, treeOf } from '../temporary-repository';

const PROJECT = join(__dirname, '..', '..');
const TEMPLATE = join(PROJECT, 'node_modules', 'cdk8s-cli', 'templates', 'typescript-app');
const CDK8S = join(PROJECT, 'node_modules', 'cdk8s-cli', 'bin', 'cdk8s');

/** What a person has who works in a terminal: none of what npm and Jest tell their children. */
const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) => {
    if (/^(npm_(package|lifecycle|config_local)|INIT_CWD|JEST_|NODE_ENV|POSTGRES_|CDK8S_)/.test(name))
      return [];
    return [[name, name === 'PATH' ? withoutOurs(value ?? '') : (value ?? '')]];
  }),
);

function withoutOurs(path: string): string {
  return path
    .split(':')
    .filter((folder) => !folder.endsWith('node_modules/.bin'))
    .join(':');
}

/** The package as npm packs it, made from a copy: other tests run the program in this one's lib/. */
function pack(): string {
  const copy = temporaryFolder();
  const left = new Set(['.git', 'dist', 'lib', 'node_modules']);
  for (const name of readdirSync(PROJECT).filter((one) => !left.has(one))) {
    cpSync(join(PROJECT, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(PROJECT, 'node_modules'), join(copy, 'node_modules'));
  mkdirSync(join(copy, 'lib'));
  writeFileSync(join(copy, 'lib', 'cli.js.0.cache'), 'what a run of the program leaves');
  succeed(execute('npm', ['pack', '--silent'], { directory: copy, environment: ENVIRONMENT }));
  return join(copy, readdirSync(copy).find((name) => name.endsWith('.tgz')) ?? '');
}

function succeed(outcome: Outcome): string {
  expect(outcome).toMatchObject({ status: 0 });
  return outcome.stdout;
}

jest.setTimeout(180_000);

describe('what a user does with the package', () => {
  const repository = temporaryFolder();
  const unpacked = temporaryFolder();
  let packed: readonly string[] = [];
  let tarball = '';
  const run = (command: string, ...parameters: string[]): Outcome =>
    execute(command, parameters, { directory: repository, environment: ENVIRONMENT });
  const file = (path: string): string => readFileSync(join(repository, path), 'utf8');
  const commit = (): void => {
    const author = ['-c', 'user.name=A User', '-c', 'user.email=user@example.com'];
    succeed(run('git', 'add', '--all'));
    succeed(run('git', ...author, 'commit', '--quiet', '--message', 'What was done'));
  };

  beforeAll(() => {
    cpSync(join(PROJECT, 'examples', 'chatbot'), repository, { recursive: true });
    succeed(run('git', 'init', '--quiet'));
    commit();

    tarball = pack();
    succeed(run('tar', '-xzf', tarball, '-C', unpacked));
    // Before the program runs, which leaves its code cache beside itself.
    packed = Object.keys(treeOf(join(unpacked, 'package')));
    succeed(run(process.execPath, join(unpacked, 'package', 'bin', 'cdk8s-database.js'), 'init'));
    const quick = ['--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock', '--no-save'];
    succeed(run('npm', 'install', ...quick, tarball));
    commit();
  });

  test('the package holds the two bundles, the types of what is public, and nothing else', () => {
    const types = packed.filter((path) => path.startsWith('lib/types/'));
    const rest = packed.filter((path) => !types.includes(path));

    // The program that looks at a SQLite file on a laptop is run as a folder of Python.
    const reader = /^lib\/sqlite-to-postgres\/\w+\.py$/;
    expect(rest).toContain('lib/sqlite-to-postgres/__main__.py');
    const others = rest.filter((path) => !reader.test(path));
    expect(others.filter((path) => !/^docs\/|^(CHANGELOG|README)\.md$|^LICENSE$/.test(path))).toEqual([
      'bin/cdk8s-database.js',
      'lib/check-sql.js',
      'lib/cli.js',
      'lib/cli.js.LEGAL.txt',
      'lib/dashboard.json',
      'lib/index.js',
      'package.json',
    ]);
    expect(types).toContain('lib/types/index.d.ts');
    expect(types.filter((path) => !/^lib\/types\/(index|[\w-]+(?:\/[\w-]+)+)\.d\.ts$/.test(path))).toEqual(
      [],
    );
    expect(types.filter((path) => /\/(cli|init)\/|editor/.test(path))).toEqual([]);
  });

  test('the types need no package that does not come along', () => {
    const types = Object.values(treeOf(join(unpacked, 'package', 'lib', 'types'))).join('');
    const imported = [...types.matchAll(/(?:from |import\()['"]([^.'"][^'"]*)['"]/g)].map(([, name]) => name);

    expect([...new Set(imported)].sort()).toEqual(['cdk8s', 'constructs']);
  });

  test('the types show nothing of what a synth does inside', () => {
    const types = Object.values(treeOf(join(unpacked, 'package', 'lib', 'types'))).join('');
    const inside =
      /\b(Draft|Repository|KustomizeTree|Workload|Synthesis|survey|verify|bind|edit|review|patchIn|environmentServers|access)\b[?]?[:(]/g;

    expect([...types.matchAll(inside)].map(([name]) => name)).toEqual([]);
    expect(types).not.toMatch(
      /(interface|class|type) (Draft|Repository|KustomizeTree|SecretStore|Synthesis)\b/,
    );
  });

  test('init: the packages are installed, and not committed', () => {
    expect(succeed(run('git', 'status', '--porcelain'))).toBe('');
    expect(
      succeed(run('git', 'show', '--name-only', '--format='))
        .trimEnd()
        .split('\n'),
    ).toEqual(['.gitignore', 'cdk8s.yaml', 'main.ts', 'package.json', 'test/synth.test.js', 'tsconfig.json']);
  });

  test('npm run synth -- --in-place: what git shows is the database, a line and a value', () => {
    succeed(run('npm', 'run', 'synth', '--', '--in-place'));

    expect(succeed(run('git', 'status', '--porcelain', '--untracked-files=all')).split('\n')).toEqual([
      ' M k8s/base/backend/secret.yaml',
      ' M k8s/base/database/service.yaml',
      ' M k8s/base/database/statefulset.yaml',
      ' M k8s/base/kustomization.yaml',
      '?? k8s/base/database/.cdk8s-database.json',
      ...[
        'configmap',
        'kustomization',
        'networkpolicy',
        'poddisruptionbudget',
        'pvc',
        'secret',
        'serviceaccount',
      ].map((name) => `?? k8s/base/database/${name}.yaml`),
      '',
    ]);
    expect(succeed(run('git', 'diff', '--numstat', 'k8s/base/kustomization.yaml'))).toMatch(/^1\t1\t/);
    expect(succeed(run('git', 'diff', '--numstat', 'k8s/base/backend'))).toMatch(/^1\t1\t.*\n$/);
  });

  test('npm run synth -- --check: what is committed is what main.ts says', () => {
    expect(run('npm', 'run', '--silent', 'synth', '--', '--check')).toMatchObject({
      status: 0,
      stdout: 'nothing to change\n',
    });
  });

  test('npx tsc: main.ts is type-checked, against types that are really there', () => {
    succeed(run('npx', 'tsc', '--noEmit', '--skipLibCheck', 'false'));

    const main = file('main.ts');
    writeFileSync(join(repository, 'main.ts'), main.replace("'psycopg2'", "'psycopg4'"));
    expect(run('npx', 'tsc', '--noEmit').stdout).toMatch(/main.ts.*"psycopg4".* not assignable to type/);
    writeFileSync(join(repository, 'main.ts'), main);
  });

  test('npm run synth and the cdk8s command line write the same bytes', () => {
    succeed(run('npm', 'run', 'synth'));
    const ours = treeOf(join(repository, 'dist'));
    succeed(run(process.execPath, CDK8S, 'synth', '--no-check-upgrade'));

    expect(Object.keys(ours)).toContain('k8s/base/database/statefulset.yaml');
    expect(treeOf(join(repository, 'dist'))).toEqual(ours);
  });

  test('the stock template of cdk8s, with the oldest cdk8s and constructs: compiles, and renders the migrations', () => {
    const folder = temporaryFolder();
    const { peerDependencies } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
      peerDependencies: Record<string, string>;
    };
    const oldest = ['cdk8s', 'constructs'].map(
      (name) => `${name}@${(peerDependencies[name] ?? '').slice(1)}`,
    );
    // The options of the template, which check the declarations of packages as well, and its old types of Node.
    cpSync(join(TEMPLATE, 'tsconfig.json'), join(folder, 'tsconfig.json'));
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    mkdirSync(join(folder, 'schema'));
    writeFileSync(join(folder, 'schema', '0001_tables.sql'), 'create table message (id bigint);\n');
    const main = readFileSync(join(TEMPLATE, 'main.ts'), 'utf8')
      .replace(
        '// define resources here',
        "new PostgresDatabase(this, 'database', { schema: Schema.fromDirectory('schema') });",
      )
      .replace('{{ $base }}', 'stock');
    const imported = "import { PostgresDatabase, Schema } from 'cdk8s-database';\n";
    writeFileSync(join(folder, 'main.ts'), imported + main);
    const there = (command: string, ...parameters: string[]): string =>
      succeed(
        execute(command, parameters, {
          directory: folder,
          environment: { ...ENVIRONMENT, POSTGRES_PASSWORD: 'for the template' },
        }),
      );
    const quick = ['--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock'];
    there('npm', 'install', ...quick, ...oldest, 'typescript@5.9', '@types/node@14', tarball);
    there('npx', 'tsc', '--build');
    there(process.execPath, 'main.js');

    const written = Object.values(treeOf(join(folder, 'dist'))).join('---\n');
    expect(written).toContain('kind: StatefulSet');
    expect(written).toMatch(/kind: Job\nmetadata:\n(?: {2,}.*\n)* {2}name: database-schema-/);
  });

  test('npx jest: the snapshot is written, holds, and does not when main.ts says something else', () => {
    succeed(run('npx', 'jest', '--ci=false'));
    succeed(run('npm', 'test', '--', '--ci'));

    const snapshot = file('test/__snapshots__/synth.test.js.snap');
    expect(snapshot).toContain('kind: StatefulSet');
    expect(snapshot).not.toContain('kind: Secret');

    writeFileSync(join(repository, 'main.ts'), file('main.ts').replace('gibibytes(10)', 'gibibytes(20)'));
    const { status, stderr } = run('npm', 'test', '--', '--ci');
    expect(status).toBe(1);
    expect(stderr).toMatch(/-\s+storage: 10Gi\n.*\+\s+storage: 20Gi/);
  });
});
