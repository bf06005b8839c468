import { BackendSecret, PostgresDatabase, type Notice } from '../../../src/index';
import {
  base64,
  CHATBOT,
  chatbot,
  deployment,
  KUSTOMIZATION,
  secretFile,
  SQLITE,
} from '../../fixtures/chatbot';
import { codesOf, composition, planOf, synthesize, type Composition } from '../../in-process';
import { TemporaryRepository, type Files } from '../../temporary-repository';

const SECRET = 'k8s/base/backend/secret.yaml';
const ROOT = 'k8s/base/kustomization.yaml';

function warningsOf(files: Files): readonly Notice[] {
  const compose = composition({ file: 'backend/secret.yaml', name: 'backend-secret' });
  return planOf(new TemporaryRepository(files), { compose }).warnings;
}

test('nothing is said of a repository in which all is well, but for what has to be restarted', () => {
  expect(warningsOf(CHATBOT)).toEqual([
    {
      code: 'restart-needed',
      path: 'k8s/base/backend/deployment.yaml',
      message: expect.stringContaining('kubectl rollout restart deployment/backend') as string,
    },
  ]);
});

test('who reads the key is to be restarted once, and not again when nothing changes', () => {
  const repository = new TemporaryRepository(CHATBOT);
  synthesize(repository);

  expect(planOf(repository).warnings).toEqual([]);
});

test.each([
  ['', true],
  ['&channel_binding=prefer', true],
  ['&channel_binding=disable', true],
  ['&channel_binding=require', false],
])(
  'a URL of ours with "%s": it asks for channel binding from now on, which is said where it is new',
  (standing, isSaid) => {
    const repository = new TemporaryRepository(CHATBOT);
    synthesize(repository);
    const [value = ''] = /(?<=DATABASE_URL: )\S+/.exec(repository.read(SECRET)) ?? [];
    const url = Buffer.from(value, 'base64').toString('utf8').replace('&channel_binding=require', standing);
    repository.write({ [SECRET]: repository.read(SECRET).replace(value, base64(url)) });

    const { warnings } = synthesize(repository);

    expect(codesOf(warnings).includes('channel-binding')).toBe(isSaid);
    expect(repository.read(SECRET)).toContain(value);
  },
);

test('a Secret that no kustomization lists: its file has to be applied by hand', () => {
  const files = chatbot({ [ROOT]: KUSTOMIZATION.replace(/.*secret\.yaml.*\n/, '') });

  expect(warningsOf(files)).toContainEqual({
    code: 'secret-not-listed',
    path: SECRET,
    message: expect.stringContaining('apply the file yourself') as string,
  });
});

test.each([
  ['no workload', chatbot({ 'k8s/base/backend/deployment.yaml': 'kind: X\nmetadata: { name: x }\n' })],
  [
    'another key',
    chatbot({ 'k8s/base/backend/deployment.yaml': deployment().replace('key: DATABASE_URL', 'key: X') }),
  ],
  ['another Secret', chatbot({ 'k8s/base/backend/deployment.yaml': deployment('backend', 'other') })],
])('%s reads the key: the application would go on with what it has', (_, files) => {
  expect(warningsOf(files)).toContainEqual({
    code: 'key-not-read',
    path: SECRET,
    message: expect.stringContaining('secretKeyRef') as string,
  });
});

test('a workload in another namespace does not read this Secret', () => {
  const files = chatbot({
    [SECRET]: secretFile().replace('  name: backend-secret', '  name: backend-secret\n  namespace: one'),
    'k8s/base/backend/deployment.yaml': deployment('backend', 'backend-secret', 'two'),
  });

  expect(codesOf(warningsOf(files))).toContain('key-not-read');
});

function mounting(path: string): string {
  return deployment()
    .replace(
      '      containers:',
      '      volumes: [{ name: v, persistentVolumeClaim: { claimName: chat } }]\n      containers:',
    )
    .replace('          env:', `          volumeMounts: [{ name: v, mountPath: ${path} }]\n          env:`);
}

