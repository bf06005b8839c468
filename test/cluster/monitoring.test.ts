import { setTimeout as sleep } from 'node:timers/promises';
import { loadAll } from 'js-yaml';
import { listAt, textAt } from '../../src/text/mapping';
import { DatabasePod } from './database-pod';
import { metricNames } from './monitoring/metric-names';
import { MonitoredDatabase } from './monitoring/monitored-database';
import type { Prometheus } from './monitoring/prometheus';
import type { Namespace } from './namespace';

let database: MonitoredDatabase;
let namespace: Namespace;
let pod: DatabasePod;
let prometheus: Prometheus;

const sql = (statement: string): Promise<string> => pod.sql(statement);

beforeAll(async () => {
  database = await MonitoredDatabase.create();
  ({ namespace, prometheus } = database);
  pod = new DatabasePod(namespace);
}, 300_000);

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
  const identities = await pod.run('cat', '/var/run/postgresql/pg_ident.conf');
  expect(identities.match(/^pod nobody .*$/gm)).toEqual(['pod nobody cdk8s_database_monitor']);
});

test('who reads the metrics cannot send the exporter into the application’s database', async () => {
  const seen = async (name: string): Promise<string | undefined> => {
    const source = `postgresql://cdk8s_database_monitor@/${name}?host=/var/run/postgresql&sslmode=disable&options=-c%20search_path%3Dpublic`;
    const probe = `pods/database-0:9187/proxy/probe?target=${encodeURIComponent(source)}`;
    const { stdout } = await namespace.kubectl([
      ...['get', '--raw', `/api/v1/namespaces/${namespace.name}/${probe}`],
    ]);
    return /^pg_up .*/m.exec(stdout)?.[0];
  };
  expect(await seen('postgres')).toBe('pg_up 1');
  expect(await seen('app')).toBe('pg_up 0');
});

test('each metric that an alert or a panel names is there', async () => {
  const alerts = listAt(loadAll(database.rules)[0], 'groups').flatMap((group) => listAt(group, 'rules'));
  const expressions = [
    ...alerts.map((one) => textAt(one, 'expr') ?? ''),
    ...database.panelQueries.map(({ query }) => query),
  ];
  const names = [...new Set(expressions.flatMap(metricNames))].sort();
  expect(names.length).toBeGreaterThan(30);
  for (const name of names) await database.seen(`count(${name})`);
}, 150_000);

test('each panel has something to show', async () => {
  const queries = database.panelQueries;
  expect(queries.length).toBeGreaterThan(25);
  for (const { query } of queries) await database.seen(query);
}, 150_000);

test('Prometheus takes all rules, and none fires for a database that is well', async () => {
  await database.seen('count(ALERTS) or vector(0)');
  const found = await prometheus.rules();
  expect(found.filter(({ health }) => health !== 'ok')).toEqual([]);
  expect(found.filter(({ state }) => state === 'firing').map(({ name }) => name)).toEqual([]);
});

test('the certificate that is served is the one whose end is told', async () => {
  const [found] = await prometheus.query('postgresql_certificate_expiration_timestamp_seconds');
  const end = await pod.run('openssl', 'x509', '-noout', '-enddate', '-in', '/run/secrets/tls/tls.crt');
  expect(Number(found?.value[1]) * 1000).toBe(Date.parse(end.replace('notAfter=', '')));
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
