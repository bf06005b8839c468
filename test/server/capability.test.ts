import { ApiObject } from 'cdk8s';
import { load, loadAll } from 'js-yaml';
import {
  Capability,
  DatabaseVolumeClaim,
  Password,
  PostgresDatabase,
  PostgresVersion,
  Schema,
  type Contribution,
  type PostgresDatabaseProps,
  type ServerRole,
} from 'cdk8s-database';
import { podParts } from '../../src/database/plain/postgres-stateful-set';
import { listAt, mappingAt, textAt } from '../../src/text/mapping';
import { chatbot } from '../fixtures/chatbot';
import { problemsOf, synthesize, type Composition } from '../in-process';
import { TemporaryRepository } from '../temporary-repository';

class Added extends Capability<PostgresDatabase> {
  constructor(
    database: PostgresDatabase,
    id: string,
    private readonly added: Contribution,
  ) {
    super(database, id, added);
  }

  contribute(): Contribution {
    return this.added;
  }
}

function composed(added: readonly Contribution[], props: PostgresDatabaseProps): Composition {
  return (app) => {
    const database = new PostgresDatabase(app, 'database', props);
    added.forEach((one, index) => new Added(database, `capability-${index}`, one));
  };
}

/** The repository of an application whose database has these capabilities. */
function rendered(added: readonly Contribution[], props: PostgresDatabaseProps = {}): TemporaryRepository {
  const repository = new TemporaryRepository(chatbot());
  synthesize(repository, { compose: composed(added, props) });
  return repository;
}

/** Why such a synth is refused. */
function refused(added: readonly Contribution[], props: PostgresDatabaseProps = {}): string[] {
  const repository = new TemporaryRepository(chatbot());
  return problemsOf(repository, { compose: composed(added, props) }).map(({ message }) => message);
}

function postgresqlConf(repository: TemporaryRepository): string {
  const config = load(repository.read('k8s/base/database/configmap.yaml'));
  return textAt(mappingAt(config, 'data'), 'postgresql.conf') ?? '';
}

function podOf(repository: TemporaryRepository): unknown {
  return mappingAt(load(repository.read('k8s/base/database/statefulset.yaml')), 'spec', 'template', 'spec');
}

const IMAGE = 'example.com/exporter:1';

test('containers get what a pod under restricted has to say, and the server is as it was', () => {
  const containers = [{ image: IMAGE, name: 'exporter' }];
  const repository = rendered([{ initContainers: [{ image: IMAGE, name: 'first' }], sidecars: containers }]);
  const pod = podOf(repository);
  const [server, sidecar] = listAt(pod, 'containers');
  const [first] = listAt(pod, 'initContainers');
  expect(server).toEqual(listAt(podOf(rendered([])), 'containers')[0]);
  for (const [one, name] of [
    [sidecar, 'exporter'],
    [first, 'first'],
  ] as const) {
    expect(one).toMatchObject({
      image: IMAGE,
      name,
      resources: { limits: { memory: expect.any(String) as string } },
      securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
    });
  }
});

test('settings and libraries of several capabilities are joined, and main.ts wins', () => {
  const added = [
    { preload: ['pg_stat_statements'], settings: { log_lock_waits: true, track_io_timing: true } },
    { preload: ['auto_explain', 'pg_stat_statements'], settings: { track_io_timing: true } },
  ];
  const derived = postgresqlConf(rendered(added));
  expect(derived).toContain("shared_preload_libraries = 'pg_stat_statements,auto_explain'");
  expect(derived.match(/^track_io_timing = .*$/gm)).toEqual(["track_io_timing = 'on'"]);
  const settings = { Track_IO_Timing: false };
  const given = postgresqlConf(rendered(added, { configuration: { settings } }));
  expect(given.match(/^track_io_timing = .*$/gim)).toEqual(["Track_IO_Timing = 'off'"]);
});

test('a setting that the server does not take is refused as one of main.ts is', () => {
  expect(refused([{ settings: { work_men: '4MB' } }])).toEqual([
    expect.stringContaining('did you mean work_mem'),
  ]);
  const loaded = { configuration: { settings: { shared_preload_libraries: 'auto_explain' } } };
  expect(refused([{ preload: ['pg_stat_statements'] }], loaded)).toEqual([
    expect.stringContaining('a capability that loads pg_stat_statements'),
  ]);
});

