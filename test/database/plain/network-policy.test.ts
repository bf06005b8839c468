import { Construct } from 'constructs';
import { load, loadAll } from 'js-yaml';
import {
  BackendSecret,
  GitOpsApp,
  PostgresDatabase,
  Schema,
  type PostgresDatabaseProps,
} from 'cdk8s-database';
import { synthOptions } from '../../../src/gitops/synth/synth-options';
import { CHATBOT, chatbot, deployment, KUSTOMIZATION, secretFile } from '../../fixtures/chatbot';
import { changesOf, composition, planOf, synthesize, type Composition } from '../../in-process';
import { TemporaryRepository, type Files } from '../../temporary-repository';

const ROOT = 'k8s/base/kustomization.yaml';
const SECRET = 'k8s/base/backend/secret.yaml';
const BACKEND = 'k8s/base/backend/deployment.yaml';
const POLICY = 'k8s/base/database/networkpolicy.yaml';

interface Rule {
  ports: { port: number; protocol: string }[];
}
interface NetworkPolicy {
  metadata: { name: string };
  spec: {
    podSelector: { matchLabels: Record<string, string> };
    policyTypes: string[];
    ingress: (Rule & { from: object[] })[];
    egress: (Rule & { to: object[] })[];
  };
}

/** The policy as a synth would write it. */
function policyOf(files: Files, compose: Composition = composition()): NetworkPolicy {
  const { changes } = planOf(new TemporaryRepository(files), { compose });
  return load(changes.find(({ path }) => path === POLICY)?.after?.toString('utf8') ?? '') as NetworkPolicy;
}

/** Who is let in; every one of them to PostgreSQL's port alone. */
function admitted(files: Files, compose?: Composition): object[] {
  const { ingress } = policyOf(files, compose).spec;
  expect(ingress.map(({ ports }) => ports)).toEqual([[{ port: 5432, protocol: 'TCP' }]]);
  return ingress[0]?.from ?? [];
}

/** With PROPS for the database. */
function admittedWith(props: PostgresDatabaseProps, files: Files = CHATBOT): object[] {
  return admitted(files, composition({}, props));
}

function pods(labels: Record<string, string>, namespace?: string): object {
  return {
    ...(namespace !== undefined && {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    }),
    podSelector: { matchLabels: labels },
  };
}

/** Each matchLabels, and each Service's selector, but that of the application's own pods. */
function selectorsIn(value: unknown, key = ''): Record<string, string>[] {
  if (typeof value !== 'object' || value === null) return [];
  const labels = value as Record<string, string>;
  const isSelector = key === 'matchLabels' || (key === 'selector' && !('matchLabels' in value));
  if (isSelector) return labels['app'] === 'backend' ? [] : [labels];
  return Object.entries(value).flatMap(([name, item]) => selectorsIn(item, name));
}

const EVERY_POD_OF_THE_NAMESPACE = { podSelector: {} };

/** The chatbot with another backend in place of its own. */
function withBackend(manifest: string): Files {
  return chatbot({ [BACKEND]: manifest });
}

/** The chatbot with more than its own. */
function withMore(manifest: string, changes: Files = {}): Files {
  return chatbot({ ...changes, [ROOT]: `${KUSTOMIZATION}  - more.yaml\n`, 'k8s/base/more.yaml': manifest });
}

function inNamespace(namespace: string): Files {
  return {
    ...CHATBOT,
    [SECRET]: secretFile().replace('metadata:\n', `metadata:\n  namespace: ${namespace}\n`),
    [BACKEND]: deployment('backend', 'backend-secret', namespace),
  };
}

const READS = `containers: [{ name: a, env: [{ name: DATABASE_URL, valueFrom: { secretKeyRef: { name: backend-secret, key: DATABASE_URL } } }] }]`;

