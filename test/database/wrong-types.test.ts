import { App, Size } from 'cdk8s';
import { GitOpsApp, PostgresDatabase, type PostgresDatabaseProps } from 'cdk8s-database';
import { refusalOf } from '../refusal-of';

/** As a program gives them that nobody type-checks. */
function refused(props: Partial<Record<keyof PostgresDatabaseProps, unknown>>): (string | undefined)[] {
  const problems = refusalOf(
    () => new PostgresDatabase(new App(), 'database', props as PostgresDatabaseProps),
  );
  expect(problems.every(({ code, path }) => code === 'wrong-type' && path === 'database')).toBe(true);
  return problems.map(({ message }) => message);
}

const CLIENTS = "clients is not of the form [{ labels: { app: 'reports' }, namespace: 'tools' }]";
const DNS = "dns is not of the form [{ labels: { 'k8s-app': 'kube-dns' }, namespace: 'kube-system' }]";
const STORAGE = 'storage is not of the form { size: Size.gibibytes(10) }';
const RESOURCES =
  'resources is not of the form { memory: Size.gibibytes(1), ephemeralStorage: Size.gibibytes(1) }';

test.each([
  ['tls', 'require', 'tls is no ServerTls; give for example ServerTls.selfSigned()'],
  ['version', '16', 'version is no PostgresVersion; give for example PostgresVersion.V16'],
  ['password', 'secret', 'password is no Password; give for example Password.fromEnvironment()'],
  ['schema', 'schema', "schema is no Schema; give for example Schema.fromDirectory('schema')"],
  ['clients', {}, CLIENTS],
  ['clients', [null], CLIENTS],
  ['clients', [{ app: 'reports' }], CLIENTS],
  ['clients', [{ labels: { app: 1 } }], CLIENTS],
  ['clients', [{ labels: { app: 'reports' }, namespace: 'Not A Name' }], CLIENTS],
  ['clients', [{ labels: { 'an app': 'reports' } }], CLIENTS],
  ['clients', [{ labels: { app: 'two words' } }], CLIENTS],
  ['dns', [], DNS],
  ['dns', [{ labels: { 'k8s-app': 'kube dns' } }], DNS],
  ['storage', null, STORAGE],
  ['storage', '10Gi', STORAGE],
  ['storage', { size: '10Gi' }, STORAGE],
  ['resources', { memory: 1024 }, RESOURCES],
  ['resources', { ephemeralStorage: '1Gi' }, RESOURCES],
])('%s: %j is refused, with what would be right', (prop, value, message) => {
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