test.each<[string, Contribution, Contribution]>([
  ['the setting work_mem', { settings: { work_mem: '4MB' } }, { settings: { Work_Mem: '8MB' } }],
  ['the file a.sql', { files: { 'a.sql': '' } }, { files: { 'a.sql': '' } }],
  [
    'the container exporter',
    { sidecars: [{ image: IMAGE, name: 'exporter' }] },
    { initContainers: [{ image: IMAGE, name: 'exporter' }] },
  ],
  [
    'the volume scratch',
    { volumes: [{ emptyDir: {}, name: 'scratch' }] },
    { volumes: [{ emptyDir: {}, name: 'scratch' }] },
  ],
])('two capabilities that add %s are refused, and both are named', (what, one, other) => {
  expect(refused([one, other])).toEqual([
    `the capabilities capability-0 and capability-1 both add ${what}; remove one of them, or change what it adds`,
  ]);
});

test('a library that would keep the server from its start, or hide the others, is refused', () => {
  expect(refused([{ preload: ['pg_cronn'] }])).toEqual([
    expect.stringContaining(
      'shared_preload_libraries has pg_cronn, which the official image does not contain',
    ),
  ]);
  const version = PostgresVersion.of(16, { image: 'example.com/postgres-with-more:16' });
  expect(postgresqlConf(rendered([{ preload: ['pg_cronn'] }], { version }))).toContain('= pg_cronn');
  expect(refused([{ settings: { Shared_Preload_Libraries: 'auto_explain' } }])).toEqual([
    'the capability capability-0 adds the setting Shared_Preload_Libraries; give the libraries as preload',
  ]);
});

test('what no type allows is refused in a program that nobody has type-checked', () => {
  const untyped = {
    setings: {},
    roles: [{ name: 'cdk8s_database_x', login: 'trust', attributes: ['superuser'] }],
  };
  expect(refused([untyped as Contribution])).toEqual([
    expect.stringContaining('did you mean settings?'),
    "is \"trust\"; allowed: 'password', 'socket'",
    "is \"superuser\"; allowed: 'bypassrls', 'createdb', 'large-objects', 'replication'",
  ]);
  expect(refused([undefined as unknown as Contribution])).toEqual([
    expect.stringContaining('is null; allowed:'),
  ]);
});

test('a setting that looks like a secret is warned of, as one of main.ts is', () => {
  const settings = { primary_conninfo: 'host=elsewhere password=horse-battery' };
  const repository = new TemporaryRepository(chatbot());
  const { warnings } = synthesize(repository, { compose: composed([{ settings }], {}) });
  expect(warnings).toContainEqual(expect.objectContaining({ code: 'setting-in-plain-sight' }));
  expect(JSON.stringify(warnings)).not.toContain('horse-battery');
});

test('a capability opens the network as far as it says', () => {
  const repository = rendered([
    {
      clients: [{ labels: { app: 'reports' } }],
      egress: [{ peers: [{ labels: { app: 'store' } }], port: 9000 }],
      ingress: [{ peers: [{ labels: { app: 'prometheus' }, namespace: 'monitoring' }], port: 9187 }],
    },
  ]);
  const [policy] = loadAll(repository.read('k8s/base/database/networkpolicy.yaml'));
  const spec = mappingAt(policy, 'spec');
  expect(listAt(spec, 'ingress')[0]).toMatchObject({
    from: expect.arrayContaining([{ podSelector: { matchLabels: { app: 'reports' } } }]) as unknown,
    ports: [{ port: 5432 }],
  });
  expect(listAt(spec, 'ingress')[1]).toEqual({
    from: [
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
        podSelector: { matchLabels: { app: 'prometheus' } },
      },
    ],
    ports: [{ port: 9187, protocol: 'TCP' }],
  });
  expect(listAt(spec, 'egress')[0]).toEqual({
    ports: [{ port: 9000, protocol: 'TCP' }],
    to: [{ podSelector: { matchLabels: { app: 'store' } } }],
  });
});

test.each<[string, Contribution]>([
  ['the file pg_hba.conf', { files: { 'pg_hba.conf': 'host all all all trust\n' } }],
  ['the file start.sh', { files: { 'start.sh': '' } }],
  ['the file upgraded-from', { files: { 'upgraded-from': '15' } }],
  ['the container postgres', { sidecars: [{ image: IMAGE, name: 'postgres' }] }],
  ['the container certificate', { initContainers: [{ image: IMAGE, name: 'certificate' }] }],
  ['the volume data', { volumes: [{ emptyDir: {}, name: 'data' }] }],
  ['the mount /tmp', { volumeMounts: [{ mountPath: '/tmp', name: 'scratch' }] }],
])('a capability cannot replace %s of the server', (what, one) => {
  expect(refused([one])).toEqual([`the capability capability-0 adds ${what}, which the server has already`]);
});

