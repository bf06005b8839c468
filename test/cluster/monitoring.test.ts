import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadAll } from 'js-yaml';
import { listAt, mappingAt, textAt } from '../../src/text/mapping';
import { metricNames } from './monitoring/metric-names';
import { Prometheus } from './monitoring/prometheus';
import type { Namespace } from './namespace';
import { ownDatabase } from './own-database';
import { Server } from './server';

/** With annotations, since the test cluster has no operator and so no kinds of it. The rules and queries are the same. */
const PROPS = `{
  configuration: { settings: { max_replication_slots: 2, max_wal_senders: 2, wal_level: 'replica' } },
  monitoring: { scrape: 'annotations' },
  resources: { cpuRequest: 0.05 },
  schema: Schema.fromDirectory('schema'),
  storage: { size: Size.gibibytes(1) },
}`;

/** What stands for the backup's CronJob and for its failed Job: every metric of theirs has to be seen. */
const JOBS = ['every-minute', 'failing'].map((name) => {
  const fails = name === 'failing';
  const container = {
    command: fails ? ['false'] : ['true'],
    image: 'postgres:16-bookworm',
    imagePullPolicy: 'IfNotPresent',
    name: 'job',
    resources: { limits: { cpu: '100m', memory: '32Mi' } },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  };
  const template = {
    spec: {
      containers: [container],
      restartPolicy: 'Never',
      securityContext: { runAsNonRoot: true, runAsUser: 999, seccompProfile: { type: 'RuntimeDefault' } },
    },
  };
  const job = { backoffLimit: 0, template };
  return fails
    ? { apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec: job }
    : {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { name: 'database-backup' },
        spec: { jobTemplate: { spec: job }, schedule: '* * * * *' },
      };
});

let namespace: Namespace;
let prometheus: Prometheus;
/** The rendered files of Prometheus and Grafana. */
let rules: string;
let dashboard: string;

async function sql(statement: string, user = 'postgres', container = 'postgres'): Promise<string> {
  const psql = ['psql', '--no-psqlrc', '-tA', `--username=${user}`, `--command=${statement}`];
  const exec = ['exec', 'database-0', `--container=${container}`, '--', ...psql];
  return (await namespace.kubectl(exec)).stdout.trim();
}

/** Until QUERY has a result: Prometheus looks again and again. */
async function seen(query: string): Promise<void> {
  const until = Date.now() + 100_000;
  while ((await prometheus.query(query)).length === 0) {
    if (Date.now() > until) throw new Error(`nothing is found by ${query}`);
    await sleep(1000);
  }
}

beforeAll(async () => {
  const own = await ownDatabase('monitoring', PROPS);
  ({ namespace } = own);
  const folder = join(own.example.base, 'database');
  await namespace.kubectl(['create', '-f', '-'], {
    input: JSON.stringify({ apiVersion: 'v1', items: JOBS, kind: 'List' }),
  });
  const files = loadAll(await readFile(join(folder, 'configmap.yaml'), 'utf8')).map((one) =>
    mappingAt(one, 'data'),
  );
  const file = (suffix: string): string => {
    const [found] = files.flatMap((data) => Object.entries(data)).filter(([name]) => name.endsWith(suffix));
    return String(found?.[1]);
  };
  rules = file('alerts.yaml');
  dashboard = file('.json');
  await namespace.rolledOut('statefulset/database');
  await sql("select pg_create_physical_replication_slot('of_the_test', true)");
  const { spec } = await new Server(namespace).pod();
  prometheus = await Prometheus.start(namespace.name, 'database-0', spec.nodeName, rules);
  await seen(`pg_up{namespace="${namespace.name}"}`);
}, 300_000);

/** As Grafana sends it. */
function panelQueries(): { title: string; query: string }[] {
  const { panels } = JSON.parse(dashboard) as { panels: unknown[] };
  return panels.flatMap((panel) =>
    listAt(panel, 'targets').map((target) => ({
      title: textAt(panel, 'title') ?? '',
      query: (textAt(target, 'expr') ?? '')
        .replaceAll('$namespace', namespace.name)
        .replaceAll('$__rate_interval', '1m'),
    })),
  );
}

