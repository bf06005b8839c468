import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, JsonPatch, Size, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { loadAll } from 'js-yaml';
import {
  BackendSecret,
  Capability,
  LocalVolume,
  Password,
  PostgresDatabase,
  PostgresVersion,
  Schema,
  ServerTls,
  SqliteSource,
  SqliteToPostgres,
  SqliteVolume,
  StorageClass,
  type Contribution,
} from 'cdk8s-database';
import { PASSWORD } from './rendered';

interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { name: string; namespace?: string; labels: Record<string, string> };
  readonly data: Record<string, string>;
  readonly spec: Record<string, unknown>;
}

interface Pods {
  readonly metadata: { readonly labels: Record<string, string> };
}

/** Where a workload, and where a CronJob has its pods. */
interface Templates {
  readonly template?: Pods;
  readonly jobTemplate?: { readonly spec: { readonly template: Pods } };
}

const folder = mkdtempSync(join(tmpdir(), 'plain-app-'));
const started = process.cwd();

beforeAll(() => {
  mkdirSync(join(folder, 'schema'));
  writeFileSync(join(folder, 'schema', '0001_tables.sql'), 'create table message (id bigint primary key);\n');
  process.chdir(folder);
});

afterAll(() => {
  process.chdir(started);
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  process.env['POSTGRES_PASSWORD'] = PASSWORD;
});

/** All objects of an app, as the files hold them that `cdk8s synth` writes. */
function synthesized(app: App): Rendered[] {
  return loadAll(app.synthYaml()) as Rendered[];
}

function named(objects: readonly Rendered[], kind: string, name: RegExp): Rendered {
  const [found, ...more] = objects.filter((one) => one.kind === kind && name.test(one.metadata.name));
  if (found === undefined || more.length > 0) throw new Error(`there is not one ${kind} ${name.source}`);
  return found;
}

describe('a schema in a chart of an app of cdk8s', () => {
  const withSchema = (directory: string): App => {
    const app = new App();
    new PostgresDatabase(new Chart(app, 'app'), 'database', { schema: Schema.fromDirectory(directory) });
    return app;
  };

  test('what the new database waits for is rendered: the migrations, and the Job that applies them', () => {
    const objects = synthesized(withSchema('schema'));
    const job = named(objects, 'Job', /^database-schema-[0-9a-f]{8}$/);
    const migrations = named(objects, 'ConfigMap', /^database-schema-[0-9a-f]{8}$/);

    expect(named(objects, 'ConfigMap', /^database-config$/).data).toHaveProperty('awaits-schema');
    expect(migrations.metadata.name).toBe(job.metadata.name);
    expect(migrations.data['0001_tables.sql']).toContain('create table message');
    expect(JSON.stringify(job.spec)).toContain('{"name":"PGHOST","value":"database-headless"}');
    named(objects, 'NetworkPolicy', /^database-schema-migration$/);
    expect(JSON.stringify(named(objects, 'NetworkPolicy', /^database$/).spec)).toContain('database-schema');
  });

  test('the directory is relative to the working directory, or anywhere else', () => {
    expect(withSchema(join(folder, 'schema')).synthYaml()).toBe(withSchema('schema').synthYaml());
    process.chdir(join(folder, 'schema'));
    try {
      expect(withSchema('../schema').synthYaml()).toBe(withSchema('.').synthYaml());
    } finally {
      process.chdir(folder);
    }
  });

  test('a folder that does not exist is refused', () => {
    expect(() => withSchema('nowhere')).toThrow(/^nowhere: .*0001_tables\.sql \(migration-name\)$/);
  });

  test('it is the same in Testing.synth, however often', () => {
    const database = new PostgresDatabase(Testing.chart(), 'database', {
      schema: Schema.fromDirectory('schema'),
    });
    const first = Testing.synth(database) as Rendered[];

    expect(first.map(({ kind }) => kind)).toContain('Job');
    expect(Testing.synth(database)).toEqual(first);
  });
});

test('an import is rendered, after the migrations', () => {
  const app = new App();
  const database = new PostgresDatabase(new Chart(app, 'app'), 'database', {
    schema: Schema.fromDirectory('schema'),
  });
  new SqliteToPostgres(database, 'import', {
    from: SqliteSource.file({ claim: 'backend-data', path: 'chat.db' }),
  });
  const objects = synthesized(app);

  expect(JSON.stringify(named(objects, 'Job', /^database-import-/).spec)).toContain('0001_tables.sql');
  named(objects, 'ConfigMap', /^database-import-/);
  expect(JSON.stringify(named(objects, 'NetworkPolicy', /^database$/).spec)).toContain('database-import');
});

