import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { App, Chart, Lazy, Size } from 'cdk8s';
import {
  ApplicationSecret,
  BackendEnvironment,
  BackendSecret,
  BackupStore,
  Capability,
  DatabaseCredentials,
  DatabaseService,
  DatabaseUrl,
  DatabaseVolumeClaim,
  GitOpsApp,
  LocalVolume,
  Password,
  PostgresConfig,
  PostgresDatabase,
  PostgresImport,
  PostgresStatefulSet,
  PostgresVersion,
  Schema,
  ServerTls,
  SqliteSource,
  SqliteToPostgres,
  SqliteVolume,
  StorageClass,
  type Contribution,
} from 'cdk8s-database';
import { contributionsTo } from '../../src/server/contributions';
import known from '../../src/text/known-props.json';
import { nearestName } from '../../src/text/nearest-name';
import { refusalOf } from '../refusal-of';

const chart = (): Chart => new Chart(new App(), 'chart');
const database = (props: object): unknown => new PostgresDatabase(new App(), 'database', props);
const environment = (props: object): unknown => database({ environments: { test: props } });
const volume = (props: object): unknown =>
  new SqliteVolume(new App(), 'auth-db', { workload: 'auth', ...props });

const importFrom = (props: object): unknown =>
  new PostgresImport(new PostgresDatabase(new App(), 'database'), 'import', props as never);

function contribution(given: object): void {
  class Added extends Capability {
    contribute(): Contribution {
      return given;
    }
  }
  const to = new PostgresDatabase(new App(), 'database');
  new Added(to, 'added');
  contributionsTo(to);
}

