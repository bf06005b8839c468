import { ApiObject, JsonPatch, Size } from 'cdk8s';
import { load } from 'js-yaml';
import {
  ApplicationSecret,
  BackendSecret,
  Password,
  PostgresDatabase,
  type DatabaseEnvironment,
  type GitOpsApp,
} from '../../../../src/index';
import { base64, chatbot, PASSWORD, SQLITE } from '../../../fixtures/chatbot';
import {
  changesOf,
  codesOf,
  composition,
  problemsOf,
  synthesize,
  type Circumstances,
} from '../../../in-process';
import { TemporaryRepository, temporaryFolder, treeOf } from '../../../temporary-repository';

const COMPONENT = 'k8s/overlays/production/database';
const OVERLAY = 'k8s/overlays/production/kustomization.yaml';

function within(environments: Record<string, DatabaseEnvironment>, more: Circumstances = {}): Circumstances {
  return { compose: composition({}, { environments }), ...more };
}

const FAST: DatabaseEnvironment = { storage: { size: Size.gibibytes(50), storageClass: 'fast-ssd' } };
const STAGING = { staging: FAST };

function repository(files: Parameters<typeof chatbot>[0] = {}): TemporaryRepository {
  return new TemporaryRepository(chatbot(files));
}

describe('an environment', () => {
  test('is an overlay that says what it has otherwise, and nothing else', () => {
    const at = repository();
    synthesize(at, within(STAGING));
    const component = 'k8s/overlays/staging/database';
    expect(Object.keys(at.tree('k8s/overlays'))).toEqual([
      'staging/database/.cdk8s-database.json',
      'staging/database/configmap-database-config-patch.yaml',
      'staging/database/kustomization.yaml',
      'staging/database/persistentvolumeclaim-database-data-16-patch.yaml',
      'staging/kustomization.yaml',
    ]);
    expect(at.read('k8s/overlays/staging/kustomization.yaml')).toBe(
      [
        'apiVersion: kustomize.config.k8s.io/v1beta1',
        'kind: Kustomization',
        'resources:',
        '  - ../../base',
        'components:',
        '  - database',
        '',
      ].join('\n'),
    );
    expect(load(at.read(`${component}/persistentvolumeclaim-database-data-16-patch.yaml`))).toEqual([
      { op: 'add', path: '/spec/storageClassName', value: 'fast-ssd' },
      { op: 'replace', path: '/spec/resources/requests/storage', value: '50Gi' },
    ]);
  });

  test('has the JSON patches of the base, and its own beside them', () => {
    const at = repository();
    const pool = (name: string): JsonPatch =>
      JsonPatch.add('/spec/template/spec/nodeSelector', { 'example.com/pool': name });
    const compose = (app: GitOpsApp): void => {
      const environments = {
        staging: {},
        production: { password: Password.fromSecret('db'), secret: ApplicationSecret.inCluster() },
      };
      const database = new PostgresDatabase(app, 'database', { environments });
      new BackendSecret(app, 'secret', { value: database.url() });
      ApiObject.of(database.statefulSet).addJsonPatch(pool('databases'));
      const production = database.environments?.get('production') as PostgresDatabase;
      ApiObject.of(production.statefulSet).addJsonPatch(pool('production'));
    };
    synthesize(at, { compose });
    const patch = 'statefulset-database-patch.yaml';

    expect(load(at.read('k8s/base/database/statefulset.yaml'))).toMatchObject({
      spec: { template: { spec: { nodeSelector: { 'example.com/pool': 'databases' } } } },
    });
    expect(at.tree('k8s/overlays/staging/database')).not.toHaveProperty([patch]);
    expect(load(at.read(`${COMPONENT}/${patch}`))).toContainEqual({
      op: 'replace',
      path: '/spec/template/spec/nodeSelector/example.com~1pool',
      value: 'production',
    });
    expect(changesOf(synthesize(at, { compose }))).toEqual({});
  });

  test('leaves the base as it is without one', () => {
    const [alone, beside] = [repository(), repository()];
    synthesize(alone);
    synthesize(beside, within(STAGING));
    expect(beside.tree('k8s/base')).toEqual(alone.tree('k8s/base'));
  });

  test('is the same bytes when nothing has changed, and its check finds nothing', () => {
    const at = repository();
    synthesize(at, within(STAGING));
    const times = at.writeTimes();
    expect(changesOf(synthesize(at, within(STAGING)))).toEqual({});
    expect(at.writeTimes()).toEqual(times);
  });

  test('of which nothing differs is there all the same, for what was otherwise must not stay', () => {
    const at = repository();
    synthesize(at, within({ staging: { resources: { cpuLimit: 4 } } }));
    synthesize(at, within({ staging: {} }));
    expect(Object.keys(at.tree('k8s/overlays/staging/database'))).toEqual([
      '.cdk8s-database.json',
      'kustomization.yaml',
    ]);
    expect(load(at.read('k8s/overlays/staging/database/kustomization.yaml'))).toMatchObject({
      resources: [],
    });
  });

  test('that is no longer in main.ts stays, and is named', () => {
    const at = repository();
    synthesize(at, within(STAGING));
    const before = at.tree('k8s/overlays');
    const { warnings } = synthesize(at, within({}));
    expect(warnings).toContainEqual(
      expect.objectContaining({ code: 'orphaned-component', path: 'k8s/overlays/staging/database' }),
    );
    expect(at.tree('k8s/overlays')).toEqual(before);
  });

  test('has its place in the user’s own overlay, of which all else stays', () => {
    const theirs =
      '# Production.\nresources:\n- ../../base   # what everybody has\n\nnamespace: chat\nimages: []';
    const at = repository({
      [OVERLAY.replace('production', 'staging')]: theirs,
      'k8s/overlays/staging/a.txt': 'a',
    });
    synthesize(at, within(STAGING));
    const text = at.read('k8s/overlays/staging/kustomization.yaml');
    expect(text.replace(/\n*components:\n- database/, '')).toBe(theirs);
    expect(load(text)).toMatchObject({ components: ['database'], resources: ['../../base'] });
    expect(at.read('k8s/overlays/staging/a.txt')).toBe('a');
  });

  test('is told where the user’s own overlay does not build on the base', () => {
    const at = repository({ 'k8s/overlays/staging/kustomization.yaml': 'resources:\n- other.yaml\n' });
    expect(codesOf(synthesize(at, within(STAGING)).warnings)).toContain('overlay-without-base');
  });

  test('is in the output too, with what the user’s overlay has', () => {
    const at = repository({
      'k8s/overlays/staging/kustomization.yaml': 'resources:\n- ../../base\npatches:\n- path: a.yaml\n',
      'k8s/overlays/staging/a.yaml': 'a: b\n',
    });
    const before = at.tree();
    const output = `${temporaryFolder()}/dist`;
    synthesize(at, within(STAGING, { flags: { output } }));
    expect(at.tree()).toEqual(before);
    const written = treeOf(output);
    expect(written['k8s/overlays/staging/a.yaml']).toBe('a: b\n');
    expect(written['k8s/overlays/staging/kustomization.yaml']).toContain('components:\n- database\n');
    expect(written['k8s/overlays/staging/database/kustomization.yaml']).toContain('kind: Component');
    expect(changesOf(synthesize(at, within(STAGING, { flags: { output } })))).toEqual({});
  });

  test('keeps the claim that it has been given: less is refused, with nothing changed', () => {
    const at = repository();
    synthesize(at, within(STAGING));
    const smaller = { staging: { storage: { size: Size.gibibytes(20), storageClass: 'standard' } } };
    const problems = problemsOf(at, within(smaller));
    expect(codesOf(problems)).toEqual(['claim-change', 'claim-change']);
    expect(problems[0]?.message).toMatch(/^in the environment staging: requests 50Gi, but main.ts has 20Gi/);
  });

  test('keeps a password of its own that was made once', () => {
    const at = repository();
    const own = within({ staging: { password: Password.fromEnvironment('STAGING_PASSWORD') } });
    synthesize(at, own);
    at.remove('.cdk8s-database');
    expect(changesOf(synthesize(at, own))).toEqual({});
    const patch = load(at.read('k8s/overlays/staging/database/secret-database-credentials-patch.yaml'));
    const { password } = (patch as { data: { password: string } }).data;
    expect(Buffer.from(password, 'base64').toString()).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(password).not.toBe(base64(PASSWORD));
  });

  test('leads the application to its own database as its own role', () => {
    const at = repository();
    synthesize(at, within({ staging: { database: 'staging_db', user: 'staging_user' } }));
    const patch = load(at.read('k8s/overlays/staging/database/secret-backend-secret-patch.yaml')) as {
      data: { DATABASE_URL: string };
    };
    const url = new URL(Buffer.from(patch.data.DATABASE_URL, 'base64').toString());
    expect(url).toMatchObject({
      username: 'staging_user',
      pathname: '/staging_db',
      hostname: 'database-service',
    });
  });
});

