import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import {
  PostgresDatabase,
  PostgresMonitoring,
  Schema,
  type DatabaseEnvironment,
  type PostgresDatabaseProps,
  type PostgresMonitoringProps,
} from 'cdk8s-database';
import { snapshotAlerts } from '../../src/snapshots/snapshot-alerts';
import { walAlerts } from '../../src/backup/wal/wal-alerts';
import { schemaAlerts } from '../../src/schema/schema-alerts';
import { backupAlerts, drillAlerts } from '../../src/server/backup-alerts';
import { sqliteAlerts } from '../../src/sqlite/sqlite-monitoring';
import { listAt, mappingAt, textAt } from '../../src/text/mapping';
import { renderedFiles, renderedObject, renderedObjects } from '../database/rendered';
import { chatbot } from '../fixtures/chatbot';
import { composition, problemsOf, synthesize } from '../in-process';
import { TemporaryRepository } from '../temporary-repository';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

function rulesIn(rule: unknown): Rule[] {
  return listAt(rule, 'groups').flatMap((group) => [...listAt(group, 'rules')]) as Rule[];
}

function rulesOf(files: Record<string, string>): Rule[] {
  return rulesIn(mappingAt(renderedObject(files, 'prometheusrule.yaml'), 'spec'));
}

/** A repository of an application whose database is monitored. */
function synthesized(
  props: PostgresDatabaseProps,
  files: Readonly<Record<string, string>> = {},
): TemporaryRepository {
  const repository = new TemporaryRepository({ ...chatbot(), ...files });
  synthesize(repository, { compose: composition({}, props) });
  return repository;
}

const OFF = renderedFiles();
const ON = renderedFiles({ monitoring: {} });
const OWN = ['podmonitor.yaml', 'prometheusrule.yaml'];

test.each(OWN)('%s is as reviewed', (name) => {
  expect(ON[name]).toMatchSnapshot();
});

test('off means no trace, and on changes the pod, its files and who may connect', () => {
  const changed = Object.keys(ON).filter((name) => ON[name] !== OFF[name]);
  expect(changed.sort()).toEqual(
    ['configmap.yaml', 'kustomization.yaml', 'networkpolicy.yaml', 'statefulset.yaml', ...OWN].sort(),
  );
  expect(Object.keys(OFF).filter((name) => !(name in ON))).toEqual([]);
  expect(renderedFiles({})).toEqual(OFF);
});

test('the exporter is nobody, has no password, and cannot write', () => {
  const pod = mappingAt(renderedObject(ON, 'statefulset.yaml'), 'spec', 'template', 'spec');
  const [, exporter, ...more] = listAt(pod, 'containers');
  expect(more).toEqual([]);
  expect(exporter).toMatchObject({
    name: 'exporter',
    ports: [{ containerPort: 9187, name: 'metrics' }],
    securityContext: { capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true, runAsUser: 65534 },
    volumeMounts: [
      { mountPath: '/etc/postgres-exporter', readOnly: true },
      { mountPath: '/var/run/postgresql', name: 'run', readOnly: true },
    ],
  });
  expect(JSON.stringify(exporter)).not.toMatch(/password|secretKeyRef/i);
});

test('Prometheus may read the metrics, and nothing else', () => {
  const ingress = (files: Record<string, string>): readonly unknown[] =>
    listAt(mappingAt(renderedObject(files, 'networkpolicy.yaml'), 'spec'), 'ingress');
  expect(ingress(ON).slice(1)).toEqual([
    {
      from: [
        { namespaceSelector: {}, podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } } },
      ],
      ports: [{ port: 9187, protocol: 'TCP' }],
    },
  ]);
  const prometheus = [{ labels: { app: 'agent' }, namespace: 'observability' }];
  expect(ingress(renderedFiles({ monitoring: { prometheus } }))[1]).toMatchObject({
    from: [{ podSelector: { matchLabels: { app: 'agent' } } }],
  });
});

test('the operator selects by labels', () => {
  const files = renderedFiles({ monitoring: { interval: '15s', labels: { release: 'prometheus' } } });
  for (const name of OWN) {
    expect(renderedObject(files, name)).toMatchObject({ metadata: { labels: { release: 'prometheus' } } });
  }
  expect(renderedObject(files, 'podmonitor.yaml')).toMatchObject({
    spec: {
      podMetricsEndpoints: [{ interval: '15s', port: 'metrics' }],
      selector: { matchLabels: { 'cdk8s-database/instance': 'database' } },
    },
  });
});

