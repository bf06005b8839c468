import type { NetworkPeer } from '../kubernetes/network-peers';
import type { AlertProps } from './alert-props';

export interface PostgresMonitoringProps extends AlertProps {
  /**
   * How Prometheus finds the server's metrics: an object of the Prometheus Operator, or annotations of the pod. With
   * annotations, the rules are a file in a ConfigMap. @default PodMonitor
   */
  readonly scrape?: 'PodMonitor' | 'ServiceMonitor' | 'annotations';
  /**
   * The pods of Prometheus, which may read the metrics.
   * @default - those labelled `app.kubernetes.io/name: prometheus`, in every namespace
   */
  readonly prometheus?: readonly NetworkPeer[];
  /** How often, as in Prometheus. @default - as Prometheus is set */
  readonly interval?: string;
  /** The exporter's image, of version 0.17.1: from a mirror. @default quay.io/prometheuscommunity/postgres-exporter:v0.17.1 */
  readonly image?: string;
}