describe('what the policy guards', () => {
  // Which kustomize's commonLabels or labels, on app.kubernetes.io/component say, give every pod and selector of a tree.
  test('no selector of ours rests on a label that a kustomization may set', () => {
    const compose = composition({}, { schema: Schema.fromDirectory('schema') });
    const files = chatbot({ 'schema/0001_notes.sql': 'create table note (id int);' });
    const { changes } = planOf(new TemporaryRepository(files), { compose });
    const objects = changes
      .filter(({ path, after }) => path.startsWith('k8s/base/database/') && path.endsWith('.yaml') && after)
      .flatMap(({ after }) => loadAll(after?.toString('utf8') ?? '') as Record<string, unknown>[]);
    const selectors = objects.flatMap((object) => selectorsIn(object));

    // The StatefulSet, its spread over nodes, two Services, the budget, two policies, the Job as a peer and the server as one.
    expect(selectors).toHaveLength(9);
    expect(new Set(selectors.flatMap((one) => Object.keys(one)))).toEqual(
      new Set(['cdk8s-database/instance']),
    );
    expect(new Set(selectors.map((one) => one['cdk8s-database/instance']))).toEqual(
      new Set(['database', 'database-schema']),
    );
  });

  const DNS = [
    { port: 53, protocol: 'UDP' },
    { port: 53, protocol: 'TCP' },
    { port: 5353, protocol: 'UDP' },
    { port: 5353, protocol: 'TCP' },
  ];

  test('out of the pod goes the question for a name, to whoever answers, and nothing else', () => {
    const { policyTypes, egress } = policyOf(CHATBOT).spec;

    expect(policyTypes).toEqual(['Ingress', 'Egress']);
    expect(egress).toEqual([{ ports: DNS }]);
  });

  test('with dns, to these servers alone', () => {
    const dns = [{ labels: { 'k8s-app': 'kube-dns' }, namespace: 'kube-system' }];

    expect(policyOf(CHATBOT, composition({}, { dns })).spec.egress).toEqual([
      { to: [pods({ 'k8s-app': 'kube-dns' }, 'kube-system')], ports: DNS },
    ]);
  });

  test('each database has one of its own, for who reads its own URL', () => {
    const files = withMore(
      deployment('history', 'history-secret'),
      chatbot({
        [SECRET]: `${secretFile()}\n---\n${secretFile(undefined, 'history-secret')}`,
      }),
    );
    const compose: Composition = (app) => {
      for (const [id, name] of [
        ['chat', 'backend-secret'],
        ['history', 'history-secret'],
      ] as const) {
        const database = new PostgresDatabase(app, id);
        new BackendSecret(app, name, { name, value: database.url() });
      }
    };

    const { changes } = planOf(new TemporaryRepository(files), { compose });
    const found = ['chat', 'history'].map((id) => {
      const change = changes.find(({ path }) => path === `k8s/base/${id}/networkpolicy.yaml`);
      const { metadata, spec } = load(change?.after?.toString('utf8') ?? '') as NetworkPolicy;
      return [metadata.name, spec.ingress.map(({ from }) => from)];
    });

    expect(found).toEqual([
      ['chat', [[pods({ app: 'backend' })]]],
      ['history', [[pods({ app: 'history' })]]],
    ]);
  });
});

