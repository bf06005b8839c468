import { chmodSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileChange, foldersOf, type FileChange } from '../../../src/gitops/plan/plan';
import { replaceFile, writePlan } from '../../../src/gitops/plan/writer';
import { isTemporary } from '../../../src/gitops/tree/leftover-temp-files';
import { TemporaryRepository, temporaryFolder } from '../../temporary-repository';

function change(repository: TemporaryRepository, path: string, before?: string, after?: string): FileChange {
  const [from, to] = [before, after].map((text) => (text === undefined ? undefined : Buffer.from(text)));
  return fileChange({ path, file: repository.path(path) }, from, to, 'synthesized');
}

describe('a plan that is carried out', () => {
  test('creates, updates and deletes what it says, and touches nothing that is equal', () => {
    // GIVEN
    const repository = new TemporaryRepository({ update: 'old', delete: 'old', equal: 'same', other: 'x' });
    const before = repository.writeTimes();

    // WHEN
    writePlan({
      changes: [
        change(repository, 'new/folder/create', undefined, 'new'),
        change(repository, 'update', 'old', 'new'),
        change(repository, 'delete', 'old', undefined),
        change(repository, 'equal', 'same', 'same'),
      ],
      warnings: [],
      leftoverTempFiles: [],
    });

    // THEN
    expect(repository.tree()).toEqual({
      'new/folder/create': 'new',
      update: 'new',
      equal: 'same',
      other: 'x',
    });
    expect(repository.writeTimes()['equal']).toBe(before['equal']);
  });

  test('removes what a run that was killed left, and nothing else', () => {
    const stray = '.a.yaml.77.cdk8s-database.tmp';
    const repository = new TemporaryRepository({ [stray]: 'half', '.a.yaml.tmp': 'mine', 'b.tmp': 'mine' });

    writePlan({ changes: [], warnings: [], leftoverTempFiles: [repository.path(stray)] });

    expect(Object.keys(repository.tree())).toEqual(['.a.yaml.tmp', 'b.tmp']);
  });

  test('writes an interim state first and its end last, with everything else between', () => {
    const repository = new TemporaryRepository({ inventory: 'old', a: 'old' });
    const inventory = {
      ...change(repository, 'inventory', 'old', 'new'),
      interim: Buffer.from('interim'),
    };
    // The interim state is there when writing the next file fails.
    const failing = {
      changes: [inventory, change(repository, 'a/b', undefined, 'new')],
      warnings: [],
      leftoverTempFiles: [],
    };
    expect(() => writePlan(failing)).toThrow(/EEXIST/);
    expect(repository.read('inventory')).toBe('interim');

    const again = { ...change(repository, 'inventory', 'interim', 'new'), interim: Buffer.from('interim') };
    writePlan({
      changes: [again, change(repository, 'a', 'old', 'new')],
      warnings: [],
      leftoverTempFiles: [],
    });

    expect(repository.tree()).toEqual({ a: 'new', inventory: 'new' });
  });
});

describe('a plan that was made from something else than what stands', () => {
  test.each([
    ['was edited', { a: 'old', b: 'by an editor' }],
    ['came to be', { a: 'old', b: 'old', c: 'by an editor' }],
    ['went', { a: 'old' }],
  ])('is refused as a whole where a file %s', (_, files) => {
    const repository = new TemporaryRepository({ a: 'old', b: 'old' });
    const changes = [
      change(repository, 'a', 'old', 'new'),
      change(repository, 'b', 'old', undefined),
      change(repository, 'c', undefined, 'new'),
    ];
    repository.remove('b');
    repository.write(files);

    expect(() => writePlan({ changes, warnings: [], leftoverTempFiles: [] })).toThrow(/changed-meanwhile/);

    expect(repository.tree()).toEqual(files);
  });

  test.each(['update', 'delete', 'create'] as const)('goes through no link set since: %s', (action) => {
    // GIVEN
    const elsewhere = new TemporaryRepository({ ...(action !== 'create' && { x: 'old' }), other: 'x' });
    const repository = new TemporaryRepository({ 'db/x': 'old', 'db/other': 'x' });
    if (action === 'create') repository.remove('db/x');
    const before = action === 'create' ? undefined : 'old';
    const changes = [
      change(repository, 'first', undefined, 'new'),
      change(repository, 'db/x', before, action === 'delete' ? undefined : 'new'),
    ];
    const plan = { changes, warnings: [], folders: foldersOf(changes), leftoverTempFiles: [] };

    // WHEN
    repository.remove('db');
    repository.link('db', elsewhere.root);

    // THEN
    expect(() => writePlan(plan)).toThrow(/moved-meanwhile/);
    expect(Object.keys(repository.tree())).not.toContain('first');
    expect(elsewhere.tree()).toEqual({ ...(action !== 'create' && { x: 'old' }), other: 'x' });
  });
});