test('the exporter connects as a role that can only read statistics, and can be no other', async () => {
  const [up] = await prometheus.query(`pg_up{namespace="${namespace.name}"}`);
  expect(up?.value[1]).toBe('1');
  const rights =
    "select rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls, rolpassword is null from pg_authid where rolname = 'cdk8s_database_monitor'";
  expect(await sql(rights)).toBe('f|f|f|f|f|t');
  expect(
    await sql(
      "select string_agg(roleid::regrole::text, ',') from pg_auth_members where member = 'cdk8s_database_monitor'::regrole",
    ),
  ).toBe('pg_monitor');
  const { stdout } = await namespace.kubectl([
    'exec',
    'database-0',
    '-c',
    'postgres',
    '--',
    'cat',
    '/var/run/postgresql/pg_ident.conf',
  ]);
  expect(stdout.match(/^pod nobody .*$/gm)).toEqual(['pod nobody cdk8s_database_monitor']);
});

test('each metric that an alert or a panel names is there', async () => {
  const alerts = listAt(loadAll(rules)[0], 'groups').flatMap((group) => listAt(group, 'rules'));
  const expressions = [
    ...alerts.map((one) => textAt(one, 'expr') ?? ''),
    ...panelQueries().map(({ query }) => query),
  ];
  const names = [...new Set(expressions.flatMap(metricNames))].sort();
  expect(names.length).toBeGreaterThan(30);
  for (const name of names) await seen(`count(${name})`);
}, 150_000);

test('each panel has something to show', async () => {
  const queries = panelQueries();
  expect(queries.length).toBeGreaterThan(25);
  for (const { query } of queries) await seen(query);
}, 150_000);

test('Prometheus takes all rules, and none fires for a database that is well', async () => {
  await seen('count(ALERTS) or vector(0)');
  const found = await prometheus.rules();
  expect(found.filter(({ health }) => health !== 'ok')).toEqual([]);
  expect(found.filter(({ state }) => state === 'firing').map(({ name }) => name)).toEqual([]);
});

test('the certificate that is served is the one whose end is told', async () => {
  const [found] = await prometheus.query('postgresql_certificate_expiration_timestamp_seconds');
  const { stdout } = await namespace.kubectl([
    'exec',
    'database-0',
    '-c',
    'postgres',
    '--',
    'openssl',
    'x509',
    '-noout',
    '-enddate',
    '-in',
    '/run/secrets/tls/tls.crt',
  ]);
  expect(Number(found?.value[1]) * 1000).toBe(Date.parse(stdout.replace('notAfter=', '')));
});

test('Prometheus’ pods reach the metrics, others do not', async () => {
  const { stdout: address } = await namespace.kubectl([
    'get',
    'pod',
    'database-0',
    '-o',
    'jsonpath={.status.podIP}',
  ]);
  const read = `import urllib.request as r; print(r.urlopen("http://${address}:9187/metrics", timeout=5).status)`;
  const as = async (labels: Readonly<Record<string, string>>, name: string): Promise<string> => {
    const container = {
      command: ['python3', '-c', read],
      image: 'localhost/pyapp:latest',
      imagePullPolicy: 'IfNotPresent',
      name,
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    };
    const spec = {
      containers: [container],
      restartPolicy: 'Never',
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    };
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { labels, name }, spec };
    await namespace.kubectl(['create', '-f', '-'], { input: JSON.stringify(pod) });
    const phase = 'jsonpath={.status.phase}';
    for (;;) {
      const { stdout } = await namespace.kubectl(['get', 'pod', name, '-o', phase]);
      if (stdout === 'Succeeded' || stdout === 'Failed') return stdout;
      await sleep(500);
    }
  };
  const [allowed, other] = await Promise.all([
    as({ 'app.kubernetes.io/name': 'prometheus' }, 'scraper'),
    as({ app: 'other' }, 'other'),
  ]);
  expect({ allowed, other }).toEqual({ allowed: 'Succeeded', other: 'Failed' });
});