test('a capability of the program’s own is rendered', () => {
  class Notifier extends Capability {
    contribute(): Contribution {
      return { settings: { log_connections: 'on' }, sidecars: [{ name: 'notifier', image: 'notifier:1' }] };
    }
  }
  const app = new App();
  new Notifier(new PostgresDatabase(app, 'database'), 'notifier');
  const objects = synthesized(app);

  expect(named(objects, 'ConfigMap', /-config$/).data['postgresql.conf']).toContain("log_connections = 'on'");
  expect(JSON.stringify(named(objects, 'StatefulSet', /^database$/).spec)).toContain('notifier:1');
});

describe('what needs the repository is refused, and says what to do', () => {
  const GIVE =
    "which an app of cdk8s does not read; use a GitOpsApp (import { GitOpsApp } from 'cdk8s-database') in place of this App";

  test('environments', () => {
    const app = new App();
    new PostgresDatabase(app, 'database', { environments: { staging: {} } });
    expect(() => app.synthYaml()).toThrow(`[database] environments are overlays of your repository, ${GIVE}`);
  });

  test('a SqliteVolume', () => {
    const app = new App();
    new SqliteVolume(app, 'games', { workload: 'auth' });
    expect(() => app.synthYaml()).toThrow(
      `[games] a SqliteVolume changes a Deployment of your repository, ${GIVE}`,
    );
  });

  test('a BackendSecret outside of a chart', () => {
    const app = new App();
    new BackendSecret(app, 'secret', { value: new PostgresDatabase(app, 'database').url() });
    expect(() => app.synthYaml()).toThrow(
      `[secret] a BackendSecret outside of a chart is one of your repository, ${GIVE}`,
    );
  });

  test('a password that nobody has given, with all else that is wrong', () => {
    delete process.env['POSTGRES_PASSWORD'];
    const app = new App();
    const chart = new Chart(app, 'app');
    const database = new PostgresDatabase(chart, 'database', { storage: { size: Size.mebibytes(1) } });
    new BackendSecret(chart, 'secret', { value: database.url() });

    expect(() => app.synthYaml()).toThrow(
      /^Validation failed with the following errors:\n {2}\[app\/database\/credentials\] POSTGRES_PASSWORD is not set; set it .*\n {2}\[app\/database\/storage\] storage\.size is 1Mi.*\n {2}\[app\/secret\] POSTGRES_PASSWORD is not set; [^\n]*$/,
    );
  });

  test('a URL with a password that is in the cluster', () => {
    const app = new App();
    const chart = new Chart(app, 'app');
    const database = new PostgresDatabase(chart, 'database', { password: Password.fromSecret('given') });
    new BackendSecret(chart, 'secret', { value: database.url() });

    expect(() => app.synthYaml()).toThrow(/^ {2}\[app\/secret\] Secret given .*the password/m);
  });
});

test('what a synth would warn of stands on stderr', () => {
  const written = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    new PostgresDatabase(new App(), 'database', {
      configuration: { settings: { ssl_passphrase_command: 'echo secret' } },
      version: PostgresVersion.V14,
    });
    expect(written).toHaveBeenCalledWith(expect.stringContaining('(setting-in-plain-sight)'));
    expect(written).toHaveBeenCalledWith(expect.stringMatching(/^warning: database: .*\(end-of-life\)\n$/));
  } finally {
    written.mockRestore();
  }
});

test('only the server’s pod is named as the server is: no selector of it finds a Job', () => {
  const app = new App();
  const database = new PostgresDatabase(new Chart(app, 'app'), 'database', {
    backup: { drill: {} },
    schema: Schema.fromDirectory('schema'),
    snapshots: {},
  });
  const from = SqliteSource.file({ claim: 'backend-data', path: 'chat.db' });
  new SqliteToPostgres(database, 'import', { from });
  const withSpec = synthesized(app).filter((one) => 'spec' in one);
  const pods = withSpec.flatMap(({ kind, spec }) => {
    const { jobTemplate, template = jobTemplate?.spec.template } = spec as Templates;
    return template === undefined ? [] : [[kind, template.metadata.labels['app.kubernetes.io/name']]];
  });

  expect(pods.filter(([kind]) => kind === 'StatefulSet')).toEqual([['StatefulSet', 'postgresql']]);
  expect(new Set(pods.flatMap(([, name]) => name))).toEqual(
    new Set(['', '-backup', '-drill', '-import', '-schema', '-snapshot'].map((part) => `postgresql${part}`)),
  );
});