describe('SQLite on a volume', () => {
  test.each<[string, string, string, boolean]>([
    ['below a claim’s mount', 'sqlite:////data/chat.db', '/data', true],
    ['below a mount with a slash', 'sqlite:////data/chat.db', '/data/', true],
    ['beside it', 'sqlite:////database/chat.db', '/data', false],
    ['relative, so that it may be there', SQLITE, '/data', true],
    ['in memory', 'sqlite://', '/data', false],
  ])('%s', (_, value, path, expected) => {
    const files = chatbot({
      [SECRET]: secretFile(value),
      'k8s/base/backend/deployment.yaml': mounting(path),
    });

    expect(codesOf(warningsOf(files)).includes('sqlite-stays')).toBe(expected);
  });
});

test('SQLite on a claim that a StatefulSet makes', () => {
  const files = chatbot({
    [SECRET]: secretFile('sqlite:////data/chat.db'),
    'k8s/base/backend/deployment.yaml': deployment()
      .replace('kind: Deployment', 'kind: StatefulSet')
      .replace('\nspec:\n', '\nspec:\n  volumeClaimTemplates: [{ metadata: { name: v } }]\n')
      .replace('          env:', '          volumeMounts: [{ name: v, mountPath: /data }]\n          env:'),
  });

  expect(warningsOf(files)).toContainEqual({
    code: 'sqlite-stays',
    path: 'k8s/base/backend/deployment.yaml',
    message: expect.stringMatching(/^the SQLite file on PVC v-backend-0 stays there/) as string,
  });
});

describe('a value that wins over the Secret’s', () => {
  const FROM_SECRET = '            - secretRef: { name: backend-secret }\n';
  const FROM_MAP = '            - configMapRef: { name: settings }\n';
  const reading = (envFrom: string, env: string): Files =>
    chatbot({
      [ROOT]: `${KUSTOMIZATION}  - settings.yaml\n`,
      'k8s/base/settings.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\ndata: { DATABASE_URL: x, A_DATABASE_URL: y }\n',
      'k8s/base/backend/deployment.yaml': deployment().replace(
        /          env:\n[^]*$/,
        `          env:\n${env}          envFrom:\n${envFrom}`,
      ),
    });
  const OTHER = '            - { name: X, value: x }\n';
  const SAME = '            - { name: DATABASE_URL, value: x }\n';
  const OURS =
    '            - { name: DATABASE_URL, valueFrom: { secretKeyRef: { name: backend-secret, key: DATABASE_URL } } }\n';

  test.each<[string, string, string, string]>([
    ['a literal', FROM_SECRET, SAME, 'its env'],
    ['one of others', FROM_SECRET, SAME.replace('value: x', 'value: a/$(X)'), 'its env'],
    ['a later source', FROM_SECRET + FROM_MAP, OTHER, 'its ConfigMap settings'],
    [
      'under a prefix',
      FROM_SECRET.replace('- ', '- prefix: A_\n              ') + FROM_MAP,
      OTHER,
      'its ConfigMap settings',
    ],
  ])('%s is said', (_, envFrom, env, where) => {
    expect(warningsOf(reading(envFrom, env))).toContainEqual({
      code: 'value-overridden',
      path: 'k8s/base/backend/deployment.yaml',
      message: expect.stringContaining(`from ${where}, which overrides Secret backend-secret`) as string,
    });
  });

  test.each<[string, string, string]>([
    ['another variable', FROM_SECRET, OTHER],
    ['an earlier source', FROM_MAP + FROM_SECRET, OTHER],
    ['the key itself', FROM_SECRET + FROM_MAP, OURS],
    ['another variable’s value', FROM_SECRET, SAME.replace('value: x', 'value: $(X)')],
    ['a source of which nothing is known', `${FROM_SECRET}            - configMapRef: { name: x }\n`, OTHER],
  ])('not of %s', (_, envFrom, env) => {
    expect(codesOf(warningsOf(reading(envFrom, env)))).not.toContain('value-overridden');
  });
});

