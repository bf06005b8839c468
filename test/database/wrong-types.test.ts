import { App, Size } from 'cdk8s';
import { GitOpsApp, PostgresDatabase, type PostgresDatabaseProps } from 'cdk8s-database';
import { refusalOf } from '../refusal-of';

/** As a program gives them that nobody type-checks. */
function refused(props: Partial<Record<keyof PostgresDatabaseProps, unknown>>): (string | undefined)[] {
  const problems = refusalOf(
    () => new PostgresDatabase(new App(), 'database', props as PostgresDatabaseProps),
  );
  expect(problems.every(({ code }) => code === 'wrong-type')).toBe(true);
  return problems.map(({ message, path }) => `${path}: ${message}`);
}

const CLIENTS = "database: clients is not of the form [{ labels: { app: 'reports' }, namespace: 'tools' }]";
const CLIENT = '{ labels: Record<string, string>, namespace?: string }';
const DNS =
  "database: dns is not of the form [{ labels: { 'k8s-app': 'kube-dns' }, namespace: 'kube-system' }]";
const STORAGE =
  "{ size?: Size, storageClass?: string, fromSnapshot?: string, accessMode?: 'ReadWriteOnce' | 'ReadWriteOncePod' }";
const SIZE = 'allowed: Size, for example Size.gibibytes(10)';

test.each([
  ['tls', 'require', 'tls: is a text; allowed: ServerTls, for example ServerTls.selfSigned()'],
  ['version', '16', 'version: is a text; allowed: PostgresVersion, for example PostgresVersion.V16'],
  ['password', 'secret', 'password: is a text; allowed: Password, for example Password.fromEnvironment()'],
  ['schema', 'schema', "schema: is a text; allowed: Schema, for example Schema.fromDirectory('schema')"],
  ['clients', {}, `clients: is an object; allowed: a list, each item ${CLIENT}`],
  ['clients', [null], `clients[0]: is null; allowed: ${CLIENT}`],
  ['clients', [{ labels: { app: 1 } }], 'clients[0].labels.app: is a number; allowed: a text'],
  ['storage', null, `storage: is null; allowed: ${STORAGE}`],
  ['storage', '10Gi', `storage: is a text; allowed: ${STORAGE}`],
  ['storage', { size: '10Gi' }, `storage.size: is a text; ${SIZE}`],
  ['storage', { size: Object.create(null) as unknown }, `storage.size: is an object; ${SIZE}`],
  [
    'storage',
    { accessMode: 'ReadWriteMany' },
    `storage.accessMode: is "ReadWriteMany"; allowed: 'ReadWriteOnce', 'ReadWriteOncePod'`,
  ],
  ['resources', { memory: 1024 }, `resources.memory: is a number; ${SIZE}`],
  ['resources', { ephemeralStorage: '1Gi' }, `resources.ephemeralStorage: is a text; ${SIZE}`],
  [
    'environments',
    { test: { compose: {} } },
    'environments.test.compose.service: is missing; allowed: a text',
  ],
])('%s: %j is refused, with what would be right', (prop, value, message) => {
  expect(refused({ [prop]: value })).toEqual([`database.${message}`]);
});

test.each([
  ['clients', [{ labels: { app: 'reports' }, namespace: 'Not A Name' }], CLIENTS],
  ['clients', [{ labels: { 'an app': 'reports' } }], CLIENTS],
  ['clients', [{ labels: { app: 'two words' } }], CLIENTS],
  ['dns', [], DNS],
  ['dns', [{ labels: { 'k8s-app': 'kube dns' } }], DNS],
])('%s: %j is refused, as Kubernetes would', (prop, value, message) => {
  expect(refused({ [prop]: value })).toEqual([message]);
});

test('all wrong types are said at once', () => {
  expect(refused({ tls: 1, storage: 1, resources: 1, clients: 1 })).toHaveLength(4);
});

test('a volume on which not even an empty database fits is refused', () => {
  const app = new GitOpsApp();
  const tooSmall = new PostgresDatabase(app, 'small', { storage: { size: Size.mebibytes(255) } });
  const enough = new PostgresDatabase(app, 'enough', { storage: { size: Size.mebibytes(256) } });

  expect(problemsIn(tooSmall)).toEqual([
    'storage.size is 255Mi, but an empty database with its WAL needs nearly 256Mi; allowed: at least 256Mi',
  ]);
  expect(problemsIn(enough)).toEqual([]);
});

function problemsIn(database: PostgresDatabase): string[] {
  return database.node.findAll().flatMap((construct) => construct.node.validate());
}
