import { chmodSync, statSync } from 'node:fs';
import { run, type Outcome } from '../command-line';
import { TemporaryRepository } from '../temporary-repository';

const OLD = 'sqlite:///./chat.db';
const VALUE = 'postgresql://app:s3cr%40t%2Fp@database:5432/chat?sslmode=require';
const SECRETS = [OLD, VALUE].flatMap((text) => [text, Buffer.from(text).toString('base64')]);

const manifest = (value: string): string =>
  `apiVersion: v1\r\nkind: Secret\r\nmetadata:\r\n  name: backend\r\ndata:\r\n  DATABASE_URL: ${base64(value)} # url`;

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

function set(repository: TemporaryRepository, input: string, ...parameters: string[]): Outcome {
  return run(['secret', 'set', ...parameters], { directory: repository.root, input });
}

describe('the value of stdin', () => {
  test.each([
    ['as it is', VALUE, VALUE],
    ['without the line end that a shell adds', `${VALUE}\n`, VALUE],
    ['without that of Windows', `${VALUE}\r\n`, VALUE],
    ['with all line ends but the last', 'a\nb\n\n', 'a\nb\n'],
    ['without the byte order mark of PowerShell', '\ufeffabc\r\n', 'abc'],
    ['with a mark within it', 'a\ufeffb', 'a\ufeffb'],
    ['with blanks', ' a ', ' a '],
    ['with what is not ASCII', 'pässwörd😀', 'pässwörd😀'],
  ])('%s', (_, input, value) => {
    const repository = new TemporaryRepository({ 'secret.yaml': manifest(OLD) });
    expect(set(repository, input, 'DATABASE_URL', 'secret.yaml')).toEqual({
      status: 0,
      stdout: manifest(value),
      stderr: '',
    });
    expect(repository.read('secret.yaml')).toBe(manifest(OLD));
  });
});

test.each([
  ['a NUL byte', 'hunter2\0hunter2'],
  ['UTF-16', Buffer.from('hunter2', 'utf16le').toString('latin1')],
])('%s is no value: refused, and not shown', (_, input) => {
  const repository = new TemporaryRepository({ 'secret.yaml': manifest(OLD) });

  const { status, stdout, stderr } = set(repository, input, 'DATABASE_URL', 'secret.yaml', '--write');

  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain('(bad-value)');
  expect(stderr).not.toContain('hunter2');
  expect(repository.read('secret.yaml')).toBe(manifest(OLD));
});

describe('with --write', () => {
  test('replaces the file, with its own mode, and leaves nothing beside it', () => {
    const repository = new TemporaryRepository({ 'secret.yaml': manifest(OLD) });
    chmodSync(repository.path('secret.yaml'), 0o600);

    const outcome = set(repository, VALUE, 'DATABASE_URL', 'secret.yaml', '--write');

    expect(outcome).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(repository.read('secret.yaml')).toBe(manifest(VALUE));
    expect(statSync(repository.path('secret.yaml')).mode & 0o777).toBe(0o600);
    expect(Object.keys(repository.tree())).toEqual(['secret.yaml']);
  });

  test('writes nothing where the value is there already', () => {
    const repository = new TemporaryRepository({ 'secret.yaml': manifest(VALUE) });
    const times = repository.writeTimes();

    expect(set(repository, VALUE, 'DATABASE_URL', 'secret.yaml', '--write').status).toBe(0);
    expect(repository.writeTimes()).toEqual(times);
  });
});

test('--name and --namespace say which Secret is meant', () => {
  const of = (name: string, namespace: string, value: string): string =>
    `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\nstringData:\n  URL: ${value}\n`;
  const file = (value: string): string =>
    [of('a', 'x', 'o'), of('a', 'y', value), of('b', 'y', 'o')].join('---\n');
  const repository = new TemporaryRepository({ 'secret.yaml': file('o') });

  const { status, stdout } = set(repository, 'new', 'URL', 'secret.yaml', '--name', 'a', '--namespace', 'y');

  expect({ status, stdout }).toEqual({ status: 0, stdout: file('new') });
  expect(set(repository, 'new', 'URL', 'secret.yaml', '--name', 'a').stderr).toContain('--namespace');
});

describe('refused: exit 2, a reason on stderr, nothing on stdout, nothing written, and no secret anywhere', () => {
  test.each([
    ['an empty stdin', '', ['DATABASE_URL', 'secret.yaml'], 'stdin: is empty'],
    ['a line end alone', '\n', ['DATABASE_URL', 'secret.yaml'], 'stdin: is empty'],
    ['a value as an argument', '', ['DATABASE_URL', 'secret.yaml', VALUE], 'too many arguments'],
    ['a file that is not there', VALUE, ['DATABASE_URL', 'none.yaml'], 'does not exist'],
    ['another kind', VALUE, ['DATABASE_URL', 'config.yaml'], 'wanted a plain v1 Secret'],
    ['broken YAML', VALUE, ['DATABASE_URL', 'broken.yaml'], 'line 7 is not valid YAML'],
    ['a key that is none', VALUE, ['A B', 'secret.yaml'], '(bad-key)'],
    ['another name', VALUE, ['DATABASE_URL', 'secret.yaml', '--name', 'x'], 'there is Secret "backend"'],
  ])('%s', (_, input, parameters, reason) => {
    const repository = new TemporaryRepository({
      'secret.yaml': manifest(OLD),
      'config.yaml': `apiVersion: v1\nkind: ConfigMap\ndata:\n  DATABASE_URL: ${OLD}\n`,
      'broken.yaml': `${manifest(OLD)}\r\n ${OLD}`,
    });
    const before = repository.tree();

    for (const write of [[], ['--write']]) {
      const { status, stdout, stderr } = set(repository, input, ...parameters, ...write);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain(reason);
      for (const secret of SECRETS) expect(stderr).not.toContain(secret);
    }
    expect(repository.tree()).toEqual(before);
  });
});

test('a comment that states the old value is reported, by its line', () => {
  const repository = new TemporaryRepository({ 'secret.yaml': `# ${OLD}\n${manifest(OLD)}` });
  const { status, stderr } = set(repository, VALUE, 'DATABASE_URL', 'secret.yaml');
  expect(status).toBe(0);
  expect(stderr).toMatch(/^warning: secret.yaml: line 1 has a comment .* \(stale-comment\)\n$/);
  for (const secret of SECRETS) expect(stderr).not.toContain(secret);
});