describe('a key that the Secret did not have', () => {
  const FILES = chatbot({
    [SECRET]: 'apiVersion: v1\nkind: Secret\nmetadata: { name: backend-secret }\ndata:\n  DATABASE_URI: ""\n',
    [ROOT]: `${KUSTOMIZATION}  - settings.yaml\n`,
    'k8s/base/settings.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\ndata: { POSTGRES_HOST: x, HOST: y }\n',
    'k8s/base/backend/deployment.yaml': deployment().replace(
      /          env:\n[^]*$/,
      '          envFrom: [{ secretRef: { name: backend-secret } }, { configMapRef: { name: settings } }]\n',
    ),
  });

  test('is for who takes the whole of it, which need not look for this one', () => {
    expect(warningsOf(FILES)).toContainEqual({
      code: 'key-added',
      path: SECRET,
      message: expect.stringMatching(
        /^had no DATABASE_URL, .* \(DATABASE_URI or POSTGRES_HOST\?\), /,
      ) as string,
    });
  });

  test('was asked for: nothing is said', () => {
    const { warnings } = planOf(new TemporaryRepository(FILES), {
      compose: composition({ key: 'DATABASE_URI' }),
    });
    expect(codesOf(warnings)).not.toContain('key-added');
  });

  test('or is named by a workload: nothing is said', () => {
    const files = { ...FILES, 'k8s/base/backend/deployment.yaml': deployment() };
    expect(codesOf(warningsOf(files))).not.toContain('key-added');
  });
});

describe('a Service of the application’s that selects the database’s pod too', () => {
  const service = (selector: string): string =>
    `apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { ports: [{ port: 80 }]${selector} }\n`;
  const labelled = (labels: string, selector: string): Files =>
    chatbot({
      [ROOT]: `${KUSTOMIZATION}  - web.yaml\n${labels}`,
      'k8s/base/web.yaml': service(selector),
    });
  const COMMON = 'commonLabels: { app: chat }\n';

  test.each<[string, string, string]>([
    ['by its own words', COMMON, ', selector: { app: chat }'],
    ['by what kustomize adds', COMMON, ''],
    [
      'by labels that go on pods alone',
      'labels: [{ includeTemplates: true, pairs: { app: chat } }]\n',
      ', selector: { app: chat }',
    ],
    ['by labels that go into selectors', 'labels: [{ includeSelectors: true, pairs: { app: chat } }]\n', ''],
  ])('%s', (_, labels, selector) => {
    expect(warningsOf(labelled(labels, selector))).toContainEqual({
      code: 'service-selects-database',
      path: 'k8s/base/web.yaml',
      message: expect.stringMatching(
        /^Service web selects only by app: chat, .* add another label /,
      ) as string,
    });
  });

  test.each([
    ['the base’s namespace first', ['one', 'two']],
    ['the other first', ['two', 'one']],
  ])('in a namespace of its own, whatever the order of main.ts: %s', (_, order) => {
    const inNamespace = (namespace: string): string =>
      service(', selector: { app: chat }').replace('name: web', `name: web, namespace: ${namespace}`);
    const files = {
      'k8s/base/kustomization.yaml':
        'resources:\n  - web.yaml\n  - one.yaml\n  - two.yaml\ncommonLabels: { app: chat }\n',
      'k8s/base/web.yaml': inNamespace('two'),
      ...Object.fromEntries(
        ['one', 'two'].map((name) => [
          `k8s/base/${name}.yaml`,
          secretFile().replace('  name: backend-secret', `  name: ${name}\n  namespace: ${name}`),
        ]),
      ),
    };
    const compose: Composition = (app) => {
      for (const name of order) {
        const database = new PostgresDatabase(app, `db-${name}`, { namespace: name });
        new BackendSecret(app, name, { name, value: database.url(), replaceDatabase: true });
      }
    };

    const warnings = planOf(new TemporaryRepository(files), { compose }).warnings;

    expect(codesOf(warnings).filter((code) => code === 'service-selects-database')).toHaveLength(1);
  });

  test.each<[string, string, string]>([
    ['with a label of its own', COMMON, ', selector: { app: chat, tier: web }'],
    ['without a selector', '', ''],
    ['for a name outside', COMMON, ', type: ExternalName'],
    [
      'where the labels go into no selector',
      'labels: [{ pairs: { app: chat } }]\n',
      ', selector: { app: chat }',
    ],
  ])('not one %s', (_, labels, selector) => {
    expect(codesOf(warningsOf(labelled(labels, selector)))).not.toContain('service-selects-database');
  });
});