describe('who reads the Secret is let in', () => {
  test('one workload, and not the frontend', () => {
    expect(admitted(CHATBOT)).toEqual([pods({ app: 'backend' })]);
  });

  test('two', () => {
    expect(admitted(withMore(deployment('worker')))).toEqual([
      pods({ app: 'backend' }),
      pods({ app: 'worker' }),
    ]);
  });

  test('two with the same labels, or one that reads two keys, are one', () => {
    const twice = deployment('worker').replaceAll('app: worker', 'app: backend');
    expect(admitted(withMore(twice))).toEqual([pods({ app: 'backend' })]);

    const both: Composition = (app) => {
      const database = new PostgresDatabase(app, 'database');
      new BackendSecret(app, 'one', { value: database.url() });
      new BackendSecret(app, 'other', { key: 'OTHER_URL', value: database.url() });
    };
    const reading = deployment().replace(
      '          env:\n',
      '          envFrom: [{ secretRef: { name: backend-secret } }]\n          env:\n',
    );
    expect(
      admitted(chatbot({ [BACKEND]: reading, [SECRET]: `${secretFile()}\n  OTHER_URL: ""` }), both),
    ).toEqual([pods({ app: 'backend' })]);
  });

  test('by its selector where its pods have more labels: those may change with each release', () => {
    const manifest = deployment().replace(
      'labels: { app: backend }',
      'labels: { app: backend, version: v7, "sidecar.istio.io/inject": "true" }',
    );
    expect(manifest).toContain('version: v7');

    expect(admitted(withBackend(manifest))).toEqual([pods({ app: 'backend' })]);
  });

  test('by all labels of its pods where the selector is made of expressions alone', () => {
    const manifest = deployment().replace(
      'matchLabels: { app: backend }',
      'matchExpressions: [{ key: app, operator: In, values: [backend, frontend] }]',
    );

    expect(admitted(withBackend(manifest))).toEqual([pods({ app: 'backend' })]);
  });

  test('every pod of the namespace, where the reader has no label to tell it by', () => {
    const pod = `apiVersion: v1\nkind: Pod\nmetadata: { name: backend }\nspec: { ${READS} }\n`;

    expect(admitted(withBackend(pod))).toEqual([EVERY_POD_OF_THE_NAMESPACE]);
  });

  test.each<[string, string]>([
    [
      'a CronJob',
      `apiVersion: batch/v1
kind: CronJob
metadata: { name: backend, labels: { app: the-job-itself } }
spec:
  jobTemplate:
    metadata: { labels: { app: the-job } }
    spec: { template: { metadata: { labels: { app: nightly, tier: batch } }, spec: { ${READS} } } }
`,
    ],
    [
      'a Job',
      `apiVersion: batch/v1
kind: Job
metadata: { name: backend, labels: { app: the-job } }
spec: { template: { metadata: { labels: { app: nightly, tier: batch } }, spec: { ${READS} } } }
`,
    ],
    [
      'a Pod',
      `apiVersion: v1
kind: Pod
metadata: { name: backend, labels: { app: nightly, tier: batch } }
spec: { ${READS} }
`,
    ],
  ])('%s, which has no selector, by the labels of its pods', (_, manifest) => {
    expect(admitted(withBackend(manifest))).toEqual([pods({ app: 'nightly', tier: 'batch' })]);
  });

  test('nobody does: every pod of the namespace, and none of another', () => {
    const compose = composition({ name: 'backend-secret' });
    expect(admitted(withBackend(deployment('backend', 'other')), compose)).toEqual([
      EVERY_POD_OF_THE_NAMESPACE,
    ]);
  });

  test('beside a policy of the user’s that lets nothing in, and nothing is said of that one', () => {
    const deny = 'kind: NetworkPolicy\nmetadata: { name: deny }\nspec: { podSelector: {} }\n';
    const files = withMore(deny);

    expect(admitted(files)).toEqual([pods({ app: 'backend' })]);
    expect(planOf(new TemporaryRepository(files)).warnings.map(({ code }) => code)).toEqual([
      'restart-needed',
    ]);
  });
});

describe('the namespace of who reads the Secret', () => {
  test('is another one than the database’s: it is named, else a pod of that name beside the database gets in', () => {
    expect(admittedWith({ namespace: 'data' }, inNamespace('chat'))).toEqual([
      pods({ app: 'backend' }, 'chat'),
    ]);
  });

  test.each<[string, PostgresDatabaseProps, Files]>([
    ['the database says it too', { namespace: 'chat' }, inNamespace('chat')],
    ['the database goes where the application is', {}, inNamespace('chat')],
    [
      'kustomize gives both one, whatever they say',
      { namespace: 'data' },
      { ...inNamespace('chat'), [ROOT]: `namespace: all\n${KUSTOMIZATION}` },
    ],
  ])('is the database’s: %s, and it goes without saying', (_, props, files) => {
    expect(admittedWith(props, files)).toEqual([pods({ app: 'backend' })]);
  });
});