describe('production', () => {
  const PRODUCTION: DatabaseEnvironment = {
    ...FAST,
    password: Password.fromSecret('database-production'),
    secret: ApplicationSecret.external({ key: 'chat/database', property: 'url', store: 'vault' }),
  };

  test('has its URL from the store, and no password of the base’s in its files', () => {
    const at = repository();
    synthesize(at, within({ production: PRODUCTION }));
    expect(load(at.read(`${COMPONENT}/secret-backend-secret-patch.yaml`))).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'backend-secret' },
      data: { DATABASE_URL: null },
    });
    expect(load(at.read(`${COMPONENT}/externalsecret.yaml`))).toMatchObject({
      apiVersion: 'external-secrets.io/v1',
      spec: {
        data: [{ secretKey: 'DATABASE_URL', remoteRef: { key: 'chat/database', property: 'url' } }],
        secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
        target: { creationPolicy: 'Merge', name: 'backend-secret' },
      },
    });
    expect(load(at.read(`${COMPONENT}/secret-database-credentials-patch.yaml`))).toMatchObject({
      $patch: 'delete',
      kind: 'Secret',
      metadata: { name: 'database-credentials' },
    });
    const written = Object.values(at.tree('k8s/overlays')).join('\n');
    for (const form of [PASSWORD, base64(PASSWORD), base64(SQLITE)]) expect(written).not.toContain(form);
  });

  test('outside of the cluster has nothing of the server, and the Secret that is there', () => {
    const at = repository();
    synthesize(at, within({ production: { managed: {}, secret: ApplicationSecret.inCluster() } }));
    const removed = Object.entries(at.tree(COMPONENT)).filter(([, text]) => text.includes('$patch: delete'));
    expect(removed.map(([path]) => path)).toEqual([
      'configmap-database-config-patch.yaml',
      'networkpolicy-database-patch.yaml',
      'persistentvolumeclaim-database-data-16-patch.yaml',
      'poddisruptionbudget-database-patch.yaml',
      'secret-backend-secret-patch.yaml',
      'secret-database-credentials-patch.yaml',
      'service-database-headless-patch.yaml',
      'service-database-service-patch.yaml',
      'serviceaccount-database-patch.yaml',
      'statefulset-database-patch.yaml',
    ]);
  });

  test.each<[string, DatabaseEnvironment, RegExp]>([
    ['with the base’s password', FAST, /has no secret[^]*its password in a file/],
    ['with a URL that would be written', { password: Password.fromSecret('a') }, /has no secret/],
    ['managed, without a Secret', { managed: {} }, /has no secret/],
    [
      'managed, with a disk',
      { managed: {}, secret: ApplicationSecret.inCluster(), storage: {} },
      /has managed and storage/,
    ],
    [
      'of another version',
      { version: 17 } as DatabaseEnvironment,
      /is not a prop of DatabaseEnvironment; allowed: database, /,
    ],
  ])('%s is refused', (_, environment, message) => {
    const said = problemsOf(repository(), within({ production: environment })).map(
      (problem) => problem.message,
    );
    expect(said.join('\n')).toMatch(message);
  });

  test('is known by any word of its name', () => {
    const problems = problemsOf(repository(), within({ 'eu-prod': FAST }));
    expect(codesOf(problems)).toEqual(['environment', 'environment']);
    synthesize(repository(), within({ reproduction: FAST }));
  });
});

