import { chmodSync, statSync } from 'node:fs';
import { run, type Outcome } from '../command-line';
import { TemporaryRepository } from '../temporary-repository';

const BEFORE = '\ufeffresources:\r\n  - backend\r\n  # - database\t# später\r\n\r\nimages: []';
const AFTER = BEFORE.replace('# - database', '- database');
const READY = { 'database/kustomization.yaml': 'resources: []\n' };

function add(repository: TemporaryRepository, ...parameters: string[]): Outcome {
  return run(['kustomization', 'add', ...parameters], { directory: repository.root });
}

describe('printed', () => {
  test('byte for byte, and the file stays as it is', () => {
    const repository = new TemporaryRepository({ 'kustomization.yaml': BEFORE, ...READY });
    const times = repository.writeTimes();

    expect(add(repository, 'database', 'kustomization.yaml')).toEqual({
      status: 0,
      stdout: AFTER,
      stderr: '',
    });
    expect(repository.writeTimes()).toEqual(times);
    expect(repository.read('kustomization.yaml')).toBe(BEFORE);
  });

  test('the same bytes where it is listed already', () => {
    const repository = new TemporaryRepository({ 'kustomization.yaml': AFTER, ...READY });
    expect(add(repository, './database/', 'kustomization.yaml')).toMatchObject({ status: 0, stdout: AFTER });
  });
});

describe('written, with --write', () => {
  test('the file alone, with its own mode, and nothing is left beside it', () => {
    const repository = new TemporaryRepository({ 'kustomization.yaml': BEFORE, ...READY });
    chmodSync(repository.path('kustomization.yaml'), 0o640);

    const outcome = add(repository, 'database', 'kustomization.yaml', '--write');

    expect(outcome).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(repository.read('kustomization.yaml')).toBe(AFTER);
    expect(statSync(repository.path('kustomization.yaml')).mode & 0o777).toBe(0o640);
    expect(Object.keys(repository.tree())).toEqual(['database/kustomization.yaml', 'kustomization.yaml']);
  });

  test('what a symbolic link leads to, and the link stays one', () => {
    const repository = new TemporaryRepository({ 'real/kustomization.yaml': BEFORE });
    repository.link('kustomization.yaml', 'real/kustomization.yaml');

    expect(add(repository, 'database', 'kustomization.yaml', '--write').status).toBe(0);
    expect(repository.read('real/kustomization.yaml')).toBe(AFTER);
    expect(repository.tree()['kustomization.yaml']).toBe('link to real/kustomization.yaml');
  });

  test('nothing where it is listed already', () => {
    const repository = new TemporaryRepository({ 'kustomization.yaml': AFTER, ...READY });
    const times = repository.writeTimes();

    expect(add(repository, 'database', 'kustomization.yaml', '--write')).toMatchObject({
      status: 0,
      stdout: '',
    });
    expect(repository.writeTimes()).toEqual(times);
  });
});

describe('an entry that is not on disk is listed, with a warning', () => {
  test.each([
    ['nothing there', {}, '(entry-missing)'],
    ['a directory without a kustomization', { 'database/a.yaml': '' }, '(entry-without-kustomization)'],
  ])('%s', (_, files, warning) => {
    const repository = new TemporaryRepository({ 'kustomization.yaml': BEFORE, ...files });
    const { status, stdout, stderr } = add(repository, 'database', 'kustomization.yaml');
    expect({ status, stdout }).toEqual({ status: 0, stdout: AFTER });
    expect(stderr).toMatch(/^warning: kustomization.yaml: lists .*\n$/);
    expect(stderr).toContain(warning);
  });

  test('which is no matter for one on the network', () => {
    const repository = new TemporaryRepository({ 'kustomization.yaml': 'resources:\n- a\n' });
    const { status, stderr } = add(repository, 'https://example.org/base?ref=v1', 'kustomization.yaml');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('refused: exit 2, a reason on stderr, nothing on stdout, nothing written', () => {
  test.each([
    ['a file that is not there', ['database', 'none.yaml'], 'none.yaml: does not exist'],
    ['a directory', ['database', '.'], 'not a file; move it away (no-file)'],
    ['text that is not UTF-8', ['database', 'latin1.yaml'], 'not valid UTF-8'],
    ['broken YAML', ['database', 'broken.yaml'], 'error: broken.yaml: line 3 is not valid YAML'],
    ['no entry', ['kustomization.yaml'], "missing required argument 'file'"],
    ['an unknown option', ['database', 'kustomization.yaml', '--wirte'], "unknown option '--wirte'"],
  ])('%s', (_, parameters, reason) => {
    const repository = new TemporaryRepository({
      'kustomization.yaml': BEFORE,
      'latin1.yaml': Buffer.from('resources: [] # sp\xe4ter\n', 'latin1'),
      'broken.yaml': 'resources:\n  - a\n - b\n',
    });
    const before = repository.tree();

    for (const write of [[], ['--write']]) {
      const { status, stdout, stderr } = add(repository, ...parameters, ...write);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain(reason);
    }
    expect(repository.tree()).toEqual(before);
  });

  test('a command that is none', () => {
    expect(run(['kustomization', 'remove', 'a', 'b'])).toMatchObject({ status: 2, stdout: '' });
    expect(run(['kustomization'])).toMatchObject({ status: 2, stdout: '' });
  });

  test('but help was asked for', () => {
    const { status, stdout } = run(['kustomization', 'add', '--help']);
    expect(status).toBe(0);
    expect(stdout).toContain('--write');
  });
});