/** Of each interface a place in the public surface that takes it, and the path that the problem has there. */
const TAKERS: Record<string, [path: string, give: (props: never) => unknown]> = {
  Alert: ['database/added.alerts[0]', (alert) => contribution({ alerts: [alert] })],
  BackendEnvironmentProps: ['x', (props) => new BackendEnvironment(chart(), 'x', props)],
  'BackendEnvironmentProps.variables': [
    'x.variables.X',
    (X) => new BackendEnvironment(chart(), 'x', { variables: { X } } as never),
  ],
  BackupRetention: ['database.backup.keep', (keep) => database({ backup: { keep } })],
  BackendSecretProps: ['backend', (props) => new BackendSecret(chart(), 'backend', props)],
  CertificateIssuer: ['ServerTls.fromCertManager', (props) => ServerTls.fromCertManager(props)],
  ClaimBackupStoreProps: ['BackupStore.claim', (props) => BackupStore.claim(props)],
  Contribution: ['database/added', contribution],
  ComposeService: ['database.environments.test.compose', (compose) => environment({ compose })],
  DrillProps: ['database.backup.drill', (drill) => database({ backup: { drill } })],
  DatabaseCredentialsProps: ['x', (props) => new DatabaseCredentials(chart(), 'x', props)],
  DatabaseEnvironment: ['database.environments.test', environment],
  DatabaseResources: ['database.resources', (resources) => database({ resources })],
  DatabaseServiceProps: ['x', (props) => new DatabaseService(chart(), 'x', props)],
  DatabaseStorage: ['database.storage', (storage) => database({ storage })],
  DatabaseUrlProps: ['DatabaseUrl', (props) => new DatabaseUrl(props)],
  DatabaseVolumeClaimProps: ['x', (props) => new DatabaseVolumeClaim(chart(), 'x', props)],
  DotenvFile: ['database.environments.test.dotenv', (dotenv) => environment({ dotenv })],
  ExternalSecretProps: ['ApplicationSecret.external', (props) => ApplicationSecret.external(props)],
  GitOpsAppProps: ['GitOpsApp', (props) => new GitOpsApp(props)],
  LocalVolumeProps: ['pv', (props) => new LocalVolume(chart(), 'pv', props)],
  'LocalVolumeProps.claim': ['pv.claim', (claim) => new LocalVolume(chart(), 'pv', { claim } as never)],
  ManagedServer: ['database.environments.test.managed', (managed) => environment({ managed })],
  NetworkPeer: ['database.clients[0]', (client) => database({ clients: [client] })],
  NetworkRule: ['database/added.egress[0]', (rule) => contribution({ egress: [rule] })],
  NewClaimBackupStoreProps: ['BackupStore.newClaim', (props) => BackupStore.newClaim(props)],
  NfsBackupStoreProps: ['BackupStore.nfs', (props) => BackupStore.nfs(props)],
  'Partial<SqliteBackupProps>': [
    'auth-db.environments.test.backup',
    (backup) => volume({ environments: { test: { backup } } }),
  ],
  PodVolumeMount: ['database/added.volumeMounts[0]', (mount) => contribution({ volumeMounts: [mount] })],
  PostgresConfigProps: ['x', (props) => new PostgresConfig(chart(), 'x', props)],
  PostgresBackupProps: ['database.backup', (backup) => database({ backup })],
  PostgresDatabaseProps: ['database', database],
  PostgresImportProps: ['import', importFrom],
  PostgresMonitoringProps: ['database.monitoring', (monitoring) => database({ monitoring })],
  PostgresSnapshotsProps: ['database.snapshots', (snapshots) => database({ snapshots })],
  PostgresSource: ['import.from', (from) => importFrom({ from })],
  PostgresStatefulSetProps: ['x', (props) => new PostgresStatefulSet(chart(), 'x', props)],
  PostgresVersionProps: ['PostgresVersion.of', (props) => PostgresVersion.of(16, props)],
  S3BackupStoreProps: ['BackupStore.s3', (props) => BackupStore.s3(props)],
  ScheduledProcedure: [
    'Schema.fromDirectory.scheduled[0]',
    (one) => Schema.fromDirectory('schema', { scheduled: [one] }),
  ],
  SchemaProps: ['Schema.fromDirectory', (props) => Schema.fromDirectory('schema', props)],
  SecretKey: ['import.from.password', (password) => importFrom({ from: { password } })],
  SelfSignedProps: ['ServerTls.selfSigned', (props) => ServerTls.selfSigned(props)],
  ServerRole: ['database/added.roles[0]', (role) => contribution({ roles: [role] })],
  ServerConfiguration: ['database.configuration', (configuration) => database({ configuration })],
  ServerLimits: ['x.limits', (limits) => new PostgresConfig(chart(), 'x', { limits } as never)],
  SqliteBackupProps: ['auth-db.backup', (backup) => volume({ backup })],
  SqliteEnvironment: ['auth-db.environments.test', (test) => volume({ environments: { test } })],
  SqliteMonitoringProps: ['auth-db.monitoring', (monitoring) => volume({ monitoring })],
  SqliteSourceProps: ['SqliteSource.dump', (props) => SqliteSource.dump(props)],
  SqliteStorage: ['auth-db.storage', (storage) => volume({ storage })],
  SqliteToPostgresProps: [
    'import',
    (props) => new SqliteToPostgres(new PostgresDatabase(new App(), 'database'), 'import', props),
  ],
  SqliteVolumeProps: ['auth-db', (props) => new SqliteVolume(new App(), 'auth-db', props)],
  StorageClassProps: ['class', (props) => new StorageClass(chart(), 'class', props)],
  UrlProps: ['database.url', (props) => new PostgresDatabase(new App(), 'database').url(props)],
  WalArchiveProps: ['database.backup.wal', (wal) => database({ backup: { wal } })],
};

const INTERFACES = Object.entries(known).filter(([, shape]) => typeof shape === 'object');

