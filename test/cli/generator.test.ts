import { run, type Outcome } from '../command-line';
import { TemporaryRepository } from '../temporary-repository';

const VALUE = 'postgresql://app:s3cr%40t%2Fp@database:5432/chat?sslmode=require';
const OLD = 'sqlite:///./chat.db';

const kustomization = (value: string): string =>
  `secretGenerator: # ours\r\n- name: backend\r\n  literals:\r\n  - DATABASE_URL=${value}\r\n  envs: [config/.env]\r\n  files:\r\n  - url=url.txt`;

const FILES = {
  'kustomization.yaml': kustomization(OLD),
  'config/.env': `# mine\nURL="${OLD}"\n`,
  'url.txt': `${OLD}\n`,
};

function set(repository: TemporaryRepository, ...parameters: string[]): Outcome {
  return run(['generator', 'set', ...parameters], { directory: repository.root, input: `${VALUE}\n` });
}

test('a literal: the kustomization is printed, or written', () => {
  const repository = new TemporaryRepository(FILES);
  const parameters = ['kustomization.yaml', '--key', 'DATABASE_URL', '--name', 'backend', '--kind', 'secret'];

  expect(set(repository, ...parameters)).toEqual({ status: 0, stdout: kustomization(VALUE), stderr: '' });
  expect(repository.tree()).toEqual(new TemporaryRepository(FILES).tree());

  expect(set(repository, ...parameters, '--write')).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(repository.read('kustomization.yaml')).toBe(kustomization(VALUE));
});

test.each([
  ['a line of an env file', 'URL', 'config/.env', `# mine\nURL=${VALUE}\n`, '(value-in-file)\n'],
  ['a file', 'url', 'url.txt', `${VALUE}\n`, '(line-end-in-value)\n'],
])('%s: that file is printed, or written, and named', (_, key, file, after, said) => {
  const repository = new TemporaryRepository({ k8s: FILES['url.txt'], ...prefixed('base/', FILES) });

  const printed = set(repository, 'base/kustomization.yaml', '--key', key);
  expect(printed).toMatchObject({ status: 0, stdout: after });
  expect(printed.stderr).toContain(`has the value of ${key} in base/${file}`);
  expect(printed.stderr).toContain(said);
  for (const secret of [VALUE, OLD]) expect(printed.stderr).not.toContain(secret);
  expect(repository.read(`base/${file}`)).not.toBe(after);

  expect(set(repository, 'base/kustomization.yaml', '--key', key, '--write')).toMatchObject({
    status: 0,
    stdout: '',
  });
  expect(repository.read(`base/${file}`)).toBe(after);
  expect(repository.read('base/kustomization.yaml')).toBe(FILES['kustomization.yaml']);
});

function prefixed(folder: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [folder + path, text]));
}

describe('refused: exit 2, a reason on stderr, nothing on stdout, nothing written, and no secret anywhere', () => {
  test.each([
    ['no key', ['kustomization.yaml'], "required option '--key <key>'"],
    ['another kind', ['kustomization.yaml', '--key', 'URL', '--kind', 'configmap'], '(no-such-generator)'],
    ['a kind that is none', ['kustomization.yaml', '--key', 'URL', '--kind', 'x'], 'secret, configmap'],
    ['a key that is not there', ['kustomization.yaml', '--key', 'X'], '(no-such-key)'],
    ['an env file that is not there', ['missing.yaml', '--key', 'X'], 'config/none.env: does not exist'],
    ['an encrypted env file', ['sops.yaml', '--key', 'URL'], '(encrypted-value)'],
  ])('%s', (_, parameters, reason) => {
    const repository = new TemporaryRepository({
      ...FILES,
      'missing.yaml': 'configMapGenerator: [{name: a, envs: [config/none.env]}]\n',
      'sops.yaml': 'secretGenerator: [{name: a, envs: [sops.env]}]\n',
      'sops.env': 'URL=ENC[AES256_GCM,data:x]\nsops_version=3.9\n',
    });
    const before = repository.tree();
    for (const write of [[], ['--write']]) {
      const { status, stdout, stderr } = set(repository, ...parameters, ...write);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain(reason);
      for (const secret of [VALUE, OLD]) expect(stderr).not.toContain(secret);
    }
    expect(repository.tree()).toEqual(before);
  });
});