test('the pod has no other names than those that are kept from capabilities', () => {
  const pod = podOf(rendered([]));
  const {
    initContainers = [],
    sidecars = [],
    volumeMounts = [],
    volumes = [],
  } = podParts({ version: PostgresVersion.V16 });
  const names = (list: readonly unknown[]): string[] => list.map((one) => textAt(one, 'name') ?? '');
  expect(names(sidecars)).toEqual(names(listAt(pod, 'containers')));
  expect(names(initContainers)).toEqual(expect.arrayContaining(names(listAt(pod, 'initContainers'))));
  expect(names(volumes)).toEqual(expect.arrayContaining(names(listAt(pod, 'volumes'))));
  const mounts = listAt(listAt(pod, 'containers')[0], 'volumeMounts').map((one) => textAt(one, 'mountPath'));
  expect(volumeMounts.map(({ mountPath }) => mountPath).sort()).toEqual(mounts.sort());
});

const ALERT = { name: 'QueueLong', severity: 'warning', summary: 'long', description: 'wait' } as const;

test('an alert is of one namespace, has a name, and is added once', () => {
  const alert = { ...ALERT, expression: 'queue_length{namespace="$namespace"} > 5' };
  expect(refused([{ alerts: [alert] }, { alerts: [alert] }])).toEqual([
    'the capabilities capability-0 and capability-1 both add the alert QueueLong; remove one of them, or change what it adds',
  ]);
  const wrong = { ...ALERT, name: 'queue long', expression: 'queue_length > 5' };
  expect(refused([{ alerts: [{ ...wrong, runbook: 'queue.md' }] }])).toEqual([
    expect.stringContaining('has an alert "queue long"; allowed: a name such as'),
    expect.stringContaining('looks into every namespace'),
    expect.stringContaining('with the runbook "queue.md"; allowed: the address of a page'),
  ]);
});

test('an alert without monitoring leaves no trace', () => {
  const alert = { ...ALERT, expression: 'queue_length{namespace="$namespace"} > 5' };
  expect(rendered([{ alerts: [alert] }]).tree('k8s/base/database')).toEqual(
    rendered([]).tree('k8s/base/database'),
  );
});

test('traffic without peers would be open to everybody, and a library’s name is no line', () => {
  expect(refused([{ ingress: [{ peers: [], port: 9187 }] }])).toEqual([
    'the capability capability-0 names no peers for port 9187; name at least one',
  ]);
  expect(refused([{ preload: ["a'\nssl=off"] }])).toEqual([expect.stringContaining('the name of a library')]);
});

test('pods and ports that Kubernetes refuses would leave the policy as it was', () => {
  const clients = [{ labels: { 'a b': 'c' } }];
  const ingress = [{ peers: [{ labels: {}, namespace: 'No Name' }], port: 99_999 }];
  expect(refused([{ clients, ingress }])).toEqual([
    'the capability capability-0 opens the port 99999; allowed: 1 to 65535',
    expect.stringContaining('names the pods {"labels":{"a b":"c"}}; allowed:'),
    expect.stringContaining('names the pods {"labels":{},"namespace":"No Name"}; allowed:'),
  ]);
});

const LAPTOP = { environments: { test: { compose: { service: 'test-db' } } } };

test.each<[string, object]>([
  ['service test-db', { services: { 'test-db': { image: IMAGE } } }],
  ['volume test-db-data', { volumes: { 'test-db-data': {} } }],
  ['file compose/test-db/start.sh', { files: new Map([['compose/test-db/start.sh', '']]) }],
  ['"../../escaped"', { files: new Map([['../../escaped', '']]) }],
  ['"compose/../escaped"', { files: new Map([['compose/../escaped', '']]) }],
  ['"k8s/base/extra.yaml"', { files: new Map([['k8s/base/extra.yaml', '']]) }],
])('on a laptop a capability cannot add %s', (what, part) => {
  const compose = (): ReturnType<NonNullable<Contribution['compose']>> => ({
    files: new Map(),
    services: {},
    volumes: {},
    ...part,
  });
  expect(refused([{ compose }], LAPTOP)).toEqual([expect.stringContaining(what)]);
});

test('a capability has a database as its scope', () => {
  const repository = new TemporaryRepository(chatbot());
  const compose: Composition = (app) => {
    new Added(app as unknown as PostgresDatabase, 'added', {});
  };
  expect(problemsOf(repository, { compose })).toMatchObject([{ code: 'wrong-type' }]);
});