describe('what kustomizations on the way make of who reads the Secret', () => {
  const BELOW = 'k8s/base/backend/kustomization.yaml';
  const below = (transformer: string): Files =>
    chatbot({
      [ROOT]: 'resources:\n  - backend\n',
      [BELOW]: `resources:\n  - deployment.yaml\n  - secret.yaml\n${transformer}`,
    });

  test.each([
    ['commonLabels', 'commonLabels:\n  app: api\n'],
    ['labels with selectors', 'labels:\n  - pairs:\n      app: api\n    includeSelectors: true\n'],
  ])('%s: the labels that its pods have in the end', (_, transformer) => {
    expect(admitted(below(transformer))).toEqual([pods({ app: 'api' })]);
  });

  test('labels that do not reach the pods are left out', () => {
    expect(admitted(below('labels:\n  - pairs:\n      app: api\n'))).toEqual([pods({ app: 'backend' })]);
  });
});

test('who reads it is let in, whichever of the two constructs comes first', () => {
  const compose: Composition = (app) => {
    const before = new Construct(app, 'before');
    const database = new PostgresDatabase(app, 'database');
    new BackendSecret(before, 'backend-secret', { value: database.url() });
  };
  expect(admitted(CHATBOT, compose)).toEqual([pods({ app: 'backend' })]);
});

test('a database with a namespace of its own lets a reader in of which none is known: wherever it will be', () => {
  expect(admittedWith({ namespace: 'data' })).toEqual([
    { namespaceSelector: {}, podSelector: { matchLabels: { app: 'backend' } } },
  ]);
});

describe('clients', () => {
  const MONITORING = { labels: { app: 'pgadmin' }, namespace: 'monitoring' };

  test('come in besides who reads the Secret', () => {
    expect(admittedWith({ clients: [MONITORING, { labels: { app: 'backup', tier: 'batch' } }] })).toEqual([
      pods({ app: 'backend' }),
      pods({ app: 'pgadmin' }, 'monitoring'),
      pods({ app: 'backup', tier: 'batch' }),
    ]);
  });

  test('with no labels are every pod of the namespace', () => {
    expect(admittedWith({ clients: [{ labels: {} }, { labels: {}, namespace: 'monitoring' }] })).toEqual([
      pods({ app: 'backend' }),
      EVERY_POD_OF_THE_NAMESPACE,
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
        podSelector: {},
      },
    ]);
  });

  test('who reads the Secret as well is one of them once', () => {
    expect(admittedWith({ clients: [{ labels: { app: 'backend' } }] })).toEqual([pods({ app: 'backend' })]);
  });
});

describe('the same input has the same bytes', () => {
  const files = withMore(deployment('worker'));

  test('of one app that is planned twice', () => {
    const app = new GitOpsApp();
    composition({}, { clients: [{ labels: { app: 'pgadmin' } }] })(app);
    const repository = new TemporaryRepository(files);
    process.env['POSTGRES_PASSWORD'] = 'the same';
    const bytes = (): string | undefined =>
      app
        .plan(synthOptions({}, { inPlace: true, repository: repository.root }))
        .changes.find(({ path }) => path === POLICY)
        ?.after?.toString('utf8');

    const first = bytes();

    expect(first).toContain('app: worker');
    expect(bytes()).toBe(first);
  });

  test('of one app that is planned again when somebody reads the Secret no longer: it is out', () => {
    const app = new GitOpsApp();
    composition({ name: 'backend-secret' })(app);
    process.env['POSTGRES_PASSWORD'] = 'the same';
    const read = (repository: TemporaryRepository): string | undefined =>
      app
        .plan(synthOptions({}, { inPlace: true, repository: repository.root }))
        .changes.find(({ path }) => path === POLICY)
        ?.after?.toString('utf8');

    expect(read(new TemporaryRepository(files))).toContain('app: worker');
    expect(read(new TemporaryRepository(CHATBOT))).not.toContain('app: worker');
    expect(read(new TemporaryRepository(withBackend(deployment('backend', 'other'))))).toContain(
      'podSelector: {}',
    );
  });

  test('of a repository that has been synthesized: nothing changes', () => {
    const repository = new TemporaryRepository(files);
    synthesize(repository);

    expect(changesOf(planOf(repository))).toEqual({});
  });
});