test('a ServiceMonitor has a Service of its own', () => {
  const files = renderedFiles({ monitoring: { scrape: 'ServiceMonitor' } });
  expect(Object.keys(files)).not.toContain('podmonitor.yaml');
  expect(renderedObject(files, 'servicemonitor.yaml')).toMatchObject({
    spec: { endpoints: [{ port: 'metrics' }] },
  });
  expect(renderedObjects(files, 'service.yaml')).toContainEqual(
    expect.objectContaining({
      metadata: expect.objectContaining({ name: 'database-metrics' }) as unknown,
      spec: {
        clusterIP: 'None',
        ports: [{ name: 'metrics', port: 9187, protocol: 'TCP', targetPort: 'metrics' }],
        publishNotReadyAddresses: true,
        selector: { 'cdk8s-database/instance': 'database' },
      },
    }),
  );
});

test('without the operator the pod is annotated, and the same rules are a file', () => {
  const files = renderedFiles({ monitoring: { scrape: 'annotations' } });
  expect(Object.keys(files)).toEqual(expect.not.arrayContaining(OWN));
  expect(renderedObject(files, 'statefulset.yaml')).toMatchObject({
    spec: {
      template: {
        metadata: { annotations: { 'prometheus.io/port': '9187', 'prometheus.io/scrape': 'true' } },
      },
    },
  });
  const file = renderedObjects<{ data: Record<string, string> }>(files, 'configmap.yaml').find(
    ({ data }) => 'alerts.yaml' in data,
  );
  expect(rulesIn(load(file?.data['alerts.yaml'] ?? ''))).toEqual(rulesOf(ON));
});

test('each alert names its runbook, and the team’s label', () => {
  for (const { alert, annotations, labels } of rulesOf(ON)) {
    expect(annotations['runbook']).toBe(`node_modules/cdk8s-database/docs/alerts.md#${alert.toLowerCase()}`);
    expect(labels).toEqual({ severity: expect.stringMatching(/^(critical|warning)$/) as string });
  }
  const runbooks = 'https://wiki.example.com/alerts';
  const [first] = rulesOf(renderedFiles({ monitoring: { alertLabels: { team: 'chat' }, runbooks } }));
  expect(first?.annotations['runbook_url']).toBe(`${runbooks}#postgresqldown`);
  expect(first?.labels).toEqual({ severity: 'critical', team: 'chat' });
});

/** Each alert that there is. */
const ALERTS = [
  ...rulesOf(ON).map(({ alert }) => alert),
  ...[
    ...schemaAlerts(''),
    ...backupAlerts('Postgresql', ['']),
    ...drillAlerts(''),
    ...sqliteAlerts('', ''),
    ...snapshotAlerts('', 1),
    ...walAlerts('', '', ''),
  ].map(({ name }) => name),
];

test.each(ALERTS)('%s has a runbook: what it means, how to look, what to do', (alert) => {
  const text = readFileSync(join(__dirname, '../../docs/alerts.md'), 'utf8');
  const [, section = ''] = text.split(`\n## ${alert}\n`);
  const [own = ''] = section.split('\n## ');
  for (const part of ['**Means:**', '**Look:**', '**Do:**']) expect(own).toContain(part);
});