describe('the enclosing chart', () => {
  const tls = ServerTls.fromCertManager({ name: 'internal' });

  test('its namespace and its labels are those of all objects, and ours stay', () => {
    const app = new App();
    const chart = new Chart(app, 'app', {
      namespace: 'acme',
      labels: { team: 'a', 'app.kubernetes.io/name': 'shop' },
    });
    new PostgresDatabase(chart, 'database', { schema: Schema.fromDirectory('schema'), tls });
    const objects = synthesized(app);

    expect(objects.length).toBeGreaterThan(10);
    for (const { metadata } of objects) {
      expect(metadata).toMatchObject({ namespace: 'acme', labels: { team: 'a' } });
      expect(metadata.labels['app.kubernetes.io/name']).not.toBe('shop');
    }
    expect(named(objects, 'Certificate', /./).spec['dnsNames']).toContain('database-service.acme.svc');
  });

  test('a namespace of the database’s own wins', () => {
    const app = new App();
    const chart = new Chart(app, 'app', { namespace: 'acme' });
    new PostgresDatabase(chart, 'database', { namespace: 'data' });

    expect(new Set(synthesized(app).map(({ metadata }) => metadata.namespace))).toEqual(new Set(['data']));
  });

  test('who has the URL in another namespace finds the server, and is let in', () => {
    const app = new App();
    const database = new PostgresDatabase(new Chart(app, 'data', { namespace: 'data' }), 'database');
    const secretIn = (namespace: string): void => {
      new BackendSecret(new Chart(app, namespace, { namespace }), 'secret', {
        name: namespace,
        value: database.url(),
      });
    };
    ['acme', 'data-too'].forEach(secretIn);
    new BackendSecret(new Chart(app, 'beside', { namespace: 'data' }), 'secret', {
      name: 'beside',
      value: database.url(),
    });
    const objects = synthesized(app);
    const urlIn = (name: string): string =>
      Buffer.from(
        named(objects, 'Secret', new RegExp(`^${name}$`)).data['DATABASE_URL'] ?? '',
        'base64',
      ).toString();

    expect(urlIn('acme')).toContain('@database-service.data.svc:5432/');
    expect(urlIn('beside')).toContain('@database-service:5432/');
    expect(named(objects, 'NetworkPolicy', /^database$/).spec['ingress']).toEqual([
      {
        from: [
          { podSelector: {} },
          ...['acme', 'data-too'].map((name) => ({
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
            podSelector: {},
          })),
        ],
        ports: [{ port: 5432, protocol: 'TCP' }],
      },
    ]);
  });
});

describe('ApiObject.of', () => {
  test.each([
    ['database', (database: PostgresDatabase) => database, 'StatefulSet'],
    ['statefulSet', (database: PostgresDatabase) => database.statefulSet, 'StatefulSet'],
    ['service', (database: PostgresDatabase) => database.service, 'Service'],
    ['volumeClaim', (database: PostgresDatabase) => database.volumeClaim, 'PersistentVolumeClaim'],
    ['config', (database: PostgresDatabase) => database.config, 'ConfigMap'],
    ['credentials', (database: PostgresDatabase) => database.credentials, 'Secret'],
    ['networkPolicy', (database: PostgresDatabase) => database.networkPolicy, 'NetworkPolicy'],
  ])('takes %s', (_, part, kind) => {
    const app = new App();
    const database = new PostgresDatabase(new Chart(app, 'app'), 'database');
    const object = ApiObject.of(part(database));
    object.addJsonPatch(JsonPatch.add('/metadata/annotations', { 'example.com/patched': 'yes' }));

    expect(object.kind).toBe(kind);
    expect(named(synthesized(app), kind, new RegExp(`^${object.name}$`)).metadata).toMatchObject({
      annotations: { 'example.com/patched': 'yes' },
    });
  });

  test('takes each part alone, and the path of before still leads to the object', () => {
    const chart = new Chart(new App(), 'app');
    const database = new PostgresDatabase(chart, 'database');
    const parts = database.node.children.map((part) => ApiObject.of(part).kind);

    expect(parts).toHaveLength(9);
    expect(ApiObject.of(database)).toBe(database.node.findChild('server').node.findChild('stateful-set'));
    expect(ApiObject.of(new StorageClass(chart, 'fast', { provisioner: 'ebs.csi.aws.com' })).name).toBe(
      'fast',
    );
    expect(
      ApiObject.of(
        new LocalVolume(chart, 'disk', {
          storageClass: 'fast',
          claim: { name: 'database-data-16', namespace: 'acme' },
          node: 'a',
          path: '/disk',
          size: Size.gibibytes(1),
        }),
      ).kind,
    ).toBe('PersistentVolume');
    expect(ApiObject.of(new BackendSecret(chart, 'secret', { value: database.url() })).kind).toBe('Secret');
  });
});

test('two databases beside cdk8s-plus: a file each, and an order that kubectl can apply', () => {
  const app = new App({ outdir: join(folder, 'dist') });
  const chart = new Chart(app, 'app');
  new PostgresDatabase(chart, 'orders');
  new PostgresDatabase(chart, 'payments');
  new PostgresDatabase(app, 'reports');
  new kplus.Deployment(chart, 'shop', { containers: [{ image: 'shop:1' }] });
  app.synth();

  const files = readdirSync(join(folder, 'dist')).sort();
  expect(files).toHaveLength(4);
  expect(files.map((name) => name.replace(/^\d+-|-[0-9a-f]{8}(?=\.)/g, '')).sort()).toEqual([
    'app-orders.k8s.yaml',
    'app-payments.k8s.yaml',
    'app.k8s.yaml',
    'reports.k8s.yaml',
  ]);
});
