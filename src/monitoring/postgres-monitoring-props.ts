import type { NetworkPeer } from '../kubernetes/network-peers';

export interface PostgresMonitoringProps {
  /**
   * How Prometheus finds the server's metrics: an object of the Prometheus Operator, or annotations of the pod. With
   * annotations, the rules are a file in a ConfigMap. @default PodMonitor
   */
  readonly scrape?: 'PodMonitor' | 'ServiceMonitor' | 'annotations';
  /**
   * Labels by which the operator's Prometheus selects its monitors and rules, for example `{ release: 'prometheus' }` for
   * the chart kube-prometheus-stack that is installed under that name. @default none
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * The pods of Prometheus, which may read the metrics.
   * @default - those labelled `app.kubernetes.io/name: prometheus`, in every namespace
   */
  readonly prometheus?: readonly NetworkPeer[];
  /** How often, as in Prometheus. @default - as Prometheus is set */
  readonly interval?: string;
  /** Labels of each alert, for example of the team that gets it. @default none */
  readonly alertLabels?: Readonly<Record<string, string>>;
  /**
   * The address of a page with the runbooks, which each alert links to: docs/alerts.md of this package, where you have put
   * it. @default - the alert names that file and its section
   */
  readonly runbooks?: string;
  /** The exporter's image, of version 0.17.1: from a mirror. @default quay.io/prometheuscommunity/postgres-exporter:v0.17.1 */
  readonly image?: string;
}
