import { Repository } from '../../../src/gitops/tree/repository';
import { locateSecret, type SecretSearch } from '../../../src/backend/connection/secret-location';
import { CHATBOT, chatbot, deployment, KUSTOMIZATION, secretFile } from '../../fixtures/chatbot';
import { codesOf, composition, problemsOf, synthesize } from '../../in-process';
import { TemporaryRepository, type Files } from '../../temporary-repository';

const SECRET = 'k8s/base/backend/secret.yaml';
const ROOT = 'k8s/base/kustomization.yaml';

function locate(files: Files, search: SecretSearch = {}): string {
  const repository = Repository.read(new TemporaryRepository(files).root, 'k8s/base');
  const { path, secret, reached, readers } = locateSecret(repository, search);
  const read = readers.map(({ object }) => object.name).join(', ');
  return `${secret.name ?? ''} in ${path}, ${reached ? 'listed' : 'not listed'}, read by ${read || 'nobody'}`;
}

/** A base of these files, all of them listed. */
function base(files: Files): Files {
  const entries = Object.keys(files).map((path) => `  - ${path}\n`);
  return Object.fromEntries([
    [ROOT, `resources:\n${entries.join('')}`],
    ...Object.entries(files).map(([path, content]) => [`k8s/base/${path}`, content]),
  ]) as Files;
}

const WITHOUT_KEY = 'apiVersion: v1\nkind: Secret\nmetadata: { name: backend-secret }\ndata:\n  A: YQ==\n';
const ENV_FROM = deployment().replace(
  /env:[^]*$/,
  'envFrom:\n            - secretRef: { name: backend-secret }\n',
);