test('the table and docs/reference.md are what the source says', () => {
  const script = join(__dirname, '../../scripts/props.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('every interface of props is taken somewhere', () => {
  expect(Object.keys(TAKERS).sort()).toEqual(INTERFACES.map(([name]) => name).sort());
});

test.each(INTERFACES)('%s: 100 misspelt props are refused, each with the right name', (name, shape) => {
  const [path, give] = TAKERS[name] as [string, (props: object) => unknown];
  const names = Object.keys(shape);
  const wrong = names.flatMap((prop) => misspelt(prop, names).map((typed) => [prop, typed] as const));
  const tried = Array.from({ length: 100 }, (_, index) => wrong[Math.floor((index * wrong.length) / 100)]);
  expect(new Set(tried.map(([, typed] = ['', '']) => typed)).size).toBe(100);
  const said = tried.map(([, typed] = ['', '']) => {
    const found = refusalOf(() => give({ [typed]: 1 })).find(({ code }) => code === 'unknown-prop');
    return `${found?.path ?? ''}: ${/did you mean (\w+)\?/.exec(found?.message ?? '')?.[1] ?? ''}`;
  });

  expect(said).toEqual(tried.map(([prop, typed] = ['', '']) => `${path}.${typed}: ${prop}`));
});

/** One slip of a finger each: a letter left out, one too many, another one, two swapped; or another case. */
function misspelt(prop: string, names: readonly string[]): string[] {
  const at = (index: number): string => prop.charAt(index);
  const letters = [...prop].flatMap((letter, index) => {
    const [before, after] = [prop.slice(0, index), prop.slice(index + 1)];
    const more = [...'abcdefghijklmnopqrstuvwxyz'];
    return [
      before + after,
      before + letter + letter + after,
      before + at(index + 1) + letter + after.slice(1),
      ...more.flatMap((one) => [before + one + after, before + one + letter + after]),
    ];
  });
  const typed = new Set([prop.toUpperCase(), `${prop}s`, `${prop}_`, ...letters]);
  // One letter away from two props, nobody can say which is meant; none is left of those of one letter.
  const others = names.filter((name) => name !== prop);
  return [...typed].filter(
    (one) => one.length > 1 && !names.includes(one) && nearestName(one, others) === undefined,
  );
}

test('all problems are said at once, nested ones too, and no value that might be a secret', () => {
  const problems = refusalOf(() =>
    database({
      storage: { sise: Size.gibibytes(500), storageclass: 'fast' },
      resource: { memory: Size.gibibytes(8) },
      password: 'horse-battery',
      environments: { test: { compose: { servise: 'test-db', port: '5433' } } },
    }),
  );

  expect(problems.map(({ path, code }) => `${path} ${code}`)).toEqual([
    'database.storage.sise unknown-prop',
    'database.storage.storageclass unknown-prop',
    'database.resource unknown-prop',
    'database.password wrong-type',
    'database.environments.test.compose.servise unknown-prop',
    'database.environments.test.compose.port wrong-type',
    'database.environments.test.compose.service wrong-type',
  ]);
  expect(problems[0]?.message).toBe(
    'is not a prop of DatabaseStorage; did you mean size? allowed: size, storageClass, fromSnapshot, accessMode',
  );
  expect(JSON.stringify(problems)).not.toContain('horse-battery');
});

test('an object that another copy of the library has made is taken', () => {
  jest.isolateModules(() => {
    const copy = jest.requireActual<typeof import('../../src/index')>('../../src/index');
    const { Size: OtherSize } = jest.requireActual<{ Size: typeof Size }>('cdk8s');

    expect([copy.Password === Password, OtherSize === Size]).toEqual([false, false]);
    const props = {
      version: copy.PostgresVersion.V17,
      password: copy.Password.fromSecret('login'),
      tls: copy.ServerTls.selfSigned(),
      storage: { size: OtherSize.gibibytes(1), storageClass: undefined },
    };
    expect(() => database(props)).not.toThrow();
  });
});

test('the keys of settings, labels and variables are free', () => {
  const free = { configuration: { settings: { work_men: '8MB' } }, clients: [{ labels: { ap: 'reports' } }] };
  expect(() => database(free)).not.toThrow();
});

test('a value that is known at synth only is taken', () => {
  const late = { name: Lazy.any({ produce: () => 'late' }) as string };
  expect(() => BackupStore.claim(late)).not.toThrow();
});
