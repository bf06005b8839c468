import { Construct } from 'constructs';
import { Manifest } from '../../kubernetes/manifest';
import type { ServiceSpec } from '../../kubernetes/plain-types';
import { databaseLabels, selectorLabels } from '../../server/labels';

/** PostgreSQL's port, as registered with IANA. */
export const POSTGRESQL_PORT = 5432;

export interface DatabaseServiceProps {
  /** The database that this leads to: names, labels and the selector derive from it. */
  readonly instance: string;
  /**
   * Without an address of its own: its name leads to the pod itself. A StatefulSet needs one such Service for its
   * pods' names. @default false
   */
  readonly headless?: boolean;
}

/** The name and port under which the database is found. */
export class DatabaseService extends Construct {
  readonly name: string;
  readonly port = POSTGRESQL_PORT;

  constructor(scope: Construct, id: string, props: DatabaseServiceProps) {
    super(scope, id);
    this.name = props.headless ? `${props.instance}-headless` : `${props.instance}-service`;

    const spec: ServiceSpec = {
      type: 'ClusterIP',
      // The pod is found under its name also before it is ready, as what makes its schema needs it.
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