test('an overlay of 0 bytes is a placeholder', () => {
  const at = repository({ 'k8s/overlays/staging/kustomization.yaml': '' });
  synthesize(at, within(STAGING));
  expect(at.read('k8s/overlays/staging/kustomization.yaml')).toContain('  - ../../base\n');
});

describe('is refused', () => {
  test('where its name cannot be a folder', () => {
    expect(codesOf(problemsOf(repository(), within({ '../base': FAST })))).toEqual(['environment']);
  });

  test('where the base is the repository itself', () => {
    const at = new TemporaryRepository({
      'kustomization.yaml': 'resources:\n- secret.yaml\n',
      'secret.yaml': `apiVersion: v1\nkind: Secret\nmetadata:\n  name: backend-secret\ndata:\n  DATABASE_URL: ${base64(SQLITE)}\n`,
    });
    const circumstances = within(STAGING, { flags: { base: '.', inPlace: true } });
    expect(codesOf(problemsOf(at, circumstances))).toEqual(['no-overlays']);
  });

  test('where the base’s own transformers would not reach what it adds', () => {
    const kustomization = `namePrefix: chat-\nresources:\n- backend/secret.yaml\n- backend/deployment.yaml\n`;
    const at = repository({ 'k8s/base/kustomization.yaml': kustomization });
    expect(() => ApplicationSecret.external({ key: 'a', store: 'My Vault' })).toThrow(
      '"My Vault" is not a valid name of a ClusterSecretStore',
    );
    const secret = ApplicationSecret.external({ key: 'a', store: 'vault' });
    expect(codesOf(problemsOf(at, within({ staging: { secret } })))).toEqual(['transformer-in-base']);
  });

  test('where somebody has edited its files by hand', () => {
    const at = repository();
    synthesize(at, within(STAGING));
    const patch = 'k8s/overlays/staging/database/persistentvolumeclaim-database-data-16-patch.yaml';
    at.write({ [patch]: at.read(patch).replace('50Gi', '60Gi') });
    expect(codesOf(problemsOf(at, within(STAGING)))).toContain('edited-by-hand');
  });
});