describe('an overlay that sets the value again', () => {
  const WAS = 'postgresql://u:hidden@postgres:5432/app';
  const overlay = (text: string, was = SQLITE): Files => ({
    ...chatbot({ [SECRET]: secretFile(was) }),
    'k8s/overlays/dev/kustomization.yaml': `resources: [../../base]\n${text}`,
    'k8s/overlays/dev/secret.yaml': `kind: Secret\nmetadata: { name: backend-secret }\ndata: { DATABASE_URL: ${base64(SQLITE)} }\n`,
  });
  const generator = (value: string): string =>
    `secretGenerator: [{ name: backend-secret, behavior: merge, literals: ['DATABASE_URL=${value}'] }]\n`;

  test.each([
    ['by a generator', generator(WAS.replace('hidden', 'other')), WAS],
    ['by a patch in a file', 'patches: [{ path: secret.yaml }]\n', SQLITE],
    ['by an older word for it', 'patchesStrategicMerge: [secret.yaml]\n', SQLITE],
    [
      'by a patch in place',
      `patches: [{ patch: '{ kind: Secret, metadata: { name: backend-secret }, stringData: { DATABASE_URL: "${SQLITE}" } }' }]\n`,
      SQLITE,
    ],
  ])('%s, to what it was', (_, text, was) => {
    const said = warningsOf(overlay(text, was));
    expect(said).toContainEqual({
      code: 'value-overlaid',
      path: 'k8s/overlays/dev/kustomization.yaml',
      message: expect.stringContaining('overrides DATABASE_URL of Secret backend-secret') as string,
    });
    expect(JSON.stringify(said)).not.toMatch(/hidden|other/);
  });

  test.each([
    ['to another database', generator('postgresql://u@db.example.com/app')],
    ['to SQLite elsewhere', generator('sqlite:////elsewhere/x.db')],
    ['to something unknown', generator('changeme')],
    ['for another Secret', generator(SQLITE).replace('backend-secret', 'other')],
    ['for another key', generator(SQLITE).replace('DATABASE_URL', 'X')],
    ['in a file that is not there', 'patches: [{ path: x.yaml }]\n'],
    ['in a file outside of the repository', 'patches: [{ path: ../../../../x.yaml }]\n'],
    ['by no YAML', "patches: [{ patch: '{' }]\n"],
  ])('not one %s', (_, text) => {
    expect(codesOf(warningsOf(overlay(text)))).toEqual(['restart-needed']);
  });
});

test('an overlay that says this database in other words is left alone', () => {
  const own = 'postgresql://app:other@database-service:5432/app?sslmode=require';
  const repository = new TemporaryRepository({
    ...CHATBOT,
    'k8s/overlays/prod/kustomization.yaml': `resources: [../../base]\nsecretGenerator: [{ name: backend-secret, behavior: merge, literals: ['DATABASE_URL=${own}'] }]\n`,
  });
  expect(codesOf(synthesize(repository).warnings)).toEqual(['restart-needed']);
  expect(planOf(repository).warnings).toEqual([]);
});