test('a namespace that a file says is in each selector; without, all are looked at', () => {
  const selectors = (rules: readonly Rule[]): string[] => [
    ...new Set(
      rules.flatMap(({ expr }) => [...expr.matchAll(/namespace(?:!?=~?)"[^"]*"/g)].map(([one]) => one)),
    ),
  ];
  expect(selectors(rulesOf(ON))).toEqual(['namespace!=""']);
  expect(selectors(rulesOf(renderedFiles({ monitoring: {}, namespace: 'shop' })))).toEqual([
    'namespace="shop"',
  ]);
});

test('a prefix of the base is in the names that alerts look for', () => {
  const kustomization = String(chatbot()['k8s/base/kustomization.yaml']);
  const repository = synthesized(
    { monitoring: {} },
    { 'k8s/base/kustomization.yaml': `${kustomization}namePrefix: green-\n` },
  );
  const text = repository.read('k8s/base/database/prometheusrule.yaml');
  expect(text).toContain('pod=~"green-database-[0-9]+"');
  expect(text).toContain('persistentvolumeclaim="green-database-data-16"');
});

function overlayOf(
  props: Partial<PostgresDatabaseProps>,
  environment: DatabaseEnvironment,
  kustomization?: string,
): TemporaryRepository {
  const overlay = kustomization && { 'k8s/overlays/staging/kustomization.yaml': kustomization };
  return synthesized({ ...props, environments: { staging: environment } }, { ...overlay });
}

test('an environment has the base’s monitoring, its own, or none', () => {
  const same = overlayOf({ monitoring: {} }, {});
  expect(Object.keys(same.tree('k8s/overlays/staging')).join()).not.toMatch(/monitor|rule|statefulset/);

  const off = overlayOf({ monitoring: {} }, { monitoring: 'none' });
  const removed = off.read('k8s/overlays/staging/database/podmonitor-database-patch.yaml');
  expect(load(removed)).toMatchObject({ $patch: 'delete', kind: 'PodMonitor' });

  const on = overlayOf({}, { monitoring: { labels: { release: 'prometheus' } } });
  expect(Object.keys(on.tree('k8s/base')).join()).not.toMatch(/monitor|rule/);
  expect(load(on.read('k8s/overlays/staging/database/podmonitor.yaml'))).toMatchObject({
    metadata: { labels: { release: 'prometheus' } },
  });
});

test('an environment’s alerts look into the namespace of its overlay', () => {
  const overlay = 'resources:\n- ../../base\nnamespace: staging\nnamePrefix: green-\n';
  const repository = overlayOf({ monitoring: {} }, {}, overlay);
  expect(repository.read('k8s/base/database/prometheusrule.yaml')).not.toContain('staging');
  const patch = repository.read('k8s/overlays/staging/database/prometheusrule-database-patch.yaml');
  expect(patch).toContain('pg_up{namespace="staging",pod=~"green-database-[0-9]+"} == 0');
});

test('is the same when it is written as a capability', () => {
  const props: PostgresMonitoringProps = { labels: { release: 'prometheus' } };
  const folder = 'k8s/base/database';
  const repository = new TemporaryRepository(chatbot());
  synthesize(repository, {
    compose: (app) => {
      const database = new PostgresDatabase(app, 'database');
      new PostgresMonitoring(database, 'monitoring', props);
    },
  });
  expect(repository.tree(folder)).toEqual(synthesizedAlone({ monitoring: props }).tree(folder));
});

function synthesizedAlone(props: PostgresDatabaseProps): TemporaryRepository {
  const repository = new TemporaryRepository(chatbot());
  synthesize(repository, {
    compose: (app) => {
      new PostgresDatabase(app, 'database', props);
    },
  });
  return repository;
}

test('says what is wrong, all at once', () => {
  const monitoring = { interval: 'often', prometheus: [], runbooks: 'docs' };
  const problems = problemsOf(new TemporaryRepository(chatbot()), {
    compose: composition({}, { monitoring }),
  });
  expect(problems.map(({ code, path }) => `${code} ${path}`)).toEqual(
    expect.arrayContaining([
      'monitoring database/monitoring.interval',
      'monitoring database/monitoring.prometheus',
      'monitoring database/monitoring.runbooks',
    ]),
  );
});

test('a laptop has no exporter: its server has the role, which nobody there can be', () => {
  const environments = { test: { compose: { service: 'test-db' } } };
  const files = (props: PostgresDatabaseProps): Record<string, string> => {
    const tree = Object.entries(synthesized({ environments, ...props }).tree());
    return Object.fromEntries(tree.filter(([path]) => /^compose(?:\.yaml$|\/(?!.*\.json$))/.test(path)));
  };
  const [on, off] = [files({ monitoring: {} }), files({})];
  expect(Object.keys(on).filter((path) => on[path] !== off[path])).toEqual([
    'compose/test-db/certificate-end.sql',
    'compose/test-db/pg_hba.conf',
    'compose/test-db/roles',
  ]);
});

test('a schema adds the alert of its migrations', () => {
  const repository = synthesized(
    { monitoring: {}, schema: Schema.fromDirectory('schema') },
    { 'schema/1_a.sql': 'create table a (b int);\n' },
  );
  const rule = load(repository.read('k8s/base/database/prometheusrule.yaml'));
  const names = rulesIn(mappingAt(rule, 'spec')).map(({ alert }) => alert);
  expect(names).toContain('PostgresqlMigrationFailed');
  expect(textAt(rule, 'kind')).toBe('PrometheusRule');
});
