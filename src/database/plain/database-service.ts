import { Construct } from 'constructs';
import { refuseUnknownProps } from '../../text/known-props';
import { Manifest } from '../../kubernetes/manifest';
import type { ServiceSpec } from '../../kubernetes/plain-types';
import { selectorLabels } from '../../kubernetes/labels';
import { databaseLabels } from '../../server/labels';

/** PostgreSQL's port, as registered with IANA. */
export const POSTGRESQL_PORT = 5432;

export interface DatabaseServiceProps {
  /** The database's name, from which names, labels and the selector are derived. */
  readonly instance: string;
  /**
   * Without its own IP address: its name resolves to the pod. A StatefulSet needs such a Service for its pods' names.
   * @default false
   */
  readonly headless?: boolean;
}

/** The Service with the database's host name and port. */
export class DatabaseService extends Construct {
  readonly name: string;
  readonly port = POSTGRESQL_PORT;

  constructor(scope: Construct, id: string, props: DatabaseServiceProps) {
    super(scope, id);
    refuseUnknownProps('DatabaseServiceProps', id, props);
    this.name = props.headless ? `${props.instance}-headless` : serviceName(props.instance);

    const spec: ServiceSpec = {
      type: 'ClusterIP',
      // The migrations' Job connects before the pod is ready.
      ...(props.headless && { clusterIP: 'None', publishNotReadyAddresses: true }),
      selector: selectorLabels(props.instance),
      ports: [{ name: 'postgresql', port: this.port, protocol: 'TCP' }],
    };
    this.node.defaultChild = new Manifest(this, 'service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: this.name, labels: databaseLabels(props.instance) },
      spec,
    });
  }
}

/** The name under which applications find the database. */
export function serviceName(instance: string): string {
  return `${instance}-service`;
}