test('a claim of a capability’s own stays its own', () => {
  class Archive extends Capability<PostgresDatabase> {
    constructor(database: PostgresDatabase, id: string) {
      super(database, id);
      new DatabaseVolumeClaim(this, 'archive', { instance: 'archive' });
    }

    contribute(): Contribution {
      return {};
    }
  }
  const repository = new TemporaryRepository(chatbot());
  const compose: Composition = (app) => {
    new Archive(new PostgresDatabase(app, 'database'), 'synth');
  };
  synthesize(repository, { compose });
  const { changes, warnings } = synthesize(repository, { compose });
  expect(warnings.map(({ code }) => code)).not.toContain('claim-kept');
  expect(changes.filter(({ action }) => action !== 'unchanged')).toEqual([]);
  expect(repository.read('k8s/base/database/pvc.yaml')).toContain('archive-data');
});

test('a Secret of a capability’s own is not taken for the login of the server', () => {
  const composedWith = (username: string): Composition => {
    return (app) => {
      const database = new PostgresDatabase(app, 'database', { password: Password.fromSecret('db') });
      const added = new Added(database, 'exporter', {});
      new ApiObject(added, 'secret', {
        apiVersion: 'v1',
        data: { username },
        kind: 'Secret',
        metadata: { name: 'exporter' },
      });
    };
  };
  const repository = new TemporaryRepository(chatbot());
  synthesize(repository, { compose: composedWith('b25l') });
  synthesize(repository, { compose: composedWith('b3RoZXI=') });
  expect(repository.read('k8s/base/database/secret.yaml')).toContain('b3RoZXI=');
});

test('an overlay that renames the Service is warned of where Jobs connect to it, and not for other clients', () => {
  const overlay = 'resources:\n- ../../base\nnamePrefix: staging-\n';
  const codesWith = (added: readonly Contribution[], props: PostgresDatabaseProps): string[] => {
    const files = {
      ...chatbot(),
      'k8s/overlays/staging/kustomization.yaml': overlay,
      'schema/1_a.sql': 'select 1;\n',
    };
    const repository = new TemporaryRepository(files);
    return synthesize(repository, { compose: composed(added, props) }).warnings.map(({ code }) => code);
  };
  const clients = [{ labels: { app: 'reports' } }];
  expect(codesWith([{ clients }], {})).not.toContain('host-renamed');
  expect(codesWith([], { schema: Schema.fromDirectory('schema') })).toContain('host-renamed');
});

describe('roles', () => {
  const reader: ServerRole = {
    name: 'cdk8s_database_reader',
    attributes: ['bypassrls'],
    memberOf: ['pg_read_all_data'],
    login: 'password',
  };
  const monitor: ServerRole = {
    name: 'cdk8s_database_monitor',
    memberOf: ['pg_monitor'],
    ofApplication: true,
    login: 'socket',
  };

  function filesWith(...roles: ServerRole[]): Record<string, unknown> {
    const config = load(rendered([{ roles }]).read('k8s/base/database/configmap.yaml'));
    return mappingAt(config, 'data');
  }

  test('are a file that the server reads, with the script that derives their passwords', () => {
    const files = filesWith(reader, monitor);
    expect(files['roles']).toBe(
      'cdk8s_database_reader password bypassrls pg_read_all_data\n' +
        'cdk8s_database_monitor socket - pg_monitor,@application\n',
    );
    expect(files['role-password.sh']).toContain('sha256sum');
  });

  test('leave no trace where there are none, and no script where none has a password', () => {
    expect(Object.keys(filesWith())).not.toContain('roles');
    expect(Object.keys(filesWith(monitor))).not.toContain('role-password.sh');
  });

  test('may be added by two capabilities if they are equal', () => {
    const both = [{ roles: [reader] }, { roles: [{ ...reader }] }];
    const config = load(rendered(both).read('k8s/base/database/configmap.yaml'));
    expect(String(mappingAt(config, 'data')['roles']).split('\n')).toHaveLength(2);
    expect(refused([{ roles: [reader] }, { roles: [{ ...reader, login: 'socket' }] }])).toEqual([
      expect.stringContaining('the role cdk8s_database_reader'),
    ]);
  });

  test('are members of predefined roles that the server has, since it would not start otherwise', () => {
    const keeper: ServerRole = { ...reader, memberOf: ['pg_maintain'] };
    expect(refused([{ roles: [keeper] }])).toEqual([
      'the capability capability-0 makes the role cdk8s_database_reader a member of pg_maintain, which PostgreSQL has from 17 on, and this is 16; leave it out',
    ]);
    expect(() => rendered([{ roles: [keeper] }], { version: PostgresVersion.V17 })).not.toThrow();
  });

  test('have names of their own', () => {
    expect(refused([{ roles: [{ ...reader, name: 'app' }] }])).toEqual([
      'the capability capability-0 adds the role "app"; allowed: cdk8s_database_ and at most 40 of a to z, 0 to 9 and "_"',
    ]);
  });
});
