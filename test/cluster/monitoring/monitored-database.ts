import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadAll } from 'js-yaml';
import { listAt, mappingAt, textAt } from '../../../src/text/mapping';
import type { Namespace } from '../namespace';
import { ownDatabase } from '../own-database';
import { Server } from '../server';
import { Prometheus } from './prometheus';

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

/** A query of the dashboard. */
export interface PanelQuery {
  readonly title: string;
  readonly type: string;
  readonly unit: string;
  readonly legend: string;
  readonly query: string;
}

/** A database whose metrics a Prometheus of the test's own has. */
export class MonitoredDatabase {
  static async create(): Promise<MonitoredDatabase> {
    const own = await ownDatabase('monitoring', PROPS);
    const { namespace } = own;
    const jobs = JSON.stringify({ apiVersion: 'v1', items: JOBS, kind: 'List' });
    await namespace.kubectl(['create', '-f', '-'], { input: jobs });
    const text = await readFile(join(own.example.base, 'database', 'configmap.yaml'), 'utf8');
    const files = loadAll(text).flatMap((one) => Object.entries(mappingAt(one, 'data')));
    const file = (suffix: string): string => String(files.find(([name]) => name.endsWith(suffix))?.[1]);
    await own.pod.sql("select pg_create_physical_replication_slot('of_the_test', true)");
    const { spec } = await new Server(namespace).pod();
    const rules = file('alerts.yaml');
    const prometheus = await Prometheus.start(namespace.name, 'database-0', spec.nodeName, rules);
    const database = new MonitoredDatabase(namespace, prometheus, rules, file('.json'));
    await database.seen(`pg_up{namespace="${namespace.name}"}`);
    return database;
  }

  private constructor(
    readonly namespace: Namespace,
    readonly prometheus: Prometheus,
    /** The rendered files of Prometheus and Grafana. */
    readonly rules: string,
    private readonly dashboard: string,
  ) {}

  /** Until QUERY has a result: Prometheus looks again and again. */
  async seen(query: string): Promise<void> {
    const until = Date.now() + 100_000;
    while ((await this.prometheus.query(query)).length === 0) {
      if (Date.now() > until) throw new Error(`nothing is found by ${query}`);
      await sleep(1000);
    }
  }

  /** As Grafana sends them. */
  get panelQueries(): PanelQuery[] {
    const { panels } = JSON.parse(this.dashboard) as { panels: unknown[] };
    return panels.flatMap((panel) =>
      listAt(panel, 'targets').map((target) => ({
        legend: textAt(target, 'legendFormat') ?? '',
        query: (textAt(target, 'expr') ?? '')
          .replaceAll('$namespace', this.namespace.name)
          .replaceAll('$__rate_interval', '1m'),
        title: textAt(panel, 'title') ?? '',
        type: textAt(panel, 'type') ?? '',
        unit: textAt(mappingAt(panel, 'fieldConfig', 'defaults'), 'unit') ?? '',
      })),
    );
  }
}