describe('the Secret that is meant', () => {
  test('is the one that holds the key and is read for it', () => {
    expect(locate(CHATBOT)).toBe(`backend-secret in ${SECRET}, listed, read by backend`);
  });

  test('is, of several that hold the key, the one that is read for it', () => {
    const files = base({
      'a.yaml': secretFile(undefined, 'old'),
      'b.yaml': secretFile(),
      'c.yaml': deployment(),
    });

    expect(locate(files)).toBe('backend-secret in k8s/base/b.yaml, listed, read by backend');
  });

  test('is, where nobody reads it, the one that holds the key', () => {
    const files = base({ 'a.yaml': secretFile(), 'b.yaml': WITHOUT_KEY.replace('backend-secret', 'other') });

    expect(locate(files)).toBe('backend-secret in k8s/base/a.yaml, listed, read by nobody');
  });

  test.each([
    ['by its name', deployment()],
    ['as a whole, by envFrom', ENV_FROM],
  ])('is, where none holds the key, the one that it is read from %s', (_, workload) => {
    const files = base({
      'a.yaml': WITHOUT_KEY.replace('backend-secret', 'other'),
      'b.yaml': WITHOUT_KEY,
      'c.yaml': workload,
    });

    expect(locate(files)).toBe('backend-secret in k8s/base/b.yaml, listed, read by backend');
  });

  test('is one of several in a file, and of a List', () => {
    const indented = secretFile()
      .replace(/^#.*\n/, '')
      .replace(/^(?=.)/gm, '    ')
      .trimStart();
    const files = base({
      'a.yaml': `${WITHOUT_KEY.replace('backend-secret', 'other')}---\nkind: List\napiVersion: v1\nitems:\n  - ${indented}\n`,
      'c.yaml': deployment(),
    });

    expect(locate(files)).toBe('backend-secret in k8s/base/a.yaml, listed, read by backend');
  });

  test('is, of two of one name, the one in the namespace of who reads it', () => {
    const inNamespace = (namespace: string): string =>
      secretFile().replace('  name: backend-secret', `  name: backend-secret\n  namespace: ${namespace}`);
    const files = base({
      'a.yaml': `${inNamespace('one')}\n---\n${inNamespace('two')}\n`,
      'c.yaml': deployment('backend', 'backend-secret', 'two'),
    });
    const repository = Repository.read(new TemporaryRepository(files).root, 'k8s/base');

    expect(locateSecret(repository, {}).namespace).toBe('two');
  });

  test('may be in a file that no kustomization lists, which is applied by hand', () => {
    const files = chatbot({ [ROOT]: KUSTOMIZATION.replace(/.*secret\.yaml.*\n/, '') });

    expect(locate(files)).toBe(`backend-secret in ${SECRET}, not listed, read by backend`);
  });

  test.each([
    ['kind:   Secret', 'more spaces'],
    ['"kind": Secret', 'a quoted key'],
    ['kind:\n  Secret', 'two lines'],
    ['kind: "Sec\\x72et"', 'an escape'],
  ])('may be in one that is not listed and says %j: %s', (kind) => {
    const files = chatbot({ [ROOT]: KUSTOMIZATION.replace(/.*secret\.yaml.*\n/, '') });
    const text = String(files[SECRET]).replace('kind: Secret', kind);

    expect(locate({ ...files, [SECRET]: text })).toBe(
      `backend-secret in ${SECRET}, not listed, read by backend`,
    );
  });

  test('may be in one that is not listed where another Secret is', () => {
    const files = chatbot({
      [ROOT]: KUSTOMIZATION.replace('backend/secret.yaml', 'other.yaml'),
      'k8s/base/other.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: { name: tls }\ndata: { a: YQ== }\n',
    });

    expect(locate(files)).toBe(`backend-secret in ${SECRET}, not listed, read by backend`);
  });

  test('is never one of ours', () => {
    const repository = new TemporaryRepository(CHATBOT);
    synthesize(repository);
    repository.write({ [ROOT]: 'resources:\n- backend/deployment.yaml\n- database\n' });
    repository.remove(SECRET);

    expect(codesOf(problemsOf(repository))).toEqual(['no-secret']);
  });

  test.each(['backend/secret.yaml', './backend/secret.yaml', 'backend/../backend/secret.yaml'])(
    'may be given by its file, %s',
    (file) => {
      expect(locate(CHATBOT, { file })).toBe(`backend-secret in ${SECRET}, listed, read by backend`);
    },
  );

  test('may be given by its file and its key, which nobody holds or reads yet', () => {
    expect(locate(CHATBOT, { file: 'backend/secret.yaml', key: 'CHAT_URL' })).toBe(
      `backend-secret in ${SECRET}, listed, read by nobody`,
    );
  });

  test('may be given by its name', () => {
    const files = base({ 'a.yaml': secretFile(undefined, 'one'), 'b.yaml': secretFile(undefined, 'two') });

    expect(locate(files, { name: 'two' })).toBe('two in k8s/base/b.yaml, listed, read by nobody');
  });
});

describe('refused, with the reason and what to do', () => {
  test.each<[string, Files, RegExp]>([
    [
      'several that hold the key',
      base({ 'a.yaml': secretFile(undefined, 'one'), 'b.yaml': secretFile(undefined, 'two') }),
      /one in k8s\/base\/a\.yaml, two in k8s\/base\/b\.yaml: each could be .* give its file, name/,
    ],
    [
      'a Secret of a type of its own, which all keys are read of',
      base({
        'a.yaml':
          'apiVersion: v1\nkind: Secret\nmetadata: { name: web-tls }\ntype: kubernetes.io/tls\ndata: { tls.crt: QQ==, tls.key: QQ== }\n',
        'c.yaml': deployment().replace(/env:[^]*$/, 'envFrom: [{ secretRef: { name: web-tls } }]\n'),
      }),
      /has no Secret/,
    ],
    [
      'a Secret that is only mounted',
      base({
        'a.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: { name: files }\nstringData: { a: b }\n',
        'c.yaml': deployment().replace(
          /env:[^]*$/,
          'ports: []\n      volumes: [{ name: v, secret: { secretName: files } }]\n',
        ),
      }),
      /has no Secret/,
    ],
    [
      'several that are read for the key',
      base({
        'a.yaml': secretFile(undefined, 'one'),
        'b.yaml': secretFile(undefined, 'two'),
        'c.yaml': deployment('api', 'one'),
        'd.yaml': deployment('worker', 'two'),
      }),
      /DATABASE_URL of Deployment api .*; DATABASE_URL of Deployment worker .*: each could be the connection/,
    ],
    ['none at all', base({ 'c.yaml': deployment() }), /has no Secret .*create one and list it/],
    [
      'none but an example',
      { ...base({ 'c.yaml': deployment() }), 'k8s/base/secret.example.yaml': secretFile() },
      /k8s\/base\/secret\.example\.yaml is an example .*copy it to its real name and list it/,
    ],
    [
      'an ExternalSecret',
      base({
        'a.yaml':
          'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: backend-secret }\n',
        'c.yaml': deployment(),
      }),
      /k8s\/base\/a\.yaml has an object of kind ExternalSecret, .*put the URL into|made from ExternalSecret backend-secret in k8s\/base\/a\.yaml/,
    ],
    [
      'a SealedSecret',
      base({
        'a.yaml':
          'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: { name: backend-secret }\n',
        'c.yaml': deployment(),
      }),
      /has an object of kind SealedSecret|made from SealedSecret backend-secret in k8s\/base\/a\.yaml/,
    ],
    [
      'one that SOPS has encrypted',
      base({ 'a.yaml': `${secretFile()}\nsops:\n  mac: x\n  version: 3.9.0\n`, 'c.yaml': deployment() }),
      /made from k8s\/base\/a\.yaml, which SOPS has encrypted, .*run "cdk8s-database init"/,
    ],
    [
      'a plain file beside the SealedSecret of its name',
      {
        ...base({
          'a.yaml': 'kind: SealedSecret\nmetadata: { name: backend-secret }\n',
          'c.yaml': deployment(),
        }),
        'k8s/base/plain.yaml': secretFile(),
      },
      /Secret backend-secret is created from the SealedSecret in k8s\/base\/a\.yaml: put the URL into/,
    ],
    [
      'a plain file beside the ExternalSecret that makes it',
      {
        ...base({
          'a.yaml':
            'kind: ExternalSecret\nmetadata: { name: x }\nspec: { target: { name: backend-secret } }\n',
          'c.yaml': deployment(),
        }),
        'k8s/base/plain.yaml': secretFile(),
      },
      /Secret backend-secret is created from the ExternalSecret in k8s\/base\/a\.yaml/,
    ],
    [
      'a ConfigMap',
      base({
        'a.yaml': 'kind: ConfigMap\nmetadata: { name: settings }\ndata: { DATABASE_URL: sqlite:///x }\n',
        'c.yaml': deployment(),
      }),
      /a\.yaml has DATABASE_URL in ConfigMap settings, which must not contain a password/,
    ],
  ])('%s', (_, files, said) => {
    const [problem, ...others] = problemsOf(new TemporaryRepository(files));

    expect(others).toEqual([]);
    expect(problem?.message).toMatch(said);
  });

  test.each([
    ['a file that leads out of the base', { file: '../../README.md' }, 'path-escapes'],
    ['an absolute path', { file: '/etc/passwd' }, 'path-escapes'],
    ['a file that is not there', { file: 'backend/nothing.yaml' }, 'no-file'],
    ['a file without a Secret', { file: 'backend/deployment.yaml' }, 'no-secret'],
    ['a name that no Secret has', { name: 'nothing' }, 'no-secret'],
    ['a namespace that no Secret is in', { namespace: 'nothing' }, 'no-secret'],
  ])('%s', (_, narrowed, code) => {
    const repository = new TemporaryRepository(CHATBOT);

    expect(codesOf(problemsOf(repository, { compose: composition(narrowed) }))).toEqual([code]);
  });
});

describe('the key that is meant', () => {
  function keyIn(files: Files): string {
    return locateSecret(Repository.read(new TemporaryRepository(files).root, 'k8s/base'), {}).key;
  }

  const secret = (data: string): string =>
    `apiVersion: v1\nkind: Secret\nmetadata: { name: backend-secret }\nstringData:\n${data}`;

  test('is DATABASE_URL where a Secret has it', () => {
    expect(
      keyIn(base({ 'a.yaml': secret('  OTHER_URL: sqlite:///a.db\n  DATABASE_URL: sqlite:///b.db\n') })),
    ).toBe('DATABASE_URL');
  });

  test('is the one from which the backend fills its DATABASE_URL', () => {
    const files = base({
      'a.yaml': secret('  database-url: sqlite:///a.db\n  TEST_URL: sqlite:///b.db\n'),
      'b.yaml': deployment().replace('key: DATABASE_URL', 'key: database-url'),
    });

    expect(keyIn(files)).toBe('database-url');
  });

  test('is the one that holds the URL of a database already', () => {
    const files = base({
      'a.yaml': secret('  API: https://x\n  SQLALCHEMY_DATABASE_URI: sqlite:///a.db\n'),
      'b.yaml': ENV_FROM,
    });

    expect(keyIn(files)).toBe('SQLALCHEMY_DATABASE_URI');
  });

  test('is DATABASE_URL where nothing says otherwise: a path to a file is another setting', () => {
    expect(keyIn(base({ 'a.yaml': secret('  SQLITE_PATH: /data/a.db\n'), 'b.yaml': ENV_FROM }))).toBe(
      'DATABASE_URL',
    );
  });

  test('is asked for where several hold one', () => {
    const files = base({
      'a.yaml': secret('  A_URL: sqlite:///a.db\n  B_URL: sqlite:///b.db\n'),
      'b.yaml': ENV_FROM,
    });

    expect(() => keyIn(files)).toThrow('each of A_URL, B_URL could be the key');
  });
});
