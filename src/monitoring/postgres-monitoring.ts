import { hash } from 'node:crypto';
import { Lazy } from 'cdk8s';
import { selectorLabels } from '../kubernetes/labels';
import { Manifest } from '../kubernetes/manifest';
import { Capability, type Contribution } from '../server/capability';
import { contributionsTo } from '../server/contributions';
import { databaseLabels } from '../server/labels';
import type { TargetDatabase } from '../server/target-database';
import { refuseUnknownProps } from '../text/known-props';
import { addRules } from '../text/rules';
import { AlertRules } from './alert-rules';
import { alertScope } from './alert-scope';
import { exporter, EXPORTER_FILES, EXPORTER_IMAGE, EXPORTER_PORT, MONITOR_ROLE, PORT_NAME } from './exporter';
import certificateEnd from './certificate-end.sql';
import { DASHBOARD_LABEL, dashboardFiles } from './dashboard';
import { monitoringRules } from './monitoring-rules';
import type { PostgresMonitoringProps } from './postgres-monitoring-props';
import { podMonitor, serviceMonitor } from './scrape';
import { serverAlerts } from './server-alerts';

/** The volume of the pod with the exporter's queries. */
const VOLUME = 'monitoring';
/** As the operator and the community's charts label it, in whatever namespace it runs. */
const PROMETHEUS = [{ labels: { 'app.kubernetes.io/name': 'prometheus' }, namespace: '*' }];

/**
 * Metrics of the server for Prometheus, the alerts of all capabilities, and a dashboard for Grafana. An exporter beside the
 * server reads them by its socket, as a role that can only read statistics.
 */
export class PostgresMonitoring extends Capability<TargetDatabase> {
  private readonly database: TargetDatabase;
  private readonly props: PostgresMonitoringProps;

  /** @throws Refusal if the scope is not a database, or a prop is of a wrong type */
  constructor(database: TargetDatabase, id: string, props: PostgresMonitoringProps = {}) {
    refuseUnknownProps('PostgresMonitoringProps', id, props);
    super(database, id, props);
    this.database = database;
    this.props = props;
    const { instance } = database.access;
    new Manifest(this, 'queries', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: this.queriesName, labels: databaseLabels(instance) },
      data: EXPORTER_FILES,
    });
    this.addMonitor(instance);
    new AlertRules(this, 'alerts', {
      // Those of all capabilities, of which some come later than this one.
      alerts: () => contributionsTo(database).alerts,
      form: props.scrape === 'annotations' ? 'ConfigMap' : 'PrometheusRule',
      given: props,
      group: `${instance}.postgresql`,
      instance,
      objectLabels: databaseLabels(instance),
    });
    new Manifest(this, 'dashboard', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: `${instance}-dashboard`,
        labels: { ...databaseLabels(instance), ...DASHBOARD_LABEL },
      },
      data: Lazy.any({ produce: () => dashboardFiles(database.access, alertScope(this)) }) as unknown,
    });
    addRules(this, () => monitoringRules(props));
  }

  contribute(): Contribution {
    const { image = EXPORTER_IMAGE, prometheus = PROMETHEUS, scrape } = this.props;
    const { instance, server } = this.database.access;
    return {
      alerts: serverAlerts(instance, server.claimName),
      files: { 'certificate-end.sql': certificateEnd },
      ingress: [{ peers: prometheus, port: EXPORTER_PORT }],
      podAnnotations: {
        // The exporter reads its queries once.
        'checksum/monitoring': hash('sha256', JSON.stringify(EXPORTER_FILES)),
        ...(scrape === 'annotations' && {
          'prometheus.io/port': String(EXPORTER_PORT),
          'prometheus.io/scrape': 'true',
        }),
      },
      // Not the application's database: the exporter can be asked to connect to another one, with a search_path.
      roles: [{ databases: ['postgres'], login: 'socket', memberOf: ['pg_monitor'], name: MONITOR_ROLE }],
      sidecars: [exporter(image, VOLUME)],
      volumes: [{ configMap: { name: this.queriesName }, name: VOLUME }],
    };
  }

  private get queriesName(): string {
    return `${this.database.access.instance}-monitoring`;
  }

  private addMonitor(instance: string): void {
    const { interval, labels, scrape = 'PodMonitor' } = this.props;
    const metadata = { name: instance, labels: { ...databaseLabels(instance), ...labels } };
    if (scrape === 'PodMonitor') new Manifest(this, 'monitor', podMonitor(metadata, instance, interval));
    if (scrape !== 'ServiceMonitor') return;
    new Manifest(this, 'monitor', serviceMonitor(metadata, instance, interval));
    new Manifest(this, 'service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: `${instance}-metrics`, labels: databaseLabels(instance) },
      spec: {
        clusterIP: 'None',
        ports: [{ name: PORT_NAME, port: EXPORTER_PORT, protocol: 'TCP', targetPort: PORT_NAME }],
        // Of a server that is not ready, metrics are wanted most.
        publishNotReadyAddresses: true,
        selector: selectorLabels(instance),
      },
    });
  }
}