describe('a file that is replaced', () => {
  test('is another file under the same name, so that no reader sees a part of it', () => {
    const repository = new TemporaryRepository({ a: 'old' });
    const before = statSync(repository.path('a')).ino;

    replaceFile({ file: repository.path('a') }, Buffer.from('new'));

    expect(statSync(repository.path('a')).ino).not.toBe(before);
    expect(repository.tree()).toEqual({ a: 'new' });
  });

  test.each([0o600, 0o640, 0o755, 0o400])('keeps its permissions, %o', (mode) => {
    const repository = new TemporaryRepository({ a: 'old' });
    chmodSync(repository.path('a'), mode);

    replaceFile({ file: repository.path('a') }, Buffer.from('new'));

    expect(statSync(repository.path('a')).mode & 0o7777).toBe(mode);
  });

  test('gets the permissions that are asked for, whatever it had', () => {
    const repository = new TemporaryRepository({ a: 'old' });

    for (const file of ['a', 'b'])
      replaceFile({ file: repository.path(file), mode: 0o600 }, Buffer.from('new'));

    expect(['a', 'b'].map((file) => statSync(repository.path(file)).mode & 0o7777)).toEqual([0o600, 0o600]);
  });

  test('of the same process’ id that a killed run left half-written is no obstacle', () => {
    const stray = `.a.${process.pid}.cdk8s-database.tmp`;
    const repository = new TemporaryRepository({ a: 'old', [stray]: 'half' });

    replaceFile({ file: repository.path('a') }, Buffer.from('new'));

    expect(repository.tree()).toEqual({ a: 'new' });
  });

  test('through no link that stands where it is written', () => {
    const elsewhere = new TemporaryRepository({ x: 'x' });
    const repository = new TemporaryRepository({ a: 'old' });
    repository.link(`.a.${process.pid}.cdk8s-database.tmp`, elsewhere.path('x'));

    replaceFile({ file: repository.path('a') }, Buffer.from('new'));

    expect(elsewhere.tree()).toEqual({ x: 'x' });
    expect(repository.tree()).toEqual({ a: 'new' });
  });

  test.each(['db', 'scratch'])('in no other folder than the one that was read: %s', (moved) => {
    const elsewhere = new TemporaryRepository({ x: 'x' });
    const repository = new TemporaryRepository({ 'db/a': 'old', 'scratch/x': '' });
    const folders = new Map(['db', 'scratch'].map((name) => [repository.path(name), repository.path(name)]));
    repository.remove(moved);
    repository.link(moved, elsewhere.root);
    const change = { file: repository.path('db/a'), scratch: repository.path('scratch') };

    expect(() => replaceFile(change, Buffer.from('new'), folders)).toThrow(/moved-meanwhile/);

    expect(elsewhere.tree()).toEqual({ x: 'x' });
  });

  test('that is a link becomes a file', () => {
    const folder = temporaryFolder();
    const repository = new TemporaryRepository({ a: 'old' });
    symlinkSync(repository.path('a'), join(folder, 'link'));

    replaceFile({ file: join(folder, 'link') }, Buffer.from('new'));

    expect(repository.tree()).toEqual({ a: 'old' });
    expect(statSync(join(folder, 'link')).isFile()).toBe(true);
  });

  test('leaves nothing beside it where it cannot be written', () => {
    const repository = new TemporaryRepository({ 'folder/x': '' });

    expect(() => replaceFile({ file: repository.path('folder') }, Buffer.from('new'))).toThrow(/EISDIR/);

    expect(Object.keys(repository.tree())).toEqual(['folder/x']);
  });
});

test.each([
  ['.pvc.yaml.123.cdk8s-database.tmp', true],
  ['..gitignore.1.cdk8s-database.tmp', true],
  ['pvc.yaml.123.cdk8s-database.tmp', false],
  ['.pvc.yaml.tmp', false],
  ['.cdk8s-database.json', false],
  ['secret.yaml.20261121', false],
])('%s: taken for a file of a killed run: %s', (name, expected) => {
  expect(isTemporary(name)).toBe(expected);
});