test('a SQLite URL with a password in it is not quoted', () => {
  const files = chatbot({
    [SECRET]: secretFile('sqlite+pysqlcipher://:hidden-words@/foo.db?cipher=aes'),
    'k8s/base/backend/deployment.yaml': mounting('/data'),
  });

  expect(codesOf(warningsOf(files))).toContain('sqlite-stays');
  expect(JSON.stringify(warningsOf(files))).not.toContain('hidden-words');
});

test('a comment with the old value goes stale, and stays as it is', () => {
  const repository = new TemporaryRepository(
    chatbot({ [SECRET]: secretFile().replace('type:', `# ${SQLITE}\ntype:`) }),
  );

  const { warnings } = synthesize(repository);

  expect(warnings).toContainEqual(expect.objectContaining({ code: 'stale-comment', path: SECRET }));
  expect(repository.read(SECRET)).toContain(`\n# ${SQLITE}\n`);
});

describe('an overlay that gives the Service another name', () => {
  const overlay = (text: string, path = 'k8s/overlays/prod/kustomization.yaml'): Files => ({
    ...CHATBOT,
    [path]: text,
  });

  test.each([
    ['a prefix', 'namePrefix: prod-\nresources: [../../base]\n'],
    ['a suffix', 'nameSuffix: -prod\nresources:\n- ../../base/\n'],
    ['a suffix beside an empty prefix', "namePrefix: ''\nnameSuffix: -prod\nresources: [../../base]\n"],
    ['by bases', 'bases: [../../base]\nnamePrefix: prod-\n'],
  ])('%s', (_, text) => {
    expect(warningsOf(overlay(text))).toContainEqual({
      code: 'host-renamed',
      path: 'k8s/overlays/prod/kustomization.yaml',
      message: expect.stringContaining('in this overlay') as string,
    });
  });

  test('one over others that build on the base, whatever they are called', () => {
    const files = {
      ...overlay('resources: [../../base]\n', 'k8s/overlays/c/kustomization.yaml'),
      'k8s/overlays/b/kustomization.yaml': 'resources: [../c]\n',
      'k8s/overlays/a/kustomization.yaml': 'namePrefix: a-\nresources: [../b]\n',
    };

    expect(warningsOf(files)).toContainEqual(
      expect.objectContaining({ code: 'host-renamed', path: 'k8s/overlays/a/kustomization.yaml' }),
    );
  });

  test.each([
    ['that renames nothing', 'resources: [../../base]\nnamespace: prod\n'],
    ['that builds on another base', 'namePrefix: prod-\nresources: [../../other]\n'],
    ['that is no YAML', 'namePrefix: [\n'],
  ])('%s: nothing is said', (_, text) => {
    expect(codesOf(warningsOf(overlay(text)))).toEqual(['restart-needed']);
  });

  test('one that moves what is in the base, where the URL names the namespace', () => {
    const repository = new TemporaryRepository(overlay('namespace: prod\nresources: [../../base]\n'));

    const { warnings } = planOf(repository, { compose: composition({}, { namespace: 'data' }) });

    expect(warnings).toContainEqual(
      expect.objectContaining({ code: 'host-renamed', path: 'k8s/overlays/prod/kustomization.yaml' }),
    );
  });
});

test('a NetworkPolicy that lets nothing out', () => {
  const files = chatbot({
    [ROOT]: `${KUSTOMIZATION}  - policy.yaml\n`,
    'k8s/base/policy.yaml':
      'kind: NetworkPolicy\nmetadata: { name: deny }\nspec: { podSelector: {}, policyTypes: [Egress] }\n',
  });

  expect(warningsOf(files)).toContainEqual(
    expect.objectContaining({ code: 'network-policy', path: 'k8s/base/policy.yaml' }),
  );
});

test('no warning quotes a value', () => {
  const url = 'postgresql://app:hidden-words@postgres/app';
  const files = chatbot({ [SECRET]: `# ${url}\n# ${base64(url)}\n${secretFile(url)}` });

  expect(JSON.stringify(warningsOf(files))).not.toMatch(/hidden-words|cG9zdGdyZXNxbDovL2FwcDpoaWRkZW4/);
});
