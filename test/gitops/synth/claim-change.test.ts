import { execFileSync } from 'node:child_process';
import { Size } from 'cdk8s';
import { PostgresDatabase, PostgresVersion, Schema, type DatabaseStorage } from 'cdk8s-database';
import yaml from 'js-yaml';
import { HEADER } from '../../../src/kubernetes/manifests';
import { CHATBOT } from '../../fixtures/chatbot';
import { changesOf, composition, planOf, problemsOf, synthesize, type Composition } from '../../in-process';
import { TemporaryRepository } from '../../temporary-repository';

const storage = (given?: DatabaseStorage): Composition =>
  composition({}, given === undefined ? {} : { storage: given });
const FAST: DatabaseStorage = { size: Size.gibibytes(10), storageClass: 'fast-ssd' };

function synthesizedWith(given?: DatabaseStorage): TemporaryRepository {
  const repository = new TemporaryRepository(CHATBOT);
  synthesize(repository, { compose: storage(given) });
  return repository;
}

test.each<[string, DatabaseStorage | undefined, DatabaseStorage, string]>([
  [
    'a smaller size',
    undefined,
    { size: Size.gibibytes(9) },
    'requests 10Gi, but main.ts has 9Gi, which is less',
  ],
  [
    'in another unit',
    undefined,
    { size: Size.mebibytes(10_239) },
    'requests 10Gi, but main.ts has 10239Mi, which is less',
  ],
  [
    'another class',
    FAST,
    { storageClass: 'standard' },
    'has the StorageClass fast-ssd, but main.ts has the StorageClass standard',
  ],
  [
    'a class where none was named',
    undefined,
    FAST,
    "has the cluster's default StorageClass, but main.ts has the StorageClass fast-ssd",
  ],
  [
    'none where one was',
    FAST,
    {},
    "has the StorageClass fast-ssd, but main.ts has the cluster's default StorageClass",
  ],
  [
    'another access mode',
    undefined,
    { accessMode: 'ReadWriteOncePod' },
    'has the access mode ReadWriteOnce, but main.ts has ReadWriteOncePod',
  ],
])('%s is refused, which Kubernetes would refuse at apply', (_, before, after, message) => {
  const repository = synthesizedWith(before);
  expect(problemsOf(repository, { compose: storage(after) })).toEqual([
    {
      code: 'claim-change',
      path: 'k8s/base/database/pvc.yaml',
      message: expect.stringContaining(`${message}; an existing PVC accepts only`) as string,
    },
  ]);
  synthesize(repository, { compose: storage(after), flags: { force: true, inPlace: true } });
  expect(
    planOf(repository, { compose: storage(after) }).changes.every(({ action }) => action === 'unchanged'),
  ).toBe(true);
});

test('all that differs is said at once', () => {
  const after: DatabaseStorage = {
    accessMode: 'ReadWriteOncePod',
    size: Size.gibibytes(1),
    storageClass: 'other',
  };
  expect(problemsOf(synthesizedWith(FAST), { compose: storage(after) })).toHaveLength(3);
});

test.each<[string, DatabaseStorage]>([
  ['a larger size', { size: Size.gibibytes(11) }],
  ['the same in another unit', { size: Size.mebibytes(10_240) }],
  ['the same', {}],
])('%s is what a claim takes', (_, after) => {
  const repository = synthesizedWith();
  synthesize(repository, { compose: storage(after) });
});

test('while an upgrade is under way, the old version’s claim stays and the new one’s is looked at', () => {
  const repository = synthesizedWith({ size: Size.gibibytes(20) });
  // A volume of its own, which may be of any size while it is not there.
  const version = composition({}, { storage: { size: Size.gibibytes(5) }, version: PostgresVersion.V17 });
  synthesize(repository, { compose: version, flags: { inPlace: true, upgrade: 'begin' } });
  synthesize(repository, { compose: version });
  const smaller = composition({}, { storage: { size: Size.gibibytes(4) }, version: PostgresVersion.V17 });
  expect(problemsOf(repository, { compose: smaller }).map(({ message }) => message)).toEqual([
    expect.stringContaining('requests 5Gi, but main.ts has 4Gi') as string,
  ]);
});

test('of a claim that is to be smaller and somewhere else, both are said at once', () => {
  const inNamespace = (namespace: string, size: number): Composition =>
    composition({}, { namespace, storage: { size: Size.gibibytes(size) } });
  const repository = new TemporaryRepository(CHATBOT);
  synthesize(repository, { compose: inNamespace('one', 10) });

  const problems = problemsOf(repository, { compose: inNamespace('two', 9) });

  expect(problems.map(({ code }) => code)).toEqual(['claim-change', 'claim-change']);
  expect(problems.map(({ message }) => message).join()).toMatch(/9Gi, which is less.*the namespace two/);
});

test('where nothing changes, no file of the database’s own is parsed to see it', () => {
  const compose: Composition = (app) =>
    new PostgresDatabase(app, 'database', { schema: Schema.fromDirectory('schema') });
  const repository = new TemporaryRepository({
    ...CHATBOT,
    'schema/0001_t.sql': 'create table t (a int);\n',
  });
  synthesize(repository, { compose });
  const parsed = jest.spyOn(yaml, 'loadAll');
  try {
    expect(changesOf(planOf(repository, { compose }))).toEqual({});
    expect(parsed).toHaveBeenCalled();
    expect(parsed.mock.calls.filter(([text]) => text.startsWith(HEADER))).toEqual([]);
  } finally {
    parsed.mockRestore();
  }
});

describe('a namespace that is another by now', () => {
  const inNamespace = (namespace: string): Composition => composition({}, { namespace });
  const moved = (from: string, to: string): unknown[] => [
    {
      code: 'claim-change',
      path: 'k8s/base/database/pvc.yaml',
      message: expect.stringContaining(
        `is in ${from}, but would be created in ${to} with an empty volume`,
      ) as string,
    },
  ];

  test('in main.ts is refused: the claim would be a new one', () => {
    const repository = new TemporaryRepository(CHATBOT);
    synthesize(repository, { compose: inNamespace('one') });

    expect(problemsOf(repository, { compose: inNamespace('two') })).toEqual(
      moved('the namespace one', 'the namespace two'),
    );
    expect(problemsOf(repository, { compose: composition() })).toEqual(
      moved('the namespace one', 'the namespace that kubectl is run with'),
    );
    synthesize(repository, { compose: inNamespace('two'), flags: { force: true, inPlace: true } });
    expect(repository.read('k8s/base/database/pvc.yaml')).toContain('namespace: two');
  });

  test('in the kustomization is refused as well, by what git has', () => {
    const repository = new TemporaryRepository(CHATBOT);
    const root = 'k8s/base/kustomization.yaml';
    const own = repository.read(root);
    repository.write({ [root]: `namespace: one\n${own}` });
    synthesize(repository);
    for (const args of [
      ['init', '--quiet'],
      ['add', '--all'],
      ['commit', '--quiet', '--message', 'one'],
    ])
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: repository.root });
    expect(changesOf(planOf(repository))).toEqual({});
    repository.write({ [root]: repository.read(root).replace('one', 'two') });

    expect(problemsOf(repository)).toEqual(moved('the namespace one', 'the namespace two'));

    repository.write({ [root]: repository.read(root).replace(/^namespace: .*\n/m, '') });
    expect(problemsOf(repository)).toEqual(
      moved('the namespace one', 'the namespace that kubectl is run with'),
    );
  });
});
