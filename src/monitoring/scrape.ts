import type { ApiObjectProps } from 'cdk8s';
import { selectorLabels } from '../kubernetes/labels';
import { PORT_NAME } from './exporter';

type Metadata = NonNullable<ApiObjectProps['metadata']>;
type Monitor = ApiObjectProps & Record<string, unknown>;

/** The Prometheus Operator's object by which its Prometheus finds INSTANCE's pod. */
export function podMonitor(metadata: Metadata, instance: string, interval: string | undefined): Monitor {
  return monitor('PodMonitor', metadata, instance, { podMetricsEndpoints: [endpoint(interval)] });
}

/** The same by a Service. */
export function serviceMonitor(metadata: Metadata, instance: string, interval: string | undefined): Monitor {
  return monitor('ServiceMonitor', metadata, instance, { endpoints: [endpoint(interval)] });
}

function monitor(kind: string, metadata: Metadata, instance: string, spec: object): Monitor {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind,
    metadata,
    spec: { ...spec, selector: { matchLabels: selectorLabels(instance) } },
  };
}

function endpoint(interval: string | undefined): object {
  return { port: PORT_NAME, ...(interval !== undefined && { interval }) };
}
